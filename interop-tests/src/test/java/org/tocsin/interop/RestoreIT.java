package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.OperatorFault;
import org.tocsin.peer.Peers;
import org.tocsin.peer.Records;
import org.tocsin.peer.Records.Document;

/// A node that was restored from an old copy never signs a second history (I13): it says so, and goes on in a new
/// epoch.
/// Rules R-LED-7, R-LED-8 and R-LAN-5.
@Timeout(900)
class RestoreIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;
    private static final int EACH = 40;
    private static final String HIGH_WATER = "high-water";

    @Test
    void theHighWaterFileNoticesAnOldDatabase() throws Exception {
        restoredNodeRefusesAndGoesOnInANewEpoch(true);
    }

    @Test
    void thePartnersNoticeAnOldCopyOfTheWholeDirectory() throws Exception {
        restoredNodeRefusesAndGoesOnInANewEpoch(false);
    }

    private static void restoredNodeRefusesAndGoesOnInANewEpoch(boolean highWaterSurvives) throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            var federation = scene.federation();
            federation.agree(ES, JP, Tlp.RED, Tlp.RED);
            List<Document> documents = Scene.load(3 * EACH).stream()
                    .map(document -> new Document(document.label(), document.content(), Set.of(JP), ""))
                    .toList();
            publish(scene, documents.subList(0, EACH));
            awaitHeld(scene, EACH);
            federation.stop(ES);
            Path copy = scene.home().resolve("copy");
            copy(federation.directory(ES), copy);
            federation.start(ES);
            publish(scene, documents.subList(EACH, 2 * EACH));
            awaitHeld(scene, 2 * EACH);
            federation.stop(ES);
            restore(copy, federation.directory(ES), highWaterSurvives);

            federation.start(ES);
            Scene.await("the start gate to decide", () -> status(scene).detail().contains("reopen"));
            Peers.Node refusing = status(scene);
            assertFalse(refusing.signing(), refusing.detail());
            assertTrue(refusing.detail().contains("tocsin ledger reopen"), refusing.detail());
            assertThrows(OperatorFault.class, () -> publish(scene, documents.subList(2 * EACH, 3 * EACH)));
            assertEquals(2 * EACH, held(scene).size());
            federation.stop(ES);

            var reopened = CommandRun.of(
                    Scene.surroundings().clock(),
                    Scene.surroundings().random(),
                    "ledger",
                    "reopen",
                    "--node",
                    federation.directory(ES).toString());
            assertEquals(ExitCode.OK, reopened.exit(), reopened.err());
            federation.start(ES);
            Scene.await("the node to sign", () -> status(scene).signing());
            assertTrue(
                    status(scene).origin().endsWith("/ledger/2"), status(scene).origin());
            publish(scene, documents.subList(2 * EACH, 3 * EACH));
            awaitHeld(scene, 3 * EACH);
            List<Digest> held = held(scene);
            assertEquals(held.size(), new HashSet<>(held).size(), "nothing is doubled");
            for (Team team : federation.teams()) {
                var verified = CommandRun.of(
                        Scene.surroundings().clock(),
                        Scene.surroundings().random(),
                        "ledger",
                        "verify",
                        "--node",
                        federation.directory(team).toString());
                assertEquals(ExitCode.OK, verified.exit(), verified.out() + verified.err());
            }
        }
    }

    private static Peers.Node status(Scene scene) {
        return scene.federation().line(ES).node();
    }

    private static void publish(Scene scene, List<Document> documents) throws InterruptedException {
        scene.federation().line(ES).publish(documents.iterator(), (document, outcome) -> {
            if (outcome instanceof Records.Outcome.Refused refused) {
                throw new IllegalStateException(refused.reasons().toString());
            }
        });
    }

    private static List<Digest> held(Scene scene) {
        return scene.federation().line(JP).records(Optional.of(ES), 1_000, Optional.empty()).records().stream()
                .map(Records.Summary::leafHash)
                .toList();
    }

    private static void awaitHeld(Scene scene, int count) {
        Scene.await(count + " records at the partner", () -> held(scene).size() >= count);
        assertEquals(count, held(scene).size());
    }

    private static void restore(Path copy, Path directory, boolean keepHighWater) throws IOException {
        Path newer = directory.resolveSibling("newer");
        Files.move(directory, newer);
        copy(copy, directory);
        if (keepHighWater) {
            Files.copy(newer.resolve(HIGH_WATER), directory.resolve(HIGH_WATER), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
