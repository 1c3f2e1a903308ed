package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;

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
            // That it knows the second from a stream's beginning is not yet that it was given it.
            Scene.await("the partner knows the second", () -> version(federation) == 2);
            Scene.await("and was given it", () -> says(federation.node(ES), "given to partners version=2"));

            Files.write(manifests, first);
            Scene.await("the older copy is noticed", () -> isAudited(es, "older than what is in force"));
            Files.writeString(manifests, "no manifests");
            Scene.await("what is none is noticed", () -> isAudited(es, "not a file of manifests"));
            assertEquals(2, version(federation), "those in force stay");

            federation.stop(ES);
            Files.write(manifests, first);
            NodeProcess refused = federation.launch(ES, List.of(), Map.of());
            assertEquals(2, refused.awaitEnd(), refused.lastOutput());
            Scene.await("it says why", () -> says(refused, "partners were given version 2"));

            Files.write(manifests, second);
            federation.start(ES);
            assertEquals(2, version(federation));
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
    private static boolean says(NodeProcess node, String what) {
        try {
            return node.lastOutput().contains(what);
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
