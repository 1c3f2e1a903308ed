package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Surroundings;
import org.tocsin.interop.Federation;
import org.tocsin.interop.Federation.Wiring;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.LaneWatch;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.peer.Transit;
import org.tocsin.wire.EmergencyCodec;

/// An author's node and a receiver's, each a process of its own as users start it, with an agreement between them.
/// Everything goes through their ports: documents in at the author's operator port, and at the same port the receipts
/// are looked at.
final class Pair implements AutoCloseable {
    static final Team AUTHOR = new Team("author.example");
    static final Team RECEIVER = new Team("receiver.example");
    /// Whom both know while they are warmed up; its node is gone afterwards.
    static final Team COMPANION = new Team("companion.example");

    private static final int HISTORY_DAYS = 30;
    /// One emergency a day wakes somebody; the others belong to it.
    private static final Conduct CONDUCT = new Conduct(
            Optional.empty(),
            0,
            0,
            List.of("en"),
            Optional.of(new Conduct.Emergency(Conduct.Emergency.PRECEDENCES, 1, 15, true, "", true)),
            0,
            List.of(),
            Optional.empty());
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final Duration ANSWER_WITHIN = Duration.ofHours(1);
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(60);

    private final Federation federation;
    private final Surroundings surroundings;
    private final String lane;
    private Watched watched = new Watched(AUTHOR, RECEIVER);
    private Optional<LaneWatch> watch = Optional.empty();
    private Optional<EmergencyLine.Watch<Occurrence>> told = Optional.empty();
    /// What a signal leaves to do: the nodes are processes of their own, and one may stand still.
    private final Thread leaving;

    /// Whose lane is looked at, and to whom it goes.
    private record Watched(Team from, Team to) {}

    /// How far receipts go at a moment, and what was used until then.
    record Sight(Instant at, long through, Usage author, Usage receiver, Usage publisher) {
        /// What was delivered since an earlier sight, and what both nodes spent on it.
        Reading since(Sight before) {
            long records = through - before.through;
            return new Reading(
                    records / secondsSince(before),
                    Map.of(
                            "author", author.cpuMicrosSince(before.author, records),
                            "receiver", receiver.cpuMicrosSince(before.receiver, records)));
        }

        /// What was published since an earlier sight; the processor time of whoever publishes is beside the nodes'.
        Reading publishedSince(Sight before, long records) {
            return new Reading(
                    records / secondsSince(before),
                    Map.of(
                            "author",
                            author.cpuMicrosSince(before.author, records),
                            "receiver",
                            receiver.cpuMicrosSince(before.receiver, records),
                            Reading.PUBLISHER,
                            publisher.cpuMicrosSince(before.publisher, records)));
        }

        private double secondsSince(Sight before) {
            return Duration.between(before.at, at).toNanos() / 1e9;
        }
    }

    private Pair(Federation federation, Surroundings surroundings, Lane lane) {
        this.federation = federation;
        this.surroundings = surroundings;
        this.lane = lane.name().toLowerCase(Locale.ROOT);
        this.leaving = Thread.ofPlatform().unstarted(this::leave);
        Runtime.getRuntime().addShutdownHook(leaving);
    }

    private void leave() {
        try {
            federation.close();
        } catch (IOException failed) {
            surroundings.console().note("left behind: " + failed.getMessage());
        }
    }

    /// Makes both nodes and starts them. They know each other and have agreed on nothing.
    ///
    /// @param lane whose receipts are looked at
    static Pair start(Path directory, Surroundings surroundings, List<String> nodeFlags, Lane lane) throws IOException {
        return start(directory, surroundings, nodeFlags, lane, List.of(AUTHOR, RECEIVER), Wiring.STRAIGHT);
    }

    /// As `start`; what the nodes send to each other goes through links.
    static Pair startLinked(Path directory, Surroundings surroundings, List<String> nodeFlags, Lane lane, Wiring links)
            throws IOException {
        return start(directory, surroundings, nodeFlags, lane, List.of(AUTHOR, RECEIVER), links);
    }

    /// As `start`, with a companion for `warmUp`.
    static Pair startAccompanied(Path directory, Surroundings surroundings, List<String> nodeFlags, Lane lane)
            throws IOException {
        return start(directory, surroundings, nodeFlags, lane, List.of(AUTHOR, RECEIVER, COMPANION), Wiring.STRAIGHT);
    }

