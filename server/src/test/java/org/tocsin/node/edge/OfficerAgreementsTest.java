package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.directory.Agreements.State;
import org.tocsin.node.edge.OperatorRig.Typed;
import org.tocsin.proof.Sha256;
import org.tocsin.testing.FreePorts;
import org.tocsin.wire.AgreementCodec;

/// What officers are told about agreements: what would change nothing is refused and leaves no draft behind, what comes
/// next is said, and who stated what is shown. Rules R-AGR-5, R-AGR-8, R-AGR-9.
class OfficerAgreementsTest {
    private static final Bytes ID = Bytes.ofHex("00112233445566778899aabbccddeeff");
    private static final String HEX = ID.hex();
    private static final Duration LIFE = Duration.ofDays(200);

    @TempDir
    private Path directory;

    private OperatorRig es;
    private OperatorRig jp;
    private Instant from;

    @BeforeEach
    void startNodes() throws Exception {
        from = Instant.ofEpochMilli(InstantSource.system().millis()).minusSeconds(60);
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), InstantSource.system());
        OperatorRig.pin(es, jp);
        OperatorRig.pin(jp, es);
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void anActThatWouldChangeNothingIsRefusedAndLeavesNoDraft() throws Exception {
        agree(0, 0);
        refused(es, "we have not suspended", "it is not suspended", "agreement", "resume", HEX);
        OperatorRig.must(es.type("agreement", "suspend", HEX));
        refused(es, "already", "we have it suspended already", "agreement", "suspend", HEX);
        NodeRig.until("the suspension came", () -> states(jp).equals(List.of(State.SUSPENDED)));
        refused(jp, "theirs", "only they resume it", "agreement", "resume", HEX);
        OperatorRig.must(es.type("agreement", "resume", HEX));

        String same = file(terms(1, Optional.empty(), Tlp.GREEN, 0, 0));
        refused(es, "nothing", "it would narrow nothing", "agreement", "restrict", HEX, same);
        String less = file(terms(1, Optional.empty(), Tlp.CLEAR, 0, 0));
        OperatorRig.must(es.type("agreement", "restrict", HEX, less));
        refused(es, "twice", "it would narrow nothing", "agreement", "restrict", HEX, less);
        refused(es, "lift", "we have no restriction 9", "agreement", "lift", HEX, "9");
        NodeRig.until(
                "the restriction came", () -> jp.type("agreement", "list").out().contains("cert-es.example 3"));
        // The partner may lift its own: the same limits of ours do narrow something.
        OperatorRig.must(jp.type("agreement", "restrict", HEX, less));

        OperatorRig.must(es.type("agreement", "terminate", HEX));
        refused(es, "ended", "it is terminated to", "agreement", "terminate", HEX);
        String next = file(terms(2, Optional.of(first()), Tlp.GREEN, 0, 0));
        refused(es, "for good", "terminated for good", "agreement", "propose", next);
    }

    @Test
    void aProposalThatWasReplacedIsNotStatedAgainNorSigned() throws Exception {
        String first = file(terms(1, Optional.empty(), Tlp.GREEN, 0, 0));
        OperatorRig.must(es.type("agreement", "propose", first));
        NodeRig.until("the proposal came", () -> states(jp).equals(List.of(State.PROPOSED)));
        // Asked for again, it is the same one.
        OperatorRig.must(es.type("agreement", "propose", first));
        OperatorRig.must(jp.type("agreement", "counter-propose", file(terms(2, Optional.empty(), Tlp.CLEAR, 0, 0))));
        NodeRig.until("the counter-proposal came", () -> states(es).size() == 2);
        refused(es, "own", "version 1 was replaced by version 2", "agreement", "propose", first);
        refused(jp, "countered", "version 1 was replaced by version 2", "agreement", "countersign", HEX);

        Typed diff = OperatorRig.must(es.type("agreement", "diff", HEX));
        assertTrue(diff.err().contains("version 1, which both did not sign, against version 2"), diff.err());
        assertTrue(diff.out().contains("narrower"), diff.out());
        OperatorRig.must(es.type("agreement", "countersign", HEX));
        NodeRig.until("both have it", () -> states(jp).equals(List.of(State.OVERTAKEN, State.IN_FORCE)));
    }

    @Test
    void aTerminationShowsBeforeItTakesEffectAndWhoStatedIt() throws Exception {
        agree(30, 0);
        OperatorRig.must(jp.type("agreement", "terminate", HEX));
        NodeRig.until(
                "the termination came",
                () -> !es.agreements.all().getFirst().terminatedBy().isEmpty());
        Typed listed = OperatorRig.must(es.type("agreement", "list", "--output", "json"));
        assertTrue(listed.out().replace(" ", "").contains("\"terminated_by\":\"cert-jp.example\""), listed.out());
        String heading = es.type("agreement", "list").lines().getFirst();
        assertTrue(heading.toLowerCase(java.util.Locale.ROOT).contains("terminated by"), heading);
    }

    @Test
    void whatRemainsToBeApprovedIsSaid() throws Exception {
        Typed proposed =
                OperatorRig.must(es.type("agreement", "propose", file(terms(1, Optional.empty(), Tlp.GREEN, 0, 2))));
        String draft = es.agreements.drafts().all().getFirst().id().hex().substring(0, 8);
        assertTrue(proposed.err().contains("1 more officer of the team must approve it"), proposed.err());
        assertTrue(proposed.err().contains("tocsin agreement approve " + draft), proposed.err());
        assertTrue(proposed.out().contains("approvals required"), proposed.out());
    }

    @Test
    void aRefusalNamesWhatTheCommandIsAboutAndNotTheNodesAddress() throws Exception {
        Typed typed = es.type("agreement", "approve", "0123456789abcdef");
        assertEquals(ExitCode.REFUSED, typed.exit());
        assertEquals("tocsin: no such draft: 0123456789abcdef: see: tocsin agreement list --drafts\n", typed.err());
        agree(0, 0);
        assertFalse(es.type("agreement", "resume", HEX).err().contains("127.0.0.1"));
        Typed record = es.type("record", "show", "0123456789abcdef");
        assertTrue(record.err().contains("0123456789abcdef"), record.err());
        assertFalse(record.err().contains("127.0.0.1"), record.err());
    }

    private void refused(OperatorRig node, String what, String why, String... command) {
        Typed typed = node.type(command);
        assertEquals(ExitCode.REFUSED, typed.exit(), what);
        assertTrue(typed.err().contains(why), what + ": " + typed.err());
        assertEquals(List.of(), node.agreements.drafts().all(), what);
    }

    private void agree(int noticeDays, int approvals) throws Exception {
        Bytes terms = terms(1, Optional.empty(), Tlp.GREEN, noticeDays, approvals);
        OperatorRig.must(es.type("agreement", "propose", file(terms)));
        NodeRig.until("the proposal came", () -> states(jp).equals(List.of(State.PROPOSED)));
        OperatorRig.must(jp.type("agreement", "countersign", HEX));
        NodeRig.until("both have it", () -> states(es).equals(List.of(State.IN_FORCE)));
    }

    private static List<State> states(OperatorRig node) {
        return node.agreements.all().stream().map(Agreements.Listed::state).toList();
    }

    private Digest first() {
        return Sha256.of(terms(1, Optional.empty(), Tlp.GREEN, 0, 0));
    }

    private Bytes terms(int version, Optional<Digest> previous, Tlp ceiling, int noticeDays, int approvals) {
        return AgreementCodec.encode(new SharingAgreement(
                ID,
                version,
                previous,
                "A test",
                "",
                from,
                from.plus(LIFE),
                new Conduct(
                        Optional.empty(),
                        noticeDays,
                        approvals,
                        List.of(),
                        Optional.empty(),
                        0,
                        List.of(),
                        Optional.empty()),
                new Direction(es.team, jp.team, Optional.of(ceiling)),
                new Direction(jp.team, es.team, Optional.of(ceiling))));
    }

    private String file(Bytes terms) throws Exception {
        Path file = Files.createTempFile(directory, "terms", ".bin");
        Files.write(file, terms.array());
        return file.toString();
    }
}
