package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.OperatorClient;

/// Somebody replaces a node's manifests by hand, with an older copy or with what are none: a running node says so and
/// goes on under those in force, and one that starts refuses what partners know to be old. Rules R-MAN-4, R-MAN-8.
@Timeout(240)
class ManifestsByHandIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;

    @Test
    void whatIsPutInTheirPlaceIsNoticedAndNotUsed() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            Federation federation = scene.federation();
            federation.agree(ES, JP, Tlp.GREEN, Tlp.GREEN);
            Path es = federation.directory(ES);
            Path manifests = es.resolve("papers/team.manifests");
            byte[] first = Files.readAllBytes(manifests);
            var keys = new Ceremony(es);
            keys.rotate("officer-authority");
            keys.take(keys.signed("--officer-authority", "papers/officer-authority-next.pem"));
            byte[] second = Files.readAllBytes(manifests);
            // A node under the first manifest would not answer this officer any more.
            keys.rotate("officer");
            Scene.await("the officer under the next authority", () -> Ceremony.isLetIn(es));
            OperatorClient officer = OfficerLine.open(OfficerFile.read(es), Scene.surroundings());
            officer.node();
            // That it knows the second from a stream's beginning is not yet that it was given it.
            Scene.await("the partner knows the second", () -> version(federation) == 2);
            Scene.await("and was given it", () -> says(es, "given to partners version=2"));

            Files.write(manifests, first);
            Scene.await("the older copy is noticed", () -> isAudited(es, "older than what is in force"));
            officer.node();
            Files.writeString(manifests, "no manifests");
            Scene.await("what is none is noticed", () -> isAudited(es, "not a file of manifests"));
            officer.node();
            officer.close();

            federation.stop(ES);
            Files.write(manifests, first);
            CommandRun reopened =
                    CommandRun.of(Clock.systemUTC(), new SecureRandom(), "ledger", "reopen", es.toString(), "--anyway");
            assertEquals(ExitCode.UNUSABLE, reopened.exit(), reopened.out() + reopened.err());
            assertTrue(reopened.err().contains("partners were told of version 2"), reopened.err());
            assertArrayEquals(first, Files.readAllBytes(manifests), "nothing is signed upon them");

            // A key that they name and that is gone would be looked for in vain: what is said is that they are old.
            Path key = es.resolve("keys/ledger.key");
            Path away = Files.move(key, es.resolve("ledger.key"));
            NodeProcess refused = federation.launch(ES, List.of(), Map.of());
            assertEquals(2, refused.awaitEnd(), refused.lastOutput());
            Scene.await("it says why", () -> says(es, "partners were told of version 2"));

            Files.write(manifests, second);
            Files.move(away, key);
            federation.start(ES);
            assertTrue(Ceremony.isLetIn(es), "the second is in force again");
        }
    }

    /// The version of Spain's manifest that Japan knows.
    private static int version(Federation federation) {
        return federation.line(JP).peers().stream()
                .filter(peer -> peer.team().equals(ES))
                .findFirst()
                .orElseThrow()
                .manifestVersion();
    }

    /// What a node prints is copied behind it.
    private static boolean says(Path node, String what) {
        try {
            return Files.readString(node.resolve("node.out")).contains(what);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean isAudited(Path node, String what) {
        try {
            return Files.readAllLines(node.resolve("audit.jsonl")).stream()
                    .anyMatch(line -> line.contains("CONFIG_RELOADED") && line.contains(what));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
