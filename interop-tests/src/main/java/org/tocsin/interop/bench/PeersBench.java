package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Digest;
import org.tocsin.model.Tlp;
import org.tocsin.peer.Records.Document;

/// A node with hundreds of partners: what an idle one costs, how soon one record is with all of them, and what one
/// that sends too much and one that never reads cost the others.
///
/// A partner's cost is what it adds between half of all partners and all of them: live heap after a collection, and
/// resident memory outside the heap (the heap is touched as a whole at start, so what resident memory grows by lies
/// outside it; what the C library keeps for later is given back first). What grows up to a bound whoever comes is there
/// before either is looked at: the database's caches are full, and nothing waits to be compiled. Processor time is that
/// of the idle node, all connected, over the window.
final class PeersBench {
    private static final long SEED = 20_260_103;
    private static final int SENDERS = 8;
    private static final int AUDIENCE = 10;
    private static final int GREEDY_FRAME = 16;
    /// More than fits into a lane's window.
    private static final int DEAF_RECORDS = 3_000;
    /// For each second of the window before the comparison: at its usual length, enough to fill the node's caches.
    private static final long CACHED_RECORDS_A_SECOND = 1_500;
    private static final Duration PUBLISH_EVERY = Duration.ofMillis(100);
    private static final Duration SEND_EVERY = Duration.ofMillis(250);
    private static final long RECEIPT_SECONDS = 30;
    /// How often in a row nothing may be compiled before memory is looked at, and how often that is asked at most.
    private static final int QUIET_LOOKS = 30;

    private static final int LOOKS_MAX = 300;
    /// How often memory is looked at.
    private static final int LEAST_OF = 8;

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Surroundings surroundings;
    private final Plan plan;
    private final Progress progress;
    private final Incidents incidents = new Incidents(SEED);
    private final PeersResult result = new PeersResult();

    /// @param window how long the idle node is watched, and each half of the comparison lasts
    record Plan(int partners, int bursts, Duration window, List<String> nodeFlags) {
        Plan {
            nodeFlags = List.copyOf(nodeFlags);
        }
    }

    /// What a node takes at a moment.
    private record Stand(int partners, long heapKib, long residentKib) {}

    PeersBench(Surroundings surroundings, Plan plan, Progress progress) {
        this.surroundings = surroundings;
        this.plan = plan;
        this.progress = progress;
    }

    PeersResult run(Path home) throws IOException, InterruptedException {
        var arrivals = new AtomicReference<@Nullable Latencies>();
        try (var hub = Hub.start(home, surroundings, plan.nodeFlags(), (at, leaf) -> {
            Latencies current = arrivals.get();
            if (current != null) {
                current.arrived(at, leaf);
            }
        })) {
            int few = Math.max(1, plan.partners() / 2);
            List<StandIn> all = new ArrayList<>(hub.add(few, "p", Optional.of(Tlp.AMBER), progress));
            hub.awaitSettled(all);
            // One record through every lane: what is made with first use is there then.
            hub.publish(incidents.next());
            hub.awaitSettled(all);
            fillCaches(hub, all.getFirst());
            hub.awaitSettled(all);
            Stand before = stand(hub, home, all.size());
            all.addAll(hub.add(plan.partners() - few, "p", Optional.of(Tlp.AMBER), progress));
            hub.awaitSettled(all);
            hub.publish(incidents.next());
            hub.awaitSettled(all);
            Stand after = stand(hub, home, all.size());
            int more = after.partners - before.partners;
            result.heapKib = (double) (after.heapKib - before.heapKib) / more;
            result.nativeKib = (double) (after.residentKib - before.residentKib) / more;
            idle(hub);
            for (int burst = 0; burst < plan.bursts(); burst++) {
                Instant begin = surroundings.clock().instant();
                hub.publish(incidents.next());
                result.burstSeconds.add(
                        Duration.between(begin, hub.awaitSettled(all)).toNanos() / 1e9);
                progress.step(1);
            }
            List<StandIn> senders = hub.add(SENDERS + 1, "sender", Optional.empty(), progress);
            share(hub, all, senders, arrivals);
        }
        return result;
    }

    /// Leaves an inventory beside the node, for whoever keeps its directory and asks what a partner consists of.
    private Stand stand(Hub hub, Path home, int partners) throws IOException, InterruptedException {
        long enough = Math.min(QUIET_LOOKS, plan.window().dividedBy(LOOK_EVERY));
        for (int quiet = 0, looks = 0; quiet < enough && looks < LOOKS_MAX; looks++) {
            quiet = hub.node().isCompiling() ? 0 : quiet + 1;
            Pauses.of(LOOK_EVERY);
        }
        Stand least = new Stand(partners, Long.MAX_VALUE, Long.MAX_VALUE);
        for (long look = 0; look < Math.clamp(enough, 1, LEAST_OF); look++) {
            // What is needed is there every time; what comes and goes beside it is not.
            long heap = hub.node().liveHeapKib();
            long resident = Usage.of(hub.node().pid()).residentKib();
            least = new Stand(partners, Math.min(least.heapKib, heap), Math.min(least.residentKib, resident));
            Pauses.of(LOOK_EVERY);
        }
        Files.writeString(
                home.resolve("memory-" + partners + ".txt"), hub.node().memoryInventory());
        return least;
    }

    private void idle(Hub hub) throws IOException, InterruptedException {
        Usage before = Usage.of(hub.node().pid());
        Instant begin = surroundings.clock().instant();
        Pauses.of(plan.window());
        Duration spent = Usage.of(hub.node().pid()).cpu().minus(before.cpu());
        Duration passed = Duration.between(begin, surroundings.clock().instant());
        result.idleCpuPercent = 100.0 * spent.toNanos() / passed.toNanos();
        progress.step(1);
    }

