package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Equivocation;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.Fingerprint;
import org.tocsin.wire.WitnessCodec;
import org.tocsin.witness.Witnessed;

/// What an officer is shown of what speaks against a partner, and what follows from the officer's decision. Rule
/// R-EVI-3.
class OfficerEvidenceTest {
    @TempDir
    Path directory;

    @Test
    void whatSpeaksAgainstAPartnerIsListedAndDecidedOn() throws Exception {
        try (var es = new OperatorRig(directory, "cert-es.example", 0, InstantSource.system());
                var jp = new OperatorRig(directory, "cert-jp.example", 0, InstantSource.system())) {
            OperatorRig.pin(es, jp);
            AuthorKit author = new AuthorKit(jp.team, jp.papers.ledger());
            author.record(SampleRecords.bundle(1, Tlp.GREEN));
            assertEquals(
                    "",
                    OperatorRig.must(es.type("evidence", "list", "--output", "json"))
                            .out());
            es.witnesses.contradicted(new Origin(jp.team, 1), Witnessed.head(author.tree.head(), author.checkpoint()));
            assertTrue(es.witnesses.doubts().halts(jp.team, Lane.ROUTINE));
            assertFalse(es.witnesses.doubts().halts(jp.team, Lane.EMERGENCY), "nobody is left alone");
            Typed listed = OperatorRig.must(es.type("evidence", "list"));
            assertTrue(listed.out().contains("not-consistent"), listed.out());
            OperatorRig.must(es.type("evidence", "decide", "cert-jp.example", "--lanes", "stay"));
            assertTrue(es.witnesses.doubts().halts(jp.team, Lane.ROUTINE));
            OperatorRig.must(es.type("evidence", "decide", "cert-jp.example", "--lanes", "go-on"));
            assertFalse(es.witnesses.doubts().halts(jp.team, Lane.ROUTINE));
            es.audited("DOUBT_DECIDED");
            assertEquals(
                    ExitCode.REFUSED,
                    es.type("evidence", "decide", "cert-es.example", "--lanes", "go-on")
                            .exit());
            assertEquals(
                    ExitCode.REFUSED,
                    es.type("evidence", "export", "0123456789", "--out", "none").exit());
        }
    }

    @Test
    void evidenceIsVerifiedOfflineByWhoeverKnowsTheRoot() throws Exception {
        try (var es = new OperatorRig(directory, "cert-es.example", 0, InstantSource.system())) {
            AuthorKit one = new AuthorKit(es.team, es.papers.ledger());
            AuthorKit other = new AuthorKit(es.team, es.papers.ledger());
            one.record(SampleRecords.bundle(1, Tlp.GREEN));
            other.record(SampleRecords.bundle(2, Tlp.GREEN));
            Path file = directory.resolve("liar.evidence");
            Files.write(file, WitnessCodec.encode(evidence(es, one, other)).array());
            String root = Fingerprint.spoken(es.papers.rootFingerprint());
            Typed proven = OperatorRig.must(es.type("evidence", "verify", file.toString(), "--fingerprint", root));
            assertTrue(proven.out().contains("two-roots"), proven.out());
            Files.write(file, WitnessCodec.encode(evidence(es, one, one)).array());
            assertEquals(
                    ExitCode.NEGATIVE,
                    es.type("evidence", "verify", file.toString(), "--fingerprint", root)
                            .exit());
            Files.writeString(file, "no evidence");
            assertEquals(
                    ExitCode.UNUSABLE,
                    es.type("evidence", "verify", file.toString(), "--fingerprint", root)
                            .exit());
        }
    }

    /// One team's node published to another's; then its ledger goes on from before that, as a node would whose disk was
    /// put back and whose gate was taken out: with its own key, and its own agreement.
    @Test
    void aForkThatARealNodeMetIsEvidenceThatAThirdPartyVerifiesOffline() throws Exception {
        String root;
        Path file = directory.resolve("fork.evidence");
        try (var jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), InstantSource.system())) {
            AuthorKit twin;
            try (var es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system())) {
                OperatorRig.connect(es, jp, "GREEN", "GREEN");
                Path record = es.home.resolve("record.json");
                Files.write(record, SampleRecords.bundle(1, Tlp.GREEN).array());
                OperatorRig.must(es.type("record", "publish", record.toString()));
                NodeRig.until(
                        "jp receipted it",
                        () -> es.lanes
                                        .status(jp.team)
                                        .map(status -> status.receipted())
                                        .orElse(0L)
                                == 1);
                twin = new AuthorKit(es.team, es.papers.ledger());
                root = Fingerprint.spoken(es.papers.rootFingerprint());
            }
            long seen = jp.database
                    .transactions()
                    .read(session -> SeenTable.newest(session, twin.team)
                            .orElseThrow()
                            .seen()
                            .head()
                            .size());
            AuthorKit.Entry last = twin.record(SampleRecords.bundle(2, Tlp.GREEN));
            while (twin.tree.size() < seen) {
                last = twin.record(SampleRecords.bundle((int) twin.tree.size() + 2, Tlp.GREEN));
            }
            assertEquals(List.of(), jp.witnesses.doubts().halted());
            AuthorStream stream = new AuthorStream(twin, jp, Lane.ROUTINE).open(1);
            stream.send(twin.frame(2, seen, List.of(last)));
            NodeRig.until(
                    "jp stopped their lanes",
                    () -> jp.witnesses.doubts().halted().equals(List.of(twin.team)));
            Typed status = OperatorRig.must(jp.type("node", "status", "--output", "json"));
            assertTrue(status.out().contains("\"halted\":[\"cert-es.example\"]"), status.out());
            String id = OperatorRig.must(jp.type("evidence", "list", "--output", "json"))
                    .out()
                    .replaceFirst("(?s).*\"id\":\"([0-9a-f]+)\".*", "$1");
            OperatorRig.must(jp.type("evidence", "export", id, "--out", file.toString()));
        }
        // Both nodes are gone: a third party has the file, and knows the root.
        try (var fr = new OperatorRig(directory, "cert-fr.example", 0, InstantSource.system())) {
            Typed shown = OperatorRig.must(fr.type("evidence", "show", file.toString(), "--output", "json"));
            assertTrue(
                    shown.out().contains("\"accused\":\"cert-es.example\"")
                            && shown.out().contains("\"holds_against_that_root\":true"),
                    shown.out());
            Typed proven = OperatorRig.must(
                    fr.type("evidence", "verify", file.toString(), "--fingerprint", root, "--output", "json"));
            assertTrue(proven.out().contains("\"verdict\":\"proven\""), proven.out());
            String other = Fingerprint.spoken(fr.papers.rootFingerprint());
            assertEquals(
                    ExitCode.NEGATIVE,
                    fr.type("evidence", "verify", file.toString(), "--fingerprint", other)
                            .exit());
        }
    }

    private static Equivocation evidence(OperatorRig of, AuthorKit one, AuthorKit other) {
        return new Equivocation(Equivocation.Kind.TWO_ROOTS, of.papers.pinned().signed(), alone(one), alone(other));
    }

    private static Evidence alone(AuthorKit author) {
        return new Evidence(author.checkpoint(), 0, List.of(), Bytes.EMPTY, Bytes.EMPTY);
    }
}