    private static Pair start(
            Path directory,
            Surroundings surroundings,
            List<String> nodeFlags,
            Lane lane,
            List<Team> teams,
            Wiring wiring)
            throws IOException {
        var federation = Federation.create(directory, teams, surroundings, nodeFlags, wiring);
        var pair = new Pair(federation, surroundings, lane);
        try {
            federation.start();
            return pair;
        } catch (IOException | RuntimeException failed) {
            pair.close();
            throw failed;
        }
    }

    /// Lets both sign; only what is published afterwards is given.
    void agree() throws IOException {
        agree(0);
    }

    /// Lets both sign; what was published before goes over the bulk lane.
    void agreeWithHistory() throws IOException {
        agree(HISTORY_DAYS);
    }

    private void agree(int historyDays) throws IOException {
        federation.agree(AUTHOR, RECEIVER, Tlp.AMBER_STRICT, Tlp.AMBER_STRICT, historyDays, CONDUCT);
    }

    /// Has both nodes do what is measured later until their code is compiled: the author gives its history to the
    /// companion, and then the companion gives its own to the receiver. Of the author's records these are the first.
    void warmUp(Iterator<Document> authors, Iterator<Document> companions, long records)
            throws IOException, InterruptedException {
        warmUp(new Watched(AUTHOR, COMPANION), authors, records);
        warmUp(new Watched(COMPANION, RECEIVER), companions, records);
        watch(new Watched(AUTHOR, RECEIVER));
        federation.kill(COMPANION);
    }

    private void warmUp(Watched way, Iterator<Document> documents, long records)
            throws IOException, InterruptedException {
        publish(way.from(), documents);
        federation.agree(way.from(), way.to(), Tlp.AMBER_STRICT, Tlp.AMBER_STRICT, HISTORY_DAYS);
        watch(way);
        awaitThrough(records);
    }

    private void watch(Watched next) {
        watch.ifPresent(LaneWatch::close);
        watch = Optional.empty();
        watched = next;
    }

    Path directory(Team team) {
        return federation.directory(team);
    }

    /// What was released to the receiver so far.
    long released() throws InterruptedException {
        return lane().released();
    }

    /// Publishes everything; returns when all of it is durable at the author.
    void publish(Iterator<Document> documents) throws IOException, InterruptedException {
        publish(AUTHOR, documents);
    }

    private void publish(Team author, Iterator<Document> documents) throws IOException, InterruptedException {
        AtomicReference<@Nullable String> refused = new AtomicReference<>();
        federation.line(author).publish(documents, (document, outcome) -> {
            if (outcome instanceof Outcome.Refused why) {
                refused.set(document.label() + ": " + why.reasons().getFirst().text());
            }
        });
        if (refused.get() != null) {
            throw new IOException("the node of " + author + " refused " + refused.get());
        }
    }

    /// The receiver stands still: what is published stays with the author, but for what the lane's window lets out.
    void hold() throws IOException {
        federation.node(RECEIVER).pause();
    }

    void release() throws IOException {
        federation.node(RECEIVER).resume();
    }

    /// Waits until receipts go so far, durably at the author.
    ///
    /// @throws IOException if they stand still for a minute
    Sight awaitThrough(long sequence) throws IOException, InterruptedException {
        Instant moved = surroundings.clock().instant();
        long before = -1;
        while (true) {
            Transit.Lane lane = lane();
            Instant now = surroundings.clock().instant();
            if (lane.through() >= sequence) {
                return sight(now, lane.through());
            }
            if (lane.through() != before) {
                before = lane.through();
                moved = now;
            } else if (moved.plus(STANDSTILL_MAX).isBefore(now)) {
                throw new IOException("receipts stand still at " + before + " of " + sequence + ": " + lane.state()
                        + " " + lane.detail() + "\n" + federation.node(AUTHOR).lastOutput());
            }
            Pauses.of(LOOK_EVERY);
        }
    }

    /// Sends a sign of life on the emergency lane, which the pair was started to look at, and waits for its receipt.
    void checkIn() throws IOException, InterruptedException {
        long sequence = lane().released() + 1;
        federation.line(AUTHOR).delivery().checkIn(RECEIVER);
        awaitThrough(sequence);
    }

