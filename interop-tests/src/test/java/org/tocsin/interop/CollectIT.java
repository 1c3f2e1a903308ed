package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.Peers;
import org.tocsin.peer.Records.Outcome;

/// A node that nobody can dial collects what its partner has for it, and its own records reach the partner as ever,
/// also
/// after it was killed. Rule R-LAN-8.
@Timeout(900)
class CollectIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;
    private static final int RECORDS = 60;

    @Test
    void aNodeThatNobodyCanDialGetsEverythingAndGivesEverything() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP), (team, listens) -> team.equals(JP) ? "" : listens)) {
            Federation nodes = scene.federation();
            nodes.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            assertEquals(List.of(), peer(scene, ES, JP).endpoints());
            Set<Digest> published = new HashSet<>(publish(scene, ES, RECORDS));
            publish(scene, JP, 5);
            settled(scene);

            nodes.kill(JP);
            published.addAll(publish(scene, ES, RECORDS));
            assertTrue(peer(scene, ES, JP).out().lag() > 0);
            nodes.start(JP);
            settled(scene);
            nodes.kill(ES);
            nodes.start(ES);
            // Nobody can be asked what it saw of us: the partner says so when it comes.
            Scene.await("the start gate", () -> nodes.line(ES).node().signing());
            published.addAll(publish(scene, ES, 10));
            settled(scene);

            Set<Digest> held = new HashSet<>();
            nodes.line(JP)
                    .export(
                            Optional.of(ES),
                            Optional.empty(),
                            false,
                            record -> held.add(record.summary().leafHash()));
            assertEquals(published, held);
            assertEquals(0, peer(scene, ES, JP).out().refused().size());
            assertTrue(peer(scene, JP, ES).out().lag() == 0);
        }
    }

    private static Peers.Summary peer(Scene scene, Team of, Team other) {
        return scene.federation().line(of).peers().stream()
                .filter(peer -> peer.team().equals(other))
                .findFirst()
                .orElseThrow();
    }

    /// Publishes, and gives the leaves of what may go to the partner.
    private static Set<Digest> publish(Scene scene, Team author, int count) throws InterruptedException {
        Set<Digest> released = new HashSet<>();
        scene.federation().line(author).publish(Scene.load(count).iterator(), (document, outcome) -> {
            if (outcome instanceof Outcome.Published stated && !stated.marking().isStricterThan(Tlp.AMBER)) {
                released.add(stated.leafHash());
            }
        });
        return released;
    }

    private static void settled(Scene scene) {
        Scene.await(
                "both lanes receipted",
                () -> peer(scene, ES, JP).out().lag() == 0
                        && peer(scene, JP, ES).out().lag() == 0);
    }
}
