package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.interop.bench.EmergencyResult.Idle;
import org.tocsin.interop.bench.EmergencyResult.Round;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Transit;

/// Emergencies one after the other between two nodes, idle and beside a history on the bulk lane, and in turn with them
/// the raw steps of their way: each once behind every emergency that is raised when idle, after the same rest. So both
/// find the processor as a rest leaves it, and whatever else runs on the machine meets both alike.
///
/// Both nodes are warmed up by check-ins, which go the same way and wake nobody, and by emergencies that do not count,
/// and the raw steps by themselves. A history waits at the author, with a share for each round. It goes on while
/// emergencies are raised beside it, as many as were asked for or until the share is used up, and waits again for the
/// next round's idle part.
final class EmergencyBench {
    private static final long SEED = 20_260_105;
    /// Receipts of what was under way have come when they stand still for so long.
    private static final Duration STILL = Duration.ofMillis(300);
    /// After an emergency's receipt its steps go back and forth: it is idle when that is over.
    private static final Duration REST = Duration.ofMillis(40);
    /// How many emergencies pass between two looks at the history.
    private static final int LOOK_EVERY = 4;

    private final Surroundings surroundings;
    private final Plan plan;
    private final Progress progress;

    /// @param checkIns before the rounds
    /// @param unmeasured emergencies before the rounds, behind the check-ins
    /// @param emergencies of a round when idle
    /// @param beside emergencies of a round beside the bulk lane
    /// @param records of the history
    record Plan(
            int rounds,
            int checkIns,
            int unmeasured,
            int emergencies,
            int beside,
            int records,
            List<String> nodeFlags) {
        Plan {
            nodeFlags = List.copyOf(nodeFlags);
        }
    }

    EmergencyBench(Surroundings surroundings, Plan plan, Progress progress) {
        this.surroundings = surroundings;
        this.plan = plan;
        this.progress = progress;
    }

    /// @param home a new directory for the nodes
    EmergencyResult run(Path home) throws IOException, InterruptedException {
        var result = new EmergencyResult();
        try (var pair = Pair.start(home, surroundings, plan.nodeFlags(), Lane.EMERGENCY);
                var raw = RawFloor.start(
                        pair.directory(Pair.AUTHOR), pair.directory(Pair.RECEIVER), plan.nodeFlags(), surroundings)) {
            Iterator<Document> incidents = new Incidents(SEED);
            Bytes record = incidents.next().content();
            pair.publish(IntStream.range(0, plan.records())
                    .mapToObj(number -> incidents.next())
                    .iterator());
            progress.step(1);
            pair.agreeWithHistory();
            pair.steer(Transit.Wish.PAUSE);
            var signatures = new SignatureSteps(surroundings.random(), surroundings.clock());
            warmUp(pair, raw, signatures, record);
            for (int round = 0; round < plan.rounds(); round++) {
                long share = (long) plan.records() * (round + 1) / plan.rounds();
                result.add(round(pair, raw, signatures, new Raw(home, record, share)));
                progress.step(1);
            }
            pair.stop();
        }
        return result;
    }

    private void warmUp(Pair pair, RawFloor floor, SignatureSteps signatures, Bytes record)
            throws IOException, InterruptedException {
        int times = plan.checkIns();
        floor.echoOneByOne(record.array(), times);
        signatures.sign(times);
        signatures.verify(times);
        for (int checkIn = 0; checkIn < times; checkIn++) {
            pair.checkIn();
        }
        raise(pair, plan.unmeasured(), new Latencies(surroundings.clock()));
    }

    /// Where the raw steps write, and what; and how far the history may go in the round.
    private record Raw(Path directory, Bytes record, long until) {}

    private Round round(Pair pair, RawFloor floor, SignatureSteps signatures, Raw raw)
            throws IOException, InterruptedException {
        awaitStill(pair);
        Idle loops = loops(floor, signatures, raw);
        Idle idle = idle(pair, floor, signatures, raw);
        pair.steer(Transit.Wish.RESUME);
        long before = awaitFlow(pair);
        Instant begin = surroundings.clock().instant();
        var beside = new Latencies(surroundings.clock());
        long now = before;
        for (int raised = 0; raised < plan.beside() && now < raw.until(); raised += LOOK_EVERY) {
            raise(pair, Math.min(LOOK_EVERY, plan.beside() - raised), beside);
            now = pair.history().receipted();
        }
        double seconds = Duration.between(begin, surroundings.clock().instant()).toNanos() / 1e9;
        pair.steer(Transit.Wish.PAUSE);
        return new Round(idle, loops, beside, (now - before) / seconds);
    }

    /// The raw steps alone, as often: as fast as they get.
    private Idle loops(RawFloor floor, SignatureSteps signatures, Raw raw) throws IOException, InterruptedException {
        byte[] record = raw.record().array();
        int times = plan.emergencies();
        try (var file = new SyncSteps(raw.directory(), surroundings.clock())) {
            return new Idle(
                    floor.echoOneByOne(record, times),
                    file.sync(record, times),
                    signatures.sign(times),
                    signatures.verify(times),
                    new Latencies(surroundings.clock()));
        }
    }

    private Idle idle(Pair pair, RawFloor floor, SignatureSteps signatures, Raw raw)
            throws IOException, InterruptedException {
        var idle = new Idle(surroundings.clock());
        byte[] record = raw.record().array();
        try (var file = new SyncSteps(raw.directory(), surroundings.clock())) {
            for (int i = 0; i < plan.emergencies(); i++) {
                raise(pair, 1, idle.whole());
                Pauses.of(REST);
                idle.echo().add(floor.echoOneByOne(record, 1));
                idle.sync().add(file.sync(record, 1));
                idle.sign().add(signatures.sign(1));
                idle.verify().add(signatures.verify(1));
                Pauses.of(REST);
            }
        }
        return idle;
    }

    private static void raise(Pair pair, int times, Latencies taken) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            taken.count(pair.raise());
        }
    }

    /// Waits until the history goes on.
    ///
    /// @return how many of its records receipts cover
    private long awaitFlow(Pair pair) throws IOException, InterruptedException {
        long before = pair.history().receipted();
        long now = before;
        while (now == before) {
            if (now >= plan.records()) {
                throw new IOException("the history ended early: give more --records");
            }
            Pauses.of(Duration.ofMillis(5));
            now = pair.history().receipted();
        }
        return now;
    }

    /// Waits until nothing of the history is under way any more.
    private static void awaitStill(Pair pair) throws InterruptedException {
        long before = -1;
        long now = pair.history().receipted();
        while (now != before) {
            before = now;
            Pauses.of(STILL);
            now = pair.history().receipted();
        }
    }
}
