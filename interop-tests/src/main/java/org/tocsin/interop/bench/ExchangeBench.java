package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.tocsin.cli.Progress;
import org.tocsin.cli.Surroundings;
import org.tocsin.interop.faults.Links;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.peer.Records.Document;

/// Rounds of the node and of its baselines, in turn, over the same bytes.
///
/// *Delivery* (P1) begins with records that are durable at the author: the receiver stands still while they are
/// published, and goes on when the last one is answered for. It is timed from the receipt that covers the first fifth
/// of
/// them (more than the lane's window lets out ahead) to the one that covers the last, both as the author's own books
/// have
/// them, durable and verified; processor time is taken between the same two moments. *Whole* (P1b) is timed from the
/// first document at the operator port to the receipt that covers the last one.
final class ExchangeBench {
    private static final long SEED = 20_260_101;
    private static final int HEAD_START = 5;
    private static final int WIRE_RECORDS_MAX = 5_000;

    private final Surroundings surroundings;
    private final Plan plan;
    private final Progress progress;
    private final ExchangeResult result = new ExchangeResult();

    /// What to do. `only` holds the targets that are asked for; `bundles` are the real ones, for P3.
    record Plan(
            int rounds,
            int warmUps,
            int records,
            Duration echoWarmUp,
            Set<Target> only,
            List<String> nodeFlags,
            List<Document> bundles) {
        Plan {
            only = Set.copyOf(only);
            nodeFlags = List.copyOf(nodeFlags);
            bundles = List.copyOf(bundles);
        }

        boolean wantsDelivery() {
            return only.contains(Target.P1) || only.contains(Target.P2) || only.contains(Target.P9);
        }

        boolean wantsWhole() {
            return only.contains(Target.P1B);
        }

        boolean wantsBundles() {
            return only.contains(Target.P3) && !bundles.isEmpty();
        }
    }

    ExchangeBench(Surroundings surroundings, Plan plan, Progress progress) {
        this.surroundings = surroundings;
        this.plan = plan;
        this.progress = progress;
    }

    /// @param home a new directory for the nodes
    ExchangeResult run(Path home) throws IOException, InterruptedException {
        if (plan.wantsDelivery() || plan.wantsWhole()) {
            measureIncidents(home.resolve("incidents"));
            measureWire(home.resolve("wire"));
        }
        if (plan.wantsBundles()) {
            measureBundles(home.resolve("bundles"));
        }
        if (plan.only().contains(Target.P10)) {
            List<Document> documents = plan.bundles().isEmpty() ? take(new Incidents(SEED), 1_000) : plan.bundles();
            result.release.addAll(
                    new ReleaseLoop(documents, surroundings.random(), surroundings.clock()).measure(plan.rounds()));
        }
        return result;
    }

