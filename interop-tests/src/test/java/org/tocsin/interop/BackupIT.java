package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.OperatorFault;
import org.tocsin.peer.Records;
import org.tocsin.peer.Records.Document;
import org.tocsin.testing.SharedData;

/// A backup that was taken under load, restored after the machine was lost: the node does not sign before its ledger
/// goes
/// on in a new epoch (I13), and nothing that anybody was told of is lost at both ends, or doubled (I6). Rules R-LED-7,
/// R-LED-8 and R-LAN-5.
@Timeout(900)
class BackupIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;
    private static final int EACH = 200;
    private static final int LATER = 40;

    @Test
    void aNodeGoesOnFromABackupThatWasTakenUnderLoad() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            scene.federation().agree(ES, JP, Tlp.RED, Tlp.RED);
            Set<Digest> spanish = ConcurrentHashMap.newKeySet();
            Set<Digest> japanese = ConcurrentHashMap.newKeySet();
            List<Document> ours = documents(EACH + LATER, JP);
            List<Document> theirs = documents(EACH + LATER, ES);

            Path backup = scene.home().resolve("es.backup");
            CountDownLatch underLoad = new CountDownLatch(EACH / 4);
            List<Thread> publishers = List.of(
                    publishing(scene, ES, ours.subList(0, EACH), spanish, underLoad),
                    publishing(scene, JP, theirs.subList(0, EACH), japanese, underLoad));
            underLoad.await();
            assertTold(ExitCode.OK, "backup", "--node", directory(scene), "--out", backup.toString());
            for (Thread publisher : publishers) {
                publisher.join();
            }
            Scene.await(
                    "everything is there",
                    () -> held(scene, JP, ES).size() >= EACH
                            && held(scene, ES, JP).size() >= EACH);
            scene.federation().kill(ES);
            Path lost = scene.home().resolve("lost");
            Files.move(scene.federation().directory(ES), lost);

            assertTold(ExitCode.OK, "restore", backup.toString(), directory(scene));
            assertTold(ExitCode.OK, "ledger", "verify", directory(scene));
            scene.federation().start(ES);
            Scene.await("the start gate to decide", () -> detail(scene).contains("reopen"));
            assertFalse(scene.federation().line(ES).node().signing(), detail(scene));
            assertThrows(OperatorFault.class, () -> publish(scene, ES, ours.subList(EACH, EACH + 1), spanish));
            scene.federation().stop(ES);

            Path rootKey = lost.resolve("keys").resolve("root.key");
            assertTold(ExitCode.OK, "ledger", "reopen", "--node", directory(scene), "--root-key", rootKey.toString());
            scene.federation().start(ES);
            Scene.await(
                    "the node to sign", () -> scene.federation().line(ES).node().signing());
            publish(scene, ES, ours.subList(EACH, EACH + LATER), spanish);
            publish(scene, JP, theirs.subList(EACH, EACH + LATER), japanese);
            Scene.await(
                    "everything is there again",
                    () -> held(scene, JP, ES).size() >= EACH + LATER
                            && held(scene, ES, JP).size() >= EACH + LATER);
            assertSame(spanish, held(scene, JP, ES));
            assertSame(japanese, held(scene, ES, JP));
            for (Team team : scene.federation().teams()) {
                assertTold(
                        ExitCode.OK,
                        "ledger",
                        "verify",
                        "--node",
                        scene.federation().directory(team).toString());
            }
        }
    }

    /// Everything is held, and once.
    private static void assertSame(Set<Digest> published, List<Digest> held) {
        assertEquals(held.size(), new HashSet<>(held).size(), "nothing is doubled");
        assertEquals(new HashSet<>(published), new HashSet<>(held));
    }

    private static List<Document> documents(int count, Team reader) {
        return Scene.documents(SharedData.file("corpus/load/vcdb-open-bundles-tlpmix.jsonl.gz"), count, Set.of(reader));
    }

    private static Thread publishing(
            Scene scene, Team author, List<Document> documents, Set<Digest> published, CountDownLatch answered) {
        return Thread.ofPlatform().start(() -> {
            try {
                scene.federation().line(author).publish(documents.iterator(), (document, outcome) -> {
                    note(outcome, published);
                    answered.countDown();
                });
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void publish(Scene scene, Team author, List<Document> documents, Set<Digest> published)
            throws InterruptedException {
        scene.federation().line(author).publish(documents.iterator(), (document, outcome) -> note(outcome, published));
    }

    private static void note(Records.Outcome outcome, Set<Digest> published) {
        switch (outcome) {
            case Records.Outcome.Published made -> published.add(made.leafHash());
            case Records.Outcome.Refused refused ->
                throw new IllegalStateException(refused.reasons().toString());
        }
    }

    private static List<Digest> held(Scene scene, Team holder, Team author) {
        List<Digest> held = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Records.Page page = scene.federation().line(holder).records(Optional.of(author), 1_000, token);
            page.records().forEach(record -> held.add(record.leafHash()));
            token = page.nextToken();
        } while (token.isPresent());
        return held;
    }

    private static String directory(Scene scene) {
        return scene.federation().directory(ES).toString();
    }

    private static String detail(Scene scene) {
        return scene.federation().line(ES).node().detail();
    }

    private static void assertTold(ExitCode expected, String... command) {
        var told =
                CommandRun.of(Scene.surroundings().clock(), Scene.surroundings().random(), command);
        assertEquals(expected, told.exit(), told.out() + told.err());
    }
}
