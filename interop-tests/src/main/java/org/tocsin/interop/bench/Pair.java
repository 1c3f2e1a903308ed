package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Surroundings;
import org.tocsin.interop.Federation;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.Peers;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;

/// An author's node and a receiver's, each a process of its own as users start it, with an agreement between them.
/// Everything goes through their ports: documents in at the author's operator port, and at the same port the receipts
/// are looked at.
final class Pair implements AutoCloseable {
    static final Team AUTHOR = new Team("author.example");
    static final Team RECEIVER = new Team("receiver.example");

    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(60);

    private final Federation federation;
    private final Surroundings surroundings;
    /// What a signal leaves to do: the nodes are processes of their own, and one may stand still.
    private final Thread leaving;

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

    private Pair(Federation federation, Surroundings surroundings) {
        this.federation = federation;
        this.surroundings = surroundings;
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

    /// Makes both nodes, starts them, and lets them sign.
    static Pair start(Path directory, Surroundings surroundings, List<String> nodeFlags) throws IOException {
        var federation = Federation.create(directory, List.of(AUTHOR, RECEIVER), surroundings, nodeFlags);
        var pair = new Pair(federation, surroundings);
        try {
            federation.start();
            federation.agree(AUTHOR, RECEIVER, Tlp.AMBER_STRICT, Tlp.AMBER_STRICT);
            return pair;
        } catch (IOException | RuntimeException failed) {
            pair.close();
            throw failed;
        }
    }

    Path directory(Team team) {
        return federation.directory(team);
    }

    /// What was released to the receiver so far.
    long released() {
        return lane().released();
    }

    /// Publishes everything; returns when all of it is durable at the author.
    void publish(Iterator<Document> documents) throws IOException, InterruptedException {
        AtomicReference<@Nullable String> refused = new AtomicReference<>();
        federation.line(AUTHOR).publish(documents, (document, outcome) -> {
            if (outcome instanceof Outcome.Refused why) {
                refused.set(document.label() + ": " + why.reasons().getFirst().text());
            }
        });
        if (refused.get() != null) {
            throw new IOException("the author's node refused " + refused.get());
        }
    }

    /// The receiver stands still: what is published stays with the author, but for what the lane's window lets out.
    void hold() throws IOException {
        federation.node(RECEIVER).pause();
    }

    void release() throws IOException {
        federation.node(RECEIVER).resume();
    }

    /// The receiver's node is not there: everything that is published stays with the author.
    void stopReceiver() throws IOException {
        federation.stop(RECEIVER);
    }

    /// The receiver's node serves again, and the author dials it at once.
    void startReceiver() throws IOException {
        federation.start(RECEIVER);
        federation.line(AUTHOR).delivery().retry(RECEIVER, "");
    }

    /// Waits until receipts go so far, durably at the author.
    ///
    /// @throws IOException if they stand still for a minute
    Sight awaitThrough(long sequence) throws IOException, InterruptedException {
        Instant moved = surroundings.clock().instant();
        long before = -1;
        while (true) {
            Peers.LaneOut lane = lane();
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

    Sight sight() throws IOException {
        return sight(surroundings.clock().instant(), lane().through());
    }

    private Sight sight(Instant at, long through) throws IOException {
        boolean receives = federation.isRunning(RECEIVER);
        return new Sight(
                at,
                through,
                Usage.of(federation.node(AUTHOR).pid()),
                receives ? Usage.of(federation.node(RECEIVER).pid()) : Usage.NONE,
                Usage.of(ProcessHandle.current().pid()));
    }

    private Peers.LaneOut lane() {
        return federation.line(AUTHOR).peers().getFirst().out();
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
        federation.stop(AUTHOR);
        federation.stop(RECEIVER);
    }

    @Override
    public void close() throws IOException {
        federation.close();
        Runtime.getRuntime().removeShutdownHook(leaving);
    }
}
