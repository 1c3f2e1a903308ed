package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.OperatorFault;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.testing.SoftHsm;

/// A node whose TLS key was made in a token and was never anywhere else, as a process of its own, and a partner that
/// notices nothing: threat S-TOKEN-GONE. Its other keys lie in encrypted files.
@Timeout(240)
class TokenIT {
    private static final Team ES = Demo.SPAIN;
    private static final Team JP = Demo.JAPAN;
    private static final String PIN = "4711-tocsin";
    private static final int RECORDS = 20;

    private Path secrets = Path.of("");
    private Optional<SoftHsm> softHsm = Optional.empty();

    @Test
    void aNodeExchangesWithItsKeyInATokenAndGetsOverItsAbsence() throws Exception {
        try (var scene = Scene.of(List.of(ES, JP), Federation.Wiring.STRAIGHT, this::moveKeys)) {
            Federation nodes = scene.federation();
            assertFalse(Files.exists(nodes.directory(JP).resolve("keys/node.key")));
            nodes.agree(ES, JP, Tlp.AMBER, Tlp.AMBER);
            Set<Digest> spanish = publish(scene, ES);
            Set<Digest> japanese = publish(scene, JP);
            Scene.await(
                    "both ways",
                    () -> held(nodes, JP, ES).equals(spanish)
                            && held(nodes, ES, JP).equals(japanese));

            Path away = secrets.resolve("away");
            Files.move(tokens().tokens(), away);
            Scene.await("the alarm", () -> said(nodes, "TOKEN_FAILED"));
            assertFalse(reaches(nodes), "a handshake without the key");
            // Connections that are there go on.
            spanish.addAll(publish(scene, ES));
            Scene.await("on the open connection", () -> held(nodes, JP, ES).equals(spanish));

            Files.move(away, tokens().tokens());
            Scene.await("the end of the alarm", () -> said(nodes, "TOKEN_WORKS"));
            Scene.await("a new connection", () -> reaches(nodes));
            assertNoSecretIn(nodes.directory(JP));

            nodes.stop(JP);
            assertEndsWith(nodes, "pin", "is refused by the token");
        }
    }

    private SoftHsm tokens() {
        return softHsm.orElseThrow();
    }

    /// A start with another secret in a file ends with code 2 and the reason.
    private void assertEndsWith(Federation nodes, String secret, String reason) throws IOException {
        Files.writeString(secrets.resolve(secret), "wrong-one\n");
        NodeProcess node = nodes.launch(JP, List.of(), environment());
        assertEquals(2, node.awaitEnd());
        Scene.await(reason, () -> output(node).contains(reason));
    }

    private static String output(NodeProcess node) {
        try {
            return node.lastOutput();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Gives one node a TLS key that is made in a token, as the README says it, encrypts its other keys, and starts it
    /// with what finds the token.
    private void moveKeys(Federation nodes) throws IOException {
        Path directory = nodes.directory(JP);
        secrets = Files.createDirectory(directory.resolveSibling("secrets"));
        SoftHsm tokens = SoftHsm.in(secrets);
        softHsm = Optional.of(tokens);
        tokens.makeToken("tocsin", PIN);
        tokens.makeKey("tocsin", PIN, "prime256v1", "node", "a1");
        Path made = Files.write(secrets.resolve("node.der"), tokens.publicKey("tocsin", PIN, "node"));
        var keys = new Ceremony(directory);
        keys.rotate("certificate", "--public-key", made.toString());
        String name = nodes.papers(JP).pinned().current().nodes().getFirst().name();
        keys.take(keys.signed("--node-key", name + "=papers/node-elsewhere.pem"));
        Files.move(
                directory.resolve("papers/node-elsewhere.pem"),
                directory.resolve("papers/node.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.delete(directory.resolve("keys/node.key"));
        Path passphrase = secret("passphrase", "correct horse");
        Path toml = directory.resolve("node.toml");
        Files.writeString(
                toml,
                Files.readString(toml)
                        .replaceFirst("(?m)^# passphrase_file = .*$", "passphrase_file = \"" + passphrase + "\""));
        Files.writeString(toml, """

                [tls.token]
                library = "%s"
                token = "tocsin"
                key = "node"
                pin_file = "%s"
                """.formatted(tokens().library(), secret("pin", PIN)), StandardOpenOption.APPEND);
        Files.writeString(
                directory.resolve(OfficerFile.NAME),
                "passphrase_file = \"" + passphrase + "\"\n",
                StandardOpenOption.APPEND);
        var surroundings = Scene.surroundings();
        var encrypted = CommandRun.of(
                surroundings.clock(), surroundings.random(), "node", "keys", "encrypt", "--node", directory.toString());
        assertEquals("OK", encrypted.exit().name(), encrypted.err());
        nodes.launch(JP, List.of(), environment()).awaitReady();
    }

    private Map<String, String> environment() {
        return Map.of(SoftHsm.VARIABLE, tokens().configuration().toString());
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(secrets.resolve(name), text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static boolean said(Federation nodes, String what) {
        try {
            return Files.readString(nodes.directory(JP).resolve("audit.jsonl")).contains(what);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void assertNoSecretIn(Path directory) throws IOException {
        for (String file : List.of("node.out", "audit.jsonl", "node.toml")) {
            String text = Files.readString(directory.resolve(file));
            assertFalse(text.contains(PIN) || text.contains("correct horse"), file);
        }
    }

    /// Whether a new connection comes about.
    private static boolean reaches(Federation nodes) {
        OfficerFile officer = OfficerFile.read(nodes.directory(JP));
        try (OperatorClient fresh = OfficerLine.open(officer, Scene.surroundings())) {
            fresh.node();
            return true;
        } catch (OperatorFault refused) {
            return false;
        }
    }

    private static Set<Digest> publish(Scene scene, Team author) throws InterruptedException {
        Set<Digest> released = new HashSet<>();
        scene.federation().line(author).publish(Scene.load(RECORDS).iterator(), (document, outcome) -> {
            if (outcome instanceof Outcome.Published stated && !stated.marking().isStricterThan(Tlp.AMBER)) {
                released.add(stated.leafHash());
            }
        });
        assertTrue(!released.isEmpty());
        return released;
    }

    private static Set<Digest> held(Federation nodes, Team holder, Team author) {
        Set<Digest> held = new HashSet<>();
        nodes.line(holder)
                .export(
                        Optional.of(author),
                        Optional.empty(),
                        false,
                        record -> held.add(record.summary().leafHash()));
        return held;
    }
}