    /// Raises an emergency.
    ///
    /// @return the time from the officer's call to when the receiver's signed receipt is durable at the author, as its
    /// officers are told
    Duration raise() throws IOException, InterruptedException {
        if (told.isEmpty()) {
            told = Optional.of(federation.line(AUTHOR).emergencies().watch(Optional.empty()));
        }
        Instant begin = Instant.ofEpochMilli(surroundings.clock().millis());
        Bytes document = EmergencyCodec.encode(new Emergency(
                new TreeSet<>(List.of(RECEIVER)),
                Emergency.Kind.REAL,
                Precedence.FLASH,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.of(new Emergency.Words("A flood of requests to the health portal (fictional)", "en")),
                List.of(),
                begin,
                begin.plus(ANSWER_WITHIN),
                ZoneOffset.UTC));
        begin = surroundings.clock().instant();
        Digest id = federation.line(AUTHOR).emergencies().raise(document).id();
        while (!isReceived(told.get().next(STANDSTILL_MAX), id)) {
            if (surroundings.clock().instant().isAfter(begin.plus(STANDSTILL_MAX))) {
                throw new IOException("no receipt for an emergency:\n"
                        + federation.node(AUTHOR).lastOutput());
            }
        }
        return Duration.between(begin, surroundings.clock().instant());
    }

    private static boolean isReceived(Optional<Occurrence> next, Digest id) throws IOException {
        if (next.isEmpty() || !next.get().emergency().equals(id)) {
            return false;
        }
        if (next.get().detail() instanceof Occurrence.Detail.Refused refused) {
            throw new IOException("an emergency was refused: " + refused.reason());
        }
        return next.get().detail() instanceof Occurrence.Detail.Received;
    }

    /// Has the history to the receiver wait, or go on. It begins by itself, a moment after both signed.
    void steer(Transit.Wish wish) throws IOException, InterruptedException {
        while (histories().isEmpty()) {
            Pauses.of(LOOK_EVERY);
        }
        Transit.Granted granted = federation.line(AUTHOR).delivery().steer(RECEIVER, wish);
        if (granted != Transit.Granted.DONE) {
            throw new IOException("the author's node gives no history: " + granted);
        }
    }

    /// How far the history to the receiver is.
    Transit.Backfill history() {
        return histories().getFirst();
    }

    private List<Transit.Backfill> histories() {
        return federation.line(AUTHOR).delivery().backfills(Optional.of(RECEIVER));
    }

    Sight sight() throws IOException, InterruptedException {
        return sight(surroundings.clock().instant(), lane().through());
    }

    private Sight sight(Instant at, long through) throws IOException {
        return new Sight(
                at,
                through,
                Usage.of(federation.node(AUTHOR).pid()),
                Usage.of(federation.node(RECEIVER).pid()),
                Usage.of(ProcessHandle.current().pid()));
    }

    private Transit.Lane lane() throws InterruptedException {
        if (watch.isEmpty()) {
            watch = Optional.of(federation.line(watched.from()).delivery().watch(Optional.of(watched.to())));
        }
        return watch.get().ask().lanes().stream()
                .filter(each -> each.lane().equals(lane) && !each.inbound())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("the node of " + watched.from() + " has no " + lane + " lane"));
    }

    /// Bytes that a node's threads have taken from the heap so far.
    long allocatedBytes(Team team) throws IOException {
        return federation.node(team).allocatedBytes();
    }

    /// Bytes of a node's database on disk, its write-ahead log among them.
    long databaseBytes(Team team) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(federation.directory(team).resolve("data"), "tocsin.db*")) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    /// Drains and ends both nodes: what was in the write-ahead logs is in the databases then.
    void stop() throws IOException {
        hangUp();
        federation.stop(AUTHOR);
        federation.stop(RECEIVER);
    }

    private void hangUp() {
        watch.ifPresent(LaneWatch::close);
        watch = Optional.empty();
        told.ifPresent(EmergencyLine.Watch::close);
        told = Optional.empty();
    }

    @Override
    public void close() throws IOException {
        hangUp();
        federation.close();
        Runtime.getRuntime().removeShutdownHook(leaving);
    }
}