    /// The same traffic twice: alone, and beside one who sends far too much and one who never reads.
    private void share(
            Hub hub, List<StandIn> receivers, List<StandIn> senders, AtomicReference<@Nullable Latencies> arrivals)
            throws IOException, InterruptedException {
        StandIn deaf = receivers.getLast();
        StandIn greedy = senders.getLast();
        List<StandIn> others = receivers.subList(0, receivers.size() - 1);
        List<StandIn> polite = senders.subList(0, senders.size() - 1);
        List<StandInLedger.Entry> flood = new ArrayList<>();
        for (long i = 0; i < greedyRecords(); i++) {
            flood.add(greedy.record(incidents.next().content()));
        }
        // Code is compiled before anything is compared.
        fillCaches(hub, deaf);
        hub.awaitSettled(receivers);
        var compared = new Comparison(hub, others, polite, deaf, arrivals);
        traffic(compared, new Latencies(surroundings.clock()), new Latencies(surroundings.clock()));
        result.heapAloneKib = hub.node().liveHeapKib();
        traffic(compared, result.receivedAlone(surroundings), result.sentAlone(surroundings));
        deaf.turnDeaf();
        feed(hub, deaf, DEAF_RECORDS);
        var over = new AtomicBoolean();
        Thread flooding = Thread.ofPlatform().start(() -> flood(hub.laneOf(greedy), flood, over));
        traffic(compared, result.receivedBeside(surroundings), result.sentBeside(surroundings));
        result.heapBesideKib = hub.node().liveHeapKib();
        over.set(true);
        flooding.join();
        result.greedyReceipts = hub.laneOf(greedy).receipts();
        progress.step(1);
    }

    /// Who takes part: `others` receive and `polite` send, and `deaf` is among those who are sent to.
    private record Comparison(
            Hub hub,
            List<StandIn> others,
            List<StandIn> polite,
            StandIn deaf,
            AtomicReference<@Nullable Latencies> arrivals) {
        Comparison {
            others = List.copyOf(others);
            polite = List.copyOf(polite);
        }
    }

    private void fillCaches(Hub hub, StandIn partner) throws IOException, InterruptedException {
        feed(hub, partner, plan.window().toSeconds() * CACHED_RECORDS_A_SECOND);
    }

    /// Records for one partner alone.
    private void feed(Hub hub, StandIn partner, long records) throws IOException, InterruptedException {
        List<Document> documents = new ArrayList<>();
        for (long i = 0; i < records; i++) {
            documents.add(Hub.limited(incidents.next(), List.of(partner)));
        }
        hub.publish(documents);
    }

    /// Twice what the node's budget lets in over the window: more is ready than it ever takes.
    private long greedyRecords() {
        return Math.max(1, plan.window().toSeconds()) * 2 * Hub.PARTNER_BYTES_PER_SECOND / Incidents.BYTES;
    }

    private void flood(StandInLane lane, List<StandInLedger.Entry> records, AtomicBoolean over) {
        int given = 0;
        Instant begin = surroundings.clock().instant();
        try {
            while (!over.get()
                    && given + GREEDY_FRAME <= records.size()
                    && lane.broken().isEmpty()) {
                List<StandInLedger.Entry> frame = records.subList(given, given + GREEDY_FRAME);
                if (lane.offer(frame)) {
                    given += GREEDY_FRAME;
                } else {
                    lane.awaitRoom(10);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        double seconds = Duration.between(begin, surroundings.clock().instant()).toNanos() / 1e9;
        result.greedySent = given;
        result.greedyBytesPerSecond = given * (double) Incidents.BYTES / seconds;
        result.greedyBroken = lane.broken();
    }

    private void traffic(Comparison compared, Latencies received, Latencies sent)
            throws IOException, InterruptedException {
        compared.arrivals.set(received);
        Instant end = surroundings.clock().instant().plus(plan.window());
        List<Thread> sending = new ArrayList<>();
        for (StandIn sender : compared.polite) {
            List<StandInLedger.Entry> records = new ArrayList<>();
            for (int i = 0; i < plan.window().dividedBy(SEND_EVERY) + 1; i++) {
                records.add(sender.record(incidents.next().content()));
            }
            sending.add(Thread.ofVirtual().start(() -> send(compared.hub.laneOf(sender), records, end, sent)));
        }
        record Left(Digest leaf, Instant at) {}
        List<Left> left = new ArrayList<>();
        int turn = 0;
        while (surroundings.clock().instant().isBefore(end)) {
            List<StandIn> audience = new ArrayList<>(List.of(compared.deaf));
            for (int i = 0; i < AUDIENCE; i++) {
                audience.add(compared.others.get(turn++ % compared.others.size()));
            }
            Instant at = surroundings.clock().instant();
            left.add(new Left(compared.hub.publish(Hub.limited(incidents.next(), audience)), at));
            Pauses.of(PUBLISH_EVERY);
        }
        for (Thread thread : sending) {
            thread.join();
        }
        compared.hub.awaitSettled(compared.others);
        left.forEach(record -> received.count(record.leaf, record.at));
        progress.step(1);
    }

    private void send(StandInLane lane, List<StandInLedger.Entry> records, Instant end, Latencies sent) {
        try {
            for (StandInLedger.Entry record : records) {
                Instant begin = surroundings.clock().instant();
                if (!begin.isBefore(end)) {
                    return;
                }
                Optional<Instant> receipted = lane.deliver(List.of(record), RECEIPT_SECONDS);
                // What was never receipted took as long as it was waited for.
                sent.count(Duration.between(begin, receipted.orElseGet(surroundings.clock()::instant)));
                Pauses.of(SEND_EVERY);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
