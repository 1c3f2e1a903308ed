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
import org.tocsin.node.edge.OperatorRig.Typed;
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

    private static Equivocation evidence(OperatorRig of, AuthorKit one, AuthorKit other) {
        return new Equivocation(Equivocation.Kind.TWO_ROOTS, of.papers.pinned().signed(), alone(one), alone(other));
    }

    private static Evidence alone(AuthorKit author) {
        return new Evidence(author.checkpoint(), 0, List.of(), Bytes.EMPTY, Bytes.EMPTY);
    }
}
