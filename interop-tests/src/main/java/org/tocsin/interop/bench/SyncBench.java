package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Lane;
import org.tocsin.peer.Records.Document;

/// The first synchronisation: everything that an author holds goes to a partner that holds nothing. The records are
/// published before, which is not timed; then both sign, and time runs until the receipt that covers the last record is
/// durable at the author. Before that both nodes did the same with a companion, so that no part of the way is slower
/// because code was not compiled yet.
final class SyncBench {
    private static final long SEED = 20_260_102;
    private static final long COMPANION_SEED = 20_260_104;

    private final Surroundings surroundings;
    private final List<String> nodeFlags;

    /// What came of it: a reading for each part of the way, in order, and what both nodes used at most.
    record Result(long records, Duration took, List<Reading> parts, Usage author, Usage receiver) {
        Result {
            parts = List.copyOf(parts);
        }

        /// How far the slowest or the fastest part is from the median one, as a fraction of it.
        double deviation() {
            return Spread.of(parts.stream().map(Reading::rate).toList()).deviation();
        }

        /// As `deviation`, of processor time: what else runs on the machine does not show in it.
        double cpuDeviation() {
            return Spread.of(parts.stream().map(Reading::cpuMicrosInAll).toList())
                    .deviation();
        }
    }

    SyncBench(Surroundings surroundings, List<String> nodeFlags) {
        this.surroundings = surroundings;
        this.nodeFlags = List.copyOf(nodeFlags);
    }

    /// @param home a new directory for the nodes
    /// @param part records between two readings
    /// @param warmUp records that each node does the same with before; those of the author are part of `records`
    Result run(Path home, long records, long warmUp, long part, Progress progress)
            throws IOException, InterruptedException {
        try (var pair = Pair.startAccompanied(home, surroundings, nodeFlags, Lane.BULK)) {
            Iterator<Document> incidents = new Incidents(SEED);
            if (warmUp > 0) {
                pair.warmUp(
                        first(incidents, warmUp, progress),
                        first(new Incidents(COMPANION_SEED), warmUp, progress),
                        warmUp);
            }
            pair.publish(first(incidents, records - warmUp, progress));
            pair.agreeWithHistory();
            Pair.Sight begin = pair.sight();
            Pair.Sight before = begin;
            List<Reading> parts = new ArrayList<>();
            while (before.through() < records) {
                Pair.Sight next = pair.awaitThrough(Math.min(records, before.through() + part));
                parts.add(next.since(before));
                progress.step(next.through() - before.through());
                before = next;
            }
            return new Result(
                    records, Duration.between(begin.at(), before.at()), parts, before.author(), before.receiver());
        }
    }

    private static Iterator<Document> first(Iterator<Document> all, long count, Progress progress) {
        return new Iterator<>() {
            private long given;

            @Override
            public boolean hasNext() {
                return given < count && all.hasNext();
            }

            @Override
            public Document next() {
                given++;
                progress.step(1);
                return all.next();
            }
        };
    }
}
