package org.tocsin.cli.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.TeamManifest.NodeEntry;
import org.tocsin.model.TeamManifest.Provisions;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SuitePrivateKey;

/// A manifest's draft says everything that the manifest says, and is read strictly. Rule R-MAN-1.
class ManifestDraftTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TeamManifest manifest = manifest();

    private static TeamManifest manifest() {
        var root = SuitePrivateKey.generate(Suite.ED25519_ML_DSA_65, RANDOM).publicKey();
        var first = SuitePrivateKey.generate(Suite.ED25519, RANDOM).publicKey();
        var second = SuitePrivateKey.generate(Suite.ED25519_ML_DSA_65, RANDOM).publicKey();
        TreeHead last = new TreeHead(4_294_967_296L, Sha256.of(Bytes.ofUtf8("last")));
        TreeHead kept = new TreeHead(7, Sha256.of(Bytes.ofUtf8("kept")));
        return new TeamManifest(
                new Team("cert-es.example"),
                "The \\ \"team\"",
                3,
                Optional.of(Sha256.of(Bytes.ofUtf8("before"))),
                root,
                List.of(Bytes.ofUtf8(
                        "an authority's certificate, long enough for more than one line of base sixty-four")),
                List.of(Bytes.ofUtf8("officers")),
                List.of(
                        new NodeEntry("node-1", List.of(Digest.ZERO), List.of("[2001:db8::1]:7443", "es.example:7443")),
                        new NodeEntry("node-2", List.of(Sha256.of(Bytes.ofUtf8("key"))), List.of())),
                List.of(
                        new KeyPeriod(1, first, 0, Optional.of(last), Optional.of(kept)),
                        new KeyPeriod(2, second, 0, Optional.empty())),
                NOW,
                new Provisions(
                        List.of(Bytes.ofUtf8("sealing")),
                        List.of(Sha256.of(Bytes.ofUtf8("revoked"))),
                        List.of(new Team("hub.example"))));
    }

    private static List<DraftReading.Problem> problems(String text) {
        return assertInstanceOf(ManifestReading.Refused.class, ManifestReader.read(text, NOW))
                .problems();
    }

    @Test
    void aDraftSaysEverythingThatTheManifestSays() {
        var read =
                assertInstanceOf(ManifestReading.Read.class, ManifestReader.read(ManifestWriter.text(manifest), NOW));
        assertEquals(manifest, read.manifest());
    }

    @Test
    void everyProblemIsNamedWithItsLine() {
        String text = ManifestWriter.text(manifest)
                .replace("version = 3", "version = 0")
                .replace("witnesses = [\"hub.example\"]", "witnesses = [\"HUB\"]")
                .replace("[[ledger_key]]\nepoch = 2", "[[ledger_key]]\nepoch = 2\nfrom = 1");
        List<DraftReading.Problem> problems = problems(text);
        assertEquals(
                List.of("version", "witnesses", "ledger_key.from"),
                problems.stream().map(DraftReading.Problem::key).toList());
        List<String> lines = text.lines().toList();
        for (DraftReading.Problem problem : problems) {
            String word = problem.key().substring(problem.key().indexOf('.') + 1);
            assertEquals(true, lines.get(problem.line() - 1).startsWith(word), problem.toString());
        }
    }

    @Test
    void whatNamesNobodyIsNoManifest() {
        TeamManifest empty = new TeamManifest(
                manifest.team(),
                "",
                1,
                Optional.empty(),
                manifest.root(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                NOW);
        assertEquals(
                Set.of("node_authorities", "node", "ledger_key"),
                problems(ManifestWriter.text(empty)).stream()
                        .map(DraftReading.Problem::key)
                        .collect(Collectors.toSet()));
        assertEquals(1, problems("team = ").size());
    }
}