    private void measureIncidents(Path home) throws IOException, InterruptedException {
        var incidents = new Incidents(SEED);
        try (var pair = Pair.start(home, surroundings, plan.nodeFlags(), Lane.ROUTINE);
                var raw = floor(pair)) {
            pair.agree();
            long authorEmpty = pair.databaseBytes(Pair.AUTHOR);
            long receiverEmpty = pair.databaseBytes(Pair.RECEIVER);
            for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
                boolean counts = round >= 0;
                List<Document> documents = take(incidents, plan.records());
                List<byte[]> bytes = bytes(documents);
                keep(counts, result.echo, raw.echo(bytes));
                keep(counts, result.ack, raw.ack(bytes));
                keep(counts, result.batches, raw.batches(bytes));
                keep(counts, result.bare, raw.bare(bytes));
                keep(counts, result.syncs, raw.syncs(home, bytes.getFirst()));
                progress.step(1);
                if (plan.wantsDelivery()) {
                    deliver(pair, documents, counts ? result.delivery : new ArrayList<>(), counts);
                }
                if (plan.wantsWhole()) {
                    keep(counts, result.whole, whole(pair, take(incidents, plan.records())));
                }
                progress.step(1);
            }
            Pair.Sight end = pair.sight();
            result.resident(end.author().residentKib(), end.receiver().residentKib());
            long records = pair.released();
            pair.stop();
            if (!plan.echoWarmUp().isZero()) {
                result.warmEcho.add(raw.warmEcho(bytes(take(incidents, plan.records())), plan.echoWarmUp()));
            }
            result.bytesOnDisk(
                    records * Incidents.BYTES,
                    grown(pair, Pair.AUTHOR, authorEmpty),
                    grown(pair, Pair.RECEIVER, receiverEmpty));
        }
    }

    /// What goes over the wire, both ways, from when all is durable at the author until the last receipt is: nodes of
    /// their own, since the links in between cost time.
    private void measureWire(Path home) throws IOException, InterruptedException {
        List<Document> documents = take(new Incidents(SEED), Math.min(plan.records(), WIRE_RECORDS_MAX));
        try (var links = new Links(SEED);
                var pair = Pair.startLinked(home, surroundings, plan.nodeFlags(), Lane.ROUTINE, links)) {
            pair.agree();
            // Its connection is made, and its window is as wide as it gets, before bytes are counted.
            deliver(pair, documents, new ArrayList<>(), false);
            long before = bytes(links);
            deliver(pair, documents, new ArrayList<>(), false);
            result.bytesOnWire((double) (bytes(links) - before) / documents.size());
        }
    }

    private static long bytes(Links links) {
        return links.to(Pair.AUTHOR).bytes() + links.to(Pair.RECEIVER).bytes();
    }

    private static long grown(Pair pair, Team team, long before) throws IOException {
        return pair.databaseBytes(team) - before;
    }

    private void measureBundles(Path home) throws IOException, InterruptedException {
        List<byte[]> bytes = bytes(plan.bundles());
        try (var pair = Pair.start(home, surroundings, plan.nodeFlags(), Lane.ROUTINE);
                var raw = floor(pair)) {
            pair.agree();
            for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
                boolean counts = round >= 0;
                keep(counts, result.bundleEcho, raw.echo(bytes));
                progress.step(1);
                deliver(pair, plan.bundles(), counts ? result.bundleDelivery : new ArrayList<>(), false);
                progress.step(1);
            }
            pair.stop();
        }
    }

    private RawFloor floor(Pair pair) throws IOException, InterruptedException {
        return RawFloor.start(
                pair.directory(Pair.AUTHOR), pair.directory(Pair.RECEIVER), plan.nodeFlags(), surroundings);
    }

    private void deliver(Pair pair, List<Document> documents, List<Reading> readings, boolean keepPublishing)
            throws IOException, InterruptedException {
        long receiverBefore = pair.allocatedBytes(Pair.RECEIVER);
        Pair.Sight idle = pair.sight();
        pair.hold();
        Pair.Sight published;
        long authorBefore;
        try {
            pair.publish(documents.iterator());
            published = pair.sight();
            authorBefore = pair.allocatedBytes(Pair.AUTHOR);
        } finally {
            pair.release();
        }
        if (keepPublishing) {
            result.publishing.add(published.publishedSince(idle, documents.size()));
        }
        long begin = idle.through();
        Pair.Sight first = pair.awaitThrough(begin + documents.size() / HEAD_START);
        readings.add(pair.awaitThrough(begin + documents.size()).since(first));
        if (keepPublishing) {
            double records = documents.size();
            result.allocated(
                    (pair.allocatedBytes(Pair.AUTHOR) - authorBefore) / records,
                    (pair.allocatedBytes(Pair.RECEIVER) - receiverBefore) / records);
        }
    }

    private static Reading whole(Pair pair, List<Document> documents) throws IOException, InterruptedException {
        Pair.Sight begin = pair.sight();
        pair.publish(documents.iterator());
        return pair.awaitThrough(begin.through() + documents.size()).publishedSince(begin, documents.size());
    }

    private static void keep(boolean counts, List<Reading> readings, Reading reading) {
        if (counts) {
            readings.add(reading);
        }
    }

    private static List<Document> take(Iterator<Document> from, int count) {
        List<Document> documents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            documents.add(from.next());
        }
        return documents;
    }

    private static List<byte[]> bytes(List<Document> documents) {
        return documents.stream().map(document -> document.content().array()).toList();
    }
}
