package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;

/// Every kind of key is replaced while records flow both ways, and no delivery fails: node certificate and key,
/// authority, ledger key, officer, root. Rules R-MAN-4, R-MAN-5 and R-MAN-8; threats S-STOLEN-LEDGER-KEY and
/// S-REVOKED.
@Timeout(300)
class RotationIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;

    private final Surroundings surroundings = Scene.surroundings();

    @Test
    void everyKindOfKeyIsReplacedUnderLoadAndNoDeliveryFails() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP))) {
            Federation nodes = scene.federation();
            nodes.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            var books = new Bookkeeper(nodes);
            List<Document> documents = Scene.load(2_000);
            var done = new AtomicBoolean();
            var failed = new AtomicReference<Throwable>();
            Thread there = publishing(nodes, ES, books, documents.subList(0, 1_000), done, failed);
            Thread back = publishing(nodes, JP, books, documents.subList(1_000, 2_000), done, failed);

            Path es = nodes.directory(ES);
            Path root = es.resolve("keys/root.key");
            // The ledger: both keys count while it is replaced, and the end is what the node says it was.
            rotate(es, "ledger-key");
            sign(es, root, 2, "--ledger-key", "papers/ledger-2.key.pub");
            known(nodes, 2);
            Scene.await("the next key signs", () -> audited(es, "LEDGER_KEY_REPLACED"));
            sign(es, root, 3, "--close-ledger-key", endOfTheOldKey(es));
            known(nodes, 3);
            // The authority, and then the node's key under the next one.
            rotate(es, "authority");
            sign(es, root, 4, "--node-authority", "papers/node-authority-next.pem");
            known(nodes, 4);
            rotate(es, "certificate", "--new-key");
            Path old = Files.copy(es.resolve("papers/node.pem"), es.resolve("papers/node-old.pem"));
            sign(
                    es,
                    root,
                    5,
                    "--node-key",
                    nodes.papers(ES).pinned().current().nodes().getFirst().name() + "=papers/node-next.pem");
            known(nodes, 5);
            Scene.await("the next certificate is shown", () -> replaced(es) == 1);
            rotate(es, "certificate");
            Scene.await("another one for the same key is shown", () -> replaced(es) == 2);
            sign(es, root, 6, "--revoke", "papers/node-old.pem", "--drop-authority", "papers/node-authority.pem");
            known(nodes, 6);
            // An officer, and the root itself.
            Path second = es.resolve("second");
            run("node", "add-officer", second.toString(), "--roles", "analyst", "--node", es.toString());
            nodes.node(ES).reload();
            Scene.await("the second officer may ask", () -> Ceremony.isLetIn(second));
            sign(es, root, 7, "--revoke", "second/papers/officer.pem");
            Scene.await("the second officer's key counts no more", () -> !Ceremony.isLetIn(second));
            Path nextRoot = es.resolve("keys/next-root.key");
            run("team", "manifest", "key", nextRoot.toString());
            sign(es, root, 8, "--root", "keys/next-root.key.pub");
            sign(es, nextRoot, 9, "--witness", "fusion.example");
            known(nodes, 9);

            done.set(true);
            there.join();
            back.join();
            assertEquals(null, failed.get());
            scene.awaitSettled(books);
            for (Flow flow : books.flows()) {
                assertTrue(flow.isWhole(), flow.toString());
                assertEquals(0, flow.refused(), flow.toString());
                assertEquals(0, flow.voided(), flow.toString());
            }
            for (Team team : List.of(ES, JP)) {
                assertTrue(!audited(nodes.directory(team), "LANE_STOPPED"), team + " stopped a lane");
                nodes.stop(team);
                Trial.verify(nodes.directory(team));
            }
            assertTrue(Files.exists(old));
        }
    }

    private Thread publishing(
            Federation nodes,
            Team team,
            Bookkeeper books,
            List<Document> documents,
            AtomicBoolean done,
            AtomicReference<Throwable> failed) {
        // Whatever is left is published when the last key is replaced.
        Iterator<Document> load = new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < documents.size() && !(done.get() && next > documents.size() / 2);
            }

            @Override
            public Document next() {
                Scene.breathe(done);
                return documents.get(next++);
            }
        };
        return Thread.ofPlatform().start(() -> {
            try {
                nodes.line(team).publish(load, (document, outcome) -> {
                    if (outcome instanceof Outcome.Published published) {
                        books.published(team, published.leafHash(), document.content());
                    }
                });
            } catch (InterruptedException | RuntimeException broken) {
                failed.set(broken);
            }
        });
    }

    private void rotate(Path node, String what, String... more) {
        run(with(List.of("node", "rotate", what, "--node", node.toString()), more));
    }

    /// Drafts, signs and takes the next manifest, as an operator types it.
    private void sign(Path node, Path root, int version, String... changes) throws IOException {
        Path signed = signed(node, root, version, changes);
        run("node", "manifest", signed.toString(), "--node", node.toString());
    }

    /// The manifests with another one, which the node does not have yet.
    private Path signed(Path node, Path root, int version, String... changes) throws IOException {
        Path draft = node.resolve("next-" + version + ".toml");
        Path offline = node.resolve("offline.manifests");
        Files.deleteIfExists(offline);
        Files.copy(node.resolve("papers/team.manifests"), offline);
        for (int i = 0; i < changes.length; i++) {
            changes[i] = changes[i].replaceFirst("(^|=)(papers|keys|second)/", "$1" + node + "/$2/");
        }
        run(with(List.of("team", "manifest", "edit", draft.toString(), "--manifests", offline.toString()), changes));
        run(
                "team",
                "manifest",
                "sign",
                draft.toString(),
                "--manifests",
                offline.toString(),
                "--root-key",
                root.toString());
        return offline;
    }

    private static String[] with(List<String> words, String... more) {
        List<String> all = new java.util.ArrayList<>(words);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void run(String... words) {
        CommandRun run = CommandRun.of(surroundings.clock(), surroundings.random(), words);
        assertEquals(ExitCode.OK, run.exit(), String.join(" ", words) + "\n" + run.out() + run.err());
    }

    /// Waits until the partner has the manifest.
    private static void known(Federation nodes, int version) {
        Scene.await(
                "the partner knows manifest " + version,
                () -> nodes.line(JP).peers().stream()
                        .anyMatch(peer -> peer.team().equals(ES) && peer.manifestVersion() >= version));
    }

    /// Whether an officer is let in and answered.
    private static long replaced(Path node) {
        return lines(node).stream()
                .filter(line -> line.contains("\"NODE_CERTIFICATE_REPLACED\""))
                .count();
    }

    private static boolean audited(Path node, String event) {
        return lines(node).stream().anyMatch(line -> line.contains("\"" + event + "\""));
    }

    private static List<String> lines(Path node) {
        try {
            return Files.readAllLines(node.resolve("audit.jsonl"));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /// The last head that the old key signed, as the audit says it.
    private static String endOfTheOldKey(Path node) {
        String line = lines(node).stream()
                .filter(event -> event.contains("LEDGER_KEY_REPLACED"))
                .findFirst()
                .orElseThrow();
        String size = line.replaceAll(".*\"size\":\"?([0-9]+).*", "$1");
        String root = line.replaceAll(".*\"root\":\"([0-9a-f]{64}).*", "$1");
        return size + ":" + root;
    }
}
