package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.node.directory.AgreementDrafts;
import org.tocsin.node.directory.AgreementProjection;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.directory.Agreements.State;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.ledger.Rebuild;
import org.tocsin.proof.Sha256;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.OfficerApprovals.Subject;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.wire.AgreementCodec;

/// The life of an agreement between two nodes that tell each other on the control lane. Rules R-AGR-5, R-AGR-6,
/// R-AGR-8, R-AGR-9, R-LAN-11.
class AgreementLanesTest {
    private static final Bytes ID = Bytes.ofHex("00112233445566778899aabbccddeeff");
    private static final String HEX = ID.hex();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    @TempDir
    private Path directory;

    private OperatorRig es;
    private OperatorRig jp;
    private Instant from;

    @BeforeEach
    void startNodes() throws Exception {
        now.set(Instant.ofEpochMilli(InstantSource.system().millis()));
        from = now().minusSeconds(60);
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), this::now);
        jp = new OperatorRig(directory, "cert-jp.example", FreePorts.next(), this::now);
        OperatorRig.pin(es, jp);
        OperatorRig.pin(jp, es);
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void aProposalAndItsCountersignatureTravelOnTheControlLane() throws Exception {
        OperatorRig.must(es.type("agreement", "propose", file(terms(1, Optional.empty(), Tlp.GREEN, Conduct.PLAIN))));
        NodeRig.until("the proposal came", () -> states(jp).equals(List.of(State.PROPOSED)));
        assertEquals(Agreements.Signed.PARTNER, jp.agreements.all().getFirst().by());
        assertTrue(es.lanes.status(jp.team).isEmpty(), "no lane but CONTROL before there is an agreement");

        OperatorRig.must(jp.type("agreement", "countersign", HEX));
        assertEquals(List.of(State.IN_FORCE), states(jp));
        NodeRig.until("the countersignature came", () -> states(es).equals(List.of(State.IN_FORCE)));
        publishes(1);
        es.audited("AGREEMENT_IN_FORCE");
        String listed = OperatorRig.must(es.type("agreement", "list", "--output", "json"))
                .out();
        assertTrue(listed.contains("\"signed_by\":\"both\"") || listed.contains("\"signed_by\": \"both\""), listed);
        rebuildsTheSame();
    }

    @Test
    void whatEitherPartyStatesAloneTakesEffectHereAtOnceAndThereOnArrival() throws Exception {
        agree(Conduct.PLAIN);
        OperatorRig.must(jp.type("agreement", "suspend", HEX, "--reason", "an audit"));
        assertEquals(List.of(State.SUSPENDED), states(jp));
        NodeRig.until("the suspension came", () -> states(es).equals(List.of(State.SUSPENDED)));
        publish(1);
        assertEquals(0, received());
        OperatorRig.must(jp.type("agreement", "resume", HEX));
        NodeRig.until("what was withheld came", () -> received() == 1);

        // Narrower at once by the author itself, and wider again when it is lifted.
        Bytes limits = terms(1, Optional.empty(), Tlp.CLEAR, Conduct.PLAIN);
        OperatorRig.must(es.type("agreement", "restrict", HEX, file(limits)));
        publish(2);
        NodeRig.until(
                "it is withheld",
                () -> es.lanes.status(jp.team).orElseThrow().withheld().equals(Map.of("MARKING_ABOVE_CEILING", 1L)));
        NodeRig.until(
                "the restriction came",
                () -> jp.teams
                                .view()
                                .agreementsWith(es.team)
                                .getFirst()
                                .restrictions()
                                .size()
                        == 1);
        OperatorRig.must(es.type("agreement", "lift", HEX, "1"));
        NodeRig.until("what was withheld came", () -> received() == 2);

        // R-AGR-9: not before the notice is over, to the millisecond.
        OperatorRig.must(jp.type("agreement", "terminate", HEX));
        NodeRig.until("the termination came", () -> states(es).equals(List.of(State.TERMINATED)));
        publish(3);
        assertEquals(2, received());
        rebuildsTheSame();
        refused(
                Fault.Reason.AGREEMENT_CONFLICT,
                () -> es.agreements.sign(terms(2, Optional.of(hash()), Tlp.GREEN, Conduct.PLAIN), "officer"));
    }

    @Test
    void aDraftGoesOnFromWhatBothSigned() throws Exception {
        agree(conduct(0, 0));
        OperatorRig.must(jp.type("agreement", "propose", file(terms(2, Optional.of(hash()), Tlp.RED, Conduct.PLAIN))));
        NodeRig.until("the proposal came", () -> states(es).contains(State.PROPOSED));
        String draft = directory.resolve("next.toml").toString();
        Path next = directory.resolve("next.terms");
        OperatorRig.must(es.type("agreement", "draft", "--of", HEX, draft));
        OperatorRig.must(es.type("agreement", "draft", draft, "--terms", next.toString()));
        SharingAgreement drafted = AgreementCodec.decode(Bytes.wrap(Files.readAllBytes(next)));
        assertEquals(3, drafted.version());
        assertNotEquals(Optional.of(Tlp.RED), drafted.first().ceiling());
        assertNotEquals(Optional.of(Tlp.RED), drafted.second().ceiling());
    }

    @Test
    void aTerminationKeepsItsNotice() throws Exception {
        agree(conduct(3, 0));
        String early = now().plus(Duration.ofDays(2)).toString();
        assertEquals(
                ExitCode.REFUSED,
                jp.type("agreement", "terminate", HEX, "--on", early).exit());
        assertEquals(List.of(), jp.agreements.drafts().all());
        OperatorRig.must(jp.type("agreement", "terminate", HEX));
        Instant end = now().plus(Duration.ofDays(3));
        NodeRig.until(
                "the termination came",
                () -> es.teams
                        .view()
                        .agreementsWith(jp.team)
                        .getFirst()
                        .terminatedAt()
                        .equals(Optional.of(end)));
        now.set(end.minusMillis(1));
        assertEquals(List.of(State.IN_FORCE), states(es));
        now.set(end);
        assertEquals(List.of(State.TERMINATED), states(es));
        assertEquals(List.of(State.TERMINATED), states(jp));
    }

    @Test
    void aDeclinedVersionIsNotSignedAnyMore() throws Exception {
        OperatorRig.must(es.type("agreement", "propose", file(terms(1, Optional.empty(), Tlp.GREEN, Conduct.PLAIN))));
        NodeRig.until("the proposal came", () -> states(jp).equals(List.of(State.PROPOSED)));
        OperatorRig.must(jp.type("agreement", "decline", HEX, "--reason", "too much"));
        NodeRig.until("the answer came", () -> states(es).equals(List.of(State.DECLINED)));
        assertNotEquals(ExitCode.OK, jp.type("agreement", "countersign", HEX).exit());
        // The counter-proposal takes the next number.
        OperatorRig.must(
                jp.type("agreement", "counter-propose", file(terms(2, Optional.empty(), Tlp.CLEAR, Conduct.PLAIN))));
        NodeRig.until("the counter-proposal came", () -> states(es).equals(List.of(State.DECLINED, State.PROPOSED)));
        OperatorRig.must(es.type("agreement", "countersign", HEX));
        NodeRig.until("both have it", () -> states(jp).equals(List.of(State.DECLINED, State.IN_FORCE)));
    }

    /// Both amend at once under one number: neither counts, the next number does.
    @Test
    void crossedProposalsCancelOut() throws Exception {
        agree(Conduct.PLAIN);
        Bytes ours = terms(2, Optional.of(hash()), Tlp.AMBER, Conduct.PLAIN);
        Bytes theirs = terms(2, Optional.of(hash()), Tlp.RED, Conduct.PLAIN);
        String oursFile = file(ours);
        String theirsFile = file(theirs);
        es.lanes.close();
        OperatorRig.must(es.type("agreement", "propose", oursFile));
        OperatorRig.must(jp.type("agreement", "propose", theirsFile));
        NodeRig.until(
                "the other proposal came",
                () -> states(es).equals(List.of(State.IN_FORCE, State.CROSSED, State.CROSSED)));
        refused(Fault.Reason.AGREEMENT_CONFLICT, () -> es.agreements.sign(theirs, "officer"));
        assertEquals(1, es.teams.view().agreementsWith(jp.team).size());
        OperatorRig.must(
                es.type("agreement", "propose", file(terms(3, Optional.of(hash()), Tlp.CLEAR, Conduct.PLAIN))));
    }

    @Test
    void itWaitsForASecondOfficerWhereTheTermsSaySo() throws Exception {
        Bytes terms = terms(1, Optional.empty(), Tlp.GREEN, conduct(0, 2));
        String first = OperatorRig.must(es.type("agreement", "propose", file(terms), "--output", "json"))
                .out();
        assertTrue(first.contains("\"stated\":false") || first.contains("\"stated\": false"), first);
        assertEquals(0, es.ledger.head().tree().size());
        AgreementDrafts.Draft draft = es.agreements.drafts().all().getFirst();
        assertEquals(1, draft.approvedBy().size());
        // The same officer again adds nothing.
        OperatorRig.must(es.type("agreement", "approve", draft.id().hex()));
        assertEquals(0, es.ledger.head().tree().size());
        refused(Fault.Reason.NOT_VERIFIED, () -> approve(es, draft, jp.papers.officer(), "0a0a"));
        refused(Fault.Reason.NOT_VERIFIED, () -> es.agreements.sign(terms, "officer"));

        approve(es, draft, second(es), "0b0b");
        assertEquals(List.of(), es.agreements.drafts().all());
        NodeRig.until("the proposal came", () -> states(jp).equals(List.of(State.PROPOSED)));
        OperatorRig.must(jp.type("agreement", "countersign", HEX));
        assertEquals(List.of(State.PROPOSED), states(jp));
        approve(jp, jp.agreements.drafts().all().getFirst(), second(jp), "0b0b");
        NodeRig.until("both have it", () -> states(es).equals(List.of(State.IN_FORCE)));

        // Acts need as many.
        AgreementDrafts.Draft act = es.agreements.drafts().act(ID, 0, new Act.Suspend(), "", "officer");
        assertEquals(2, act.owed());
        approve(es, act, es.papers.officer(), name(es.papers.officer()));
        assertEquals(List.of(State.IN_FORCE), states(es));
        approve(es, act, second(es), "0b0b");
        NodeRig.until("the suspension came", () -> states(jp).equals(List.of(State.SUSPENDED)));
        rebuildsTheSame();
    }

    @Test
    void remindersAreAuditedOnceAndShownAsLongAsTheyAreDue() throws Exception {
        agree(Conduct.PLAIN);
        Instant end = from.plus(Duration.ofDays(200));
        for (int days : List.of(91, 90, 31, 30, 8, 7, 1)) {
            now.set(end.minus(Duration.ofDays(days)));
            es.agreements.reminders().tick();
            es.agreements.reminders().tick();
            List<Integer> due = es.agreements.reminders().due().stream()
                    .map(reminder -> reminder.days())
                    .toList();
            assertEquals(
                    days > 90 ? List.of() : List.of(days > 30 ? 90 : days > 7 ? 30 : 7), due, days + " days before");
        }
        now.set(end);
        assertEquals(List.of(), es.agreements.reminders().due());
        assertEquals(
                3,
                es.audit()
                        .lines()
                        .filter(line -> line.contains("AGREEMENT_REMINDER"))
                        .count());
    }

    private void agree(Conduct conduct) throws Exception {
        OperatorRig.must(es.type("agreement", "propose", file(terms(1, Optional.empty(), Tlp.GREEN, conduct))));
        NodeRig.until("the proposal came", () -> states(jp).equals(List.of(State.PROPOSED)));
        OperatorRig.must(jp.type("agreement", "countersign", HEX));
        NodeRig.until("both have it", () -> states(es).equals(List.of(State.IN_FORCE)));
        NodeRig.until("the lane is open", () -> es.lanes.status(jp.team).isPresent());
    }

    private void publishes(int number) throws Exception {
        NodeRig.until("the lane is open", () -> es.lanes.status(jp.team).isPresent());
        publish(number);
        NodeRig.until("the record came", () -> received() == number);
    }

    private void publish(int number) {
        OperatorRig.must(es.typeInto(SampleRecords.bundle(number, Tlp.GREEN).utf8(), "record", "publish", "-"));
    }

    private long received() {
        return jp.intake.status(es.team).map(lane -> lane.stored()).orElse(0L);
    }

    private void rebuildsTheSame() {
        for (OperatorRig node : List.of(es, jp)) {
            Rebuild.Report report = new Rebuild(
                            node.ledger.view(),
                            List.of(
                                    new AgreementProjection(node.team),
                                    new RecordProjection(),
                                    new ControlProjection(node.team)))
                    .run((done, total) -> {});
            assertTrue(report.same(), report.toString());
        }
    }

    private static List<State> states(OperatorRig node) {
        return node.agreements.all().stream().map(Agreements.Listed::state).toList();
    }

    private static void refused(Fault.Reason reason, Runnable act) {
        assertEquals(
                reason, assertThrows(FaultException.class, act::run).fault().reason());
    }

    private void approve(OperatorRig node, AgreementDrafts.Draft draft, Credentials officer, String name) {
        Subject subject = draft.kind() == Statement.Kind.AGREEMENT ? Subject.AGREEMENT : Subject.AGREEMENT_ACT;
        var approval =
                OfficerApprovals.approve(officer, node.team, subject, draft.document(), now(), new SecureRandom());
        var caller = new PeerIdentity(node.team, Role.OFFICER, name, Digest.ZERO, Digest.ZERO, now().plusSeconds(60));
        node.agreements.drafts().approve(draft.id().hex(), approval, caller);
    }

    private Credentials second(OperatorRig node) {
        node.enrol("0b0b", Set.of(OfficerRole.SIGNATORY));
        return new CertificateIssuer(new SecureRandom())
                .issue(
                        node.papers.officerAuthority(),
                        CertificateIssuer.Subject.of(
                                node.team, Role.OFFICER, "0b0b", now().minusSeconds(60), now().plusSeconds(3_600)));
    }

    private static String name(Credentials officer) {
        String subject = officer.certificate().getSubjectX500Principal().getName();
        return subject.substring(subject.indexOf('=') + 1);
    }

    private static Conduct conduct(int noticeDays, int approvals) {
        return new Conduct(
                Optional.empty(), noticeDays, approvals, List.of(), Optional.empty(), 0, List.of(), Optional.empty());
    }

    private Digest hash() {
        return Sha256.of(terms(1, Optional.empty(), Tlp.GREEN, Conduct.PLAIN));
    }

    private Bytes terms(int version, Optional<Digest> previous, Tlp ceiling, Conduct conduct) {
        return AgreementCodec.encode(new SharingAgreement(
                ID,
                version,
                previous,
                "A test",
                "",
                from,
                from.plus(Duration.ofDays(200)),
                conduct,
                new Direction(es.team, jp.team, Optional.of(ceiling)),
                new Direction(jp.team, es.team, Optional.of(ceiling))));
    }

    private String file(Bytes terms) throws Exception {
        Path file = Files.createTempFile(directory, "terms", ".bin");
        Files.write(file, terms.array());
        return file.toString();
    }

    private Instant now() {
        return Objects.requireNonNull(now.get());
    }
}
