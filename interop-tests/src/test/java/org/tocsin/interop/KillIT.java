package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.OperatorFault;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.proof.Sha256;

/// A node that is killed comes back to where it was: nothing acknowledged is lost, nothing has two effects (I1, I6).
@Timeout(900)
class KillIT {
    private static final int RECORDS = 2_000;
    private static final int KILLS = 5;
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;

    @Test
    void aReceiverThatIsKilledFiveTimesLosesAndDoublesNothing() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            scene.federation().agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            List<Document> documents = Scene.load(RECORDS);
            var books = new Bookkeeper(scene.federation());
            var answered = new CountDownLatch[KILLS];
            for (int kill = 0; kill < KILLS; kill++) {
                answered[kill] = new CountDownLatch((kill + 1) * RECORDS / (KILLS + 1));
            }
            Thread publisher = Thread.ofPlatform().start(() -> publish(scene, documents, books, answered));
            for (int kill = 0; kill < KILLS; kill++) {
                answered[kill].await();
                scene.federation().kill(JP);
                scene.federation().start(JP);
            }
            publisher.join();
            assertEquals(RECORDS, books.publishedBy(ES));
            scene.awaitSettled(books);
            assertWhole(books.flows());
        }
    }

    private static void publish(Scene scene, List<Document> documents, Bookkeeper books, CountDownLatch[] answered) {
        try {
            scene.federation().line(ES).publish(documents.iterator(), (document, outcome) -> {
                if (outcome instanceof Outcome.Published published) {
                    books.published(ES, published.leafHash(), document.content());
                }
                for (CountDownLatch latch : answered) {
                    latch.countDown();
                }
            });
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aSenderThatIsKilledFiveTimesLosesAndDoublesNothingThatItAnswered() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            scene.federation().agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            List<Document> documents = Scene.load(RECORDS);
            var books = new Bookkeeper(scene.federation());
            Set<Digest> promised = new HashSet<>();
            for (int kill = 0; kill < KILLS; kill++) {
                int killAt = (kill + 1) * RECORDS / (KILLS + 1);
                publishUntilKilled(scene, missing(documents, held(scene, books)), promised, killAt);
                scene.federation().start(ES);
            }
            Set<Digest> held = held(scene, books);
            assertTrue(held.containsAll(promised), "what was answered before a kill is there after it");
            publishUntilKilled(scene, missing(documents, held), promised, Integer.MAX_VALUE);
            assertEquals(RECORDS, held(scene, books).size());
            scene.awaitSettled(books);
            assertEquals(RECORDS, books.publishedBy(ES));
            assertWhole(books.flows());
        }
    }

    /// Publishes what is missing; kills the node as soon as it has answered `killAt` documents in all.
    private static void publishUntilKilled(Scene scene, List<Document> documents, Set<Digest> promised, int killAt)
            throws Exception {
        var killed = new AtomicBoolean();
        var enough = new CountDownLatch(1);
        Thread killer = Thread.ofPlatform().start(() -> {
            try {
                enough.await();
                if (killAt != Integer.MAX_VALUE) {
                    scene.federation().node(ES).kill();
                    killed.set(true);
                }
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
        try {
            scene.federation().line(ES).publish(documents.iterator(), (document, outcome) -> {
                if (outcome instanceof Outcome.Published) {
                    promised.add(Sha256.of(document.content()));
                }
                if (promised.size() >= killAt) {
                    enough.countDown();
                }
            });
        } catch (OperatorFault cut) {
            assertTrue(killAt != Integer.MAX_VALUE, "only a killed node may break off: " + cut.getMessage());
        }
        enough.countDown();
        killer.join();
    }

    /// What the author holds of its own, by content; enters it into the books.
    private static Set<Digest> held(Scene scene, Bookkeeper books) {
        Set<Digest> held = new HashSet<>();
        scene.federation().line(ES).export(Optional.of(ES), Optional.empty(), false, exported -> {
            held.add(Sha256.of(exported.content()));
            books.published(ES, exported.summary().leafHash(), exported.content());
        });
        return held;
    }

    private static List<Document> missing(List<Document> documents, Set<Digest> held) {
        return documents.stream()
                .filter(document -> !held.contains(Sha256.of(document.content())))
                .toList();
    }

    private static void assertWhole(List<Flow> flows) {
        for (Flow flow : flows) {
            assertTrue(flow.isWhole(), flow.toString());
        }
        Flow delivered = flows.stream()
                .filter(flow -> flow.from().equals(ES))
                .findFirst()
                .orElseThrow();
        assertEquals(RECORDS, delivered.published());
        assertTrue(delivered.stored() > RECORDS / 2, delivered.toString());
    }
}
