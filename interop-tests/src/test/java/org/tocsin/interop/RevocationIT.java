package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.Peers;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.trust.PapersDirectory;

/// A node's key is revoked while its streams stand open, between processes: they end within a second, nothing of that
/// key is taken afterwards, and all of it comes under the next key. Rules R-MAN-7 and R-MAN-9; threat S-REVOKED.
@Timeout(240)
class RevocationIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;
    /// What is meant; a machine that does other work at that moment is not measured by it.
    private static final Duration ENDED_WITHIN =
            System.getProperty("long") == null ? Duration.ofMinutes(2) : Duration.ofSeconds(1);

    private final Set<Digest> published = ConcurrentHashMap.newKeySet();

    @Test
    void theStreamsOfARevokedKeyEndAndNothingOfItIsTakenAfterwards() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            Federation nodes = scene.federation();
            nodes.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            var keys = new Ceremony(nodes.directory(ES));
            List<Document> documents = Scene.load(2_000);
            publish(nodes, documents.subList(0, 10));
            Scene.await("the first are there", () -> held(nodes).equals(published));
            Scene.await("the lane stands open", () -> lane(nodes).state().equals("connected"));

            // Nothing moves.
            Path signed = revoked(nodes, keys);
            System.out.println("idle: from the revocation to the end of the stream: " + ended(nodes, signed) + " ms");
            Set<Digest> atTheEnd = Set.copyOf(published);
            publish(nodes, documents.subList(10, 40));
            awaitRefused(nodes);
            assertEquals(atTheEnd, held(nodes));
            keys.take(signed);
            Scene.await("all of it comes under the next key", () -> held(nodes).equals(published));

            // Records flow.
            var over = new AtomicBoolean();
            var failed = new AtomicReference<Throwable>();
            Thread load = load(nodes, documents.subList(40, 2_000), over, failed);
            Path again = revoked(nodes, keys);
            Scene.await("they flow", () -> held(nodes).size() > 50);
            System.out.println("loaded: from the revocation to the end of the stream: " + ended(nodes, again) + " ms");
            Set<Digest> before = Set.copyOf(published);
            awaitMore(20);
            // What was handed to the ledger before is committed by then.
            Set<Digest> taken = held(nodes);
            assertTrue(before.containsAll(taken), "something that was published after the revocation was taken");
            awaitRefused(nodes);
            awaitMore(20);
            assertEquals(taken, held(nodes));
            over.set(true);
            load.join();
            assertEquals(null, failed.get());
            keys.take(again);
            Scene.await("all of it comes under the next key", () -> held(nodes).equals(published));
        }
    }

    /// Another key for the node, and the manifest that names it and revokes the one in use; nobody has it yet.
    private static Path revoked(Federation nodes, Ceremony keys) throws IOException {
        Path papers = nodes.directory(ES).resolve("papers");
        Path old = Files.createTempDirectory(papers, "old-").resolve("node.pem");
        Files.copy(papers.resolve("node.pem"), old);
        keys.rotate("certificate", "--new-key");
        String name = nodes.papers(ES).pinned().current().nodes().getFirst().name();
        return keys.signed("--revoke", old.toString(), "--node-key", name + "=papers/node-next.pem");
    }

    /// The partner learns of the revocation before whom it concerns: what is refused is not for want of their will.
    ///
    /// @return how many milliseconds it took
    private static String ended(Federation nodes, Path signed) throws IOException {
        var manifests = PapersDirectory.readManifests(signed);
        long begun = System.nanoTime();
        nodes.line(JP).addPeer(manifests, nodes.papers(ES).rootFingerprint());
        Scene.await("the stream is ended", () -> !lane(nodes).state().equals("connected"));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(took.compareTo(ENDED_WITHIN) < 0, "ended after " + took);
        return Long.toString(took.toMillis());
    }

    /// Waits until the revoked key was tried again and refused.
    private static void awaitRefused(Federation nodes) {
        long before = refusedAtTheDoor(nodes);
        nodes.line(ES).delivery().retry(JP, "");
        Scene.await("refused at the door", () -> refusedAtTheDoor(nodes) > before);
    }

    private static long refusedAtTheDoor(Federation nodes) {
        try (Stream<String> lines = Files.lines(nodes.directory(JP).resolve("audit.jsonl"))) {
            return lines.filter(line -> line.contains("\"DOOR_REFUSED\"")).count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void publish(Federation nodes, List<Document> documents) throws InterruptedException {
        nodes.line(ES).publish(documents.iterator(), (document, outcome) -> {
            if (outcome instanceof Outcome.Published stated && !stated.marking().isStricterThan(Tlp.AMBER)) {
                published.add(stated.leafHash());
            }
        });
    }

    /// Publishes one document after the other until it is over.
    private Thread load(
            Federation nodes, List<Document> documents, AtomicBoolean over, AtomicReference<Throwable> failed) {
        return Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < documents.size() && !over.get(); i++) {
                    publish(nodes, documents.subList(i, i + 1));
                    Scene.breathe(over);
                }
            } catch (InterruptedException | RuntimeException broken) {
                failed.set(broken);
            }
        });
    }

    private void awaitMore(int records) {
        int goal = published.size() + records;
        Scene.await("more is published", () -> published.size() >= goal);
    }

    private static Peers.LaneOut lane(Federation nodes) {
        return nodes.line(ES).peers().stream()
                .filter(peer -> peer.team().equals(JP))
                .findFirst()
                .orElseThrow()
                .out();
    }

    private static Set<Digest> held(Federation nodes) {
        Set<Digest> held = new HashSet<>();
        nodes.line(JP)
                .export(
                        Optional.of(ES),
                        Optional.empty(),
                        false,
                        record -> held.add(record.summary().leafHash()));
        return held;
    }
}
