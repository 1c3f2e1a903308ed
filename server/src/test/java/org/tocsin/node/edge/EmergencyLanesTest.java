package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Emergency.Words;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.emergency.Emergencies;
import org.tocsin.node.emergency.EmergencyProjection;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.ledger.Rebuild;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.StepCodec;

/// The life of an emergency between two nodes. Rules R-EMG-1 to R-EMG-5, R-LAN-11.
class EmergencyLanesTest {
    private static final Bytes ID = Bytes.ofHex("00112233445566778899aabbccddeeff");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    @TempDir
    private Path directory;

    private OperatorRig es;
    private OperatorRig jp;

    @BeforeEach
    void startNodes() throws Exception {
        now.set(Instant.ofEpochMilli(InstantSource.system().millis()));
        es = new OperatorRig(directory, "cert-es.example", OfficerCommandsTest.freePort(), this::now);
        jp = new OperatorRig(directory, "cert-jp.example", OfficerCommandsTest.freePort(), this::now);
        OperatorRig.pin(es, jp);
        OperatorRig.pin(jp, es);
        agree();
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void bothSidesSeeTheSameFromRaisedToStoodDown() throws Exception {
        EmergencyView raised = raise(Emergency.Kind.REAL, Precedence.FLASH);
        NodeRig.until(
                "the machine receipt came",
                () -> called(es, raised.id()).receivedAt().isPresent());
        assertEquals(Life.State.RAISED, called(jp, raised.id()).life().state());
        assertEquals(raised.emergency(), view(jp, raised.id()).emergency());

        state(jp, raised, new What.Acknowledged(owner("A"), Optional.empty(), false), es);
        NodeRig.until(
                "the acknowledgement came", () -> called(es, raised.id()).life().state() == Life.State.ACKNOWLEDGED);
        // Of two who take it one is told that the other has it.
        var second = assertThrows(
                FaultException.class,
                () -> state(jp, raised, new What.Acknowledged(owner("B"), Optional.empty(), false), es));
        assertEquals(Fault.Reason.ALREADY_TAKEN, second.fault().reason());
        assertTrue(
                second.fault().message().startsWith("already taken by A at "),
                second.fault().message());

        state(es, raised, new What.Update(new Words("more of it", "en")), jp);
        state(jp, raised, new What.HandedOver(owner("B"), Optional.empty()), es);
        state(es, raised, new What.StoodDown(Optional.empty()), jp);
        NodeRig.until(
                "it is over for both",
                () -> List.of(es, jp).stream()
                        .allMatch(node -> called(node, raised.id()).life().state() == Life.State.STOOD_DOWN));
        NodeRig.until(
                "both hold all steps",
                () -> steps(es, raised.id()).equals(steps(jp, raised.id()))
                        && steps(es, raised.id()).size() == 4);
        assertEquals(called(es, raised.id()).life(), called(jp, raised.id()).life());
        assertEquals(List.of(), es.emergencies.emergencies().list(true, Optional.empty(), 10));
        assertEquals(
                1,
                jp.emergencies
                        .emergencies()
                        .list(false, Optional.of(es.team), 10)
                        .size());
        rebuildsTheSame();
    }

    @Test
    void whatWasNotAgreedIsNotRaised() {
        var drill = assertThrows(FaultException.class, () -> raise(Emergency.Kind.EXERCISE, Precedence.FLASH));
        assertEquals(Fault.Reason.NOT_AGREED, drill.fault().reason());
        var routine = assertThrows(FaultException.class, () -> raise(Emergency.Kind.REAL, Precedence.ROUTINE));
        assertEquals(Fault.Reason.NOT_AGREED, routine.fault().reason());
        var checkIn = assertThrows(FaultException.class, () -> raise(Emergency.Kind.CHECK_IN, Precedence.ROUTINE));
        assertEquals(Fault.Reason.NOT_AGREED, checkIn.fault().reason());
        assertEquals(List.of(), es.emergencies.emergencies().list(false, Optional.empty(), 10));
    }

    private EmergencyView raise(Emergency.Kind kind, Precedence precedence) {
        var emergency = new Emergency(
                new TreeSet<>(List.of(jp.team)),
                kind,
                precedence,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.of(new Words("look", "en")),
                List.of(),
                now(),
                now().plus(Duration.ofHours(1)),
                ZoneId.of("Europe/Madrid"));
        return es.emergencies.emergencies().raise(EmergencyCodec.encode(emergency), caller(es));
    }

    private void state(OperatorRig node, EmergencyView about, What what, OperatorRig to) {
        Bytes document = StepCodec.encode(new Step(new TreeSet<>(List.of(to.team)), about.id(), now(), what));
        OfficerApproval approval = OfficerApprovals.approve(
                officer(node), node.team, OfficerApprovals.Subject.EMERGENCY_STEP, document, now(), new SecureRandom());
        node.emergencies.emergencies().state(document, Optional.of(approval), caller(node));
    }

    private static Credentials officer(OperatorRig node) {
        return node.papers.officer();
    }

    private PeerIdentity caller(OperatorRig node) {
        String subject = officer(node).certificate().getSubjectX500Principal().getName();
        return new PeerIdentity(
                node.team,
                Role.OFFICER,
                subject.substring(subject.indexOf('=') + 1),
                Digest.ZERO,
                Digest.ZERO,
                now().plusSeconds(60));
    }

    private static Owner owner(String name) {
        return new Owner(name, "", Optional.empty());
    }

    private static EmergencyView view(OperatorRig node, Digest id) {
        return node.emergencies.emergencies().find(id.hex().substring(0, 12));
    }

    private EmergencyView.Called called(OperatorRig node, Digest id) {
        Emergencies all = node.emergencies.emergencies();
        return all.list(false, Optional.empty(), 10).stream()
                .filter(view -> view.id().equals(id))
                .flatMap(view -> view.called(jp.team).stream())
                .findFirst()
                .orElseGet(() -> new EmergencyView.Called(
                        jp.team, Life.raised(Instant.EPOCH), Optional.empty(), Optional.empty()));
    }

    private static Collection<Bytes> steps(OperatorRig node, Digest id) {
        return node.emergencies.emergencies().timeline(id).stream()
                .map(occurrence -> occurrence.detail())
                .filter(detail -> detail instanceof Occurrence.Detail.Stepped)
                .map(detail -> StepCodec.encode(((Occurrence.Detail.Stepped) detail).step()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void rebuildsTheSame() {
        for (OperatorRig node : List.of(es, jp)) {
            Rebuild.Report report = new Rebuild(
                            node.ledger.view(),
                            List.of(
                                    new RecordProjection(),
                                    new EmergencyProjection(node.team),
                                    new ControlProjection(node.team)))
                    .run((done, total) -> {});
            assertTrue(report.same(), report.toString());
        }
    }

    private void agree() throws Exception {
        var emergency =
                new Conduct.Emergency(new TreeSet<>(List.of("FLASH", "IMMEDIATE", "PRIORITY")), 3, 60, false, "", true);
        var conduct =
                new Conduct(Optional.empty(), 0, 0, List.of(), Optional.of(emergency), 0, List.of(), Optional.empty());
        Path file = Files.createTempFile(directory, "terms", ".bin");
        Files.write(
                file,
                AgreementCodec.encode(new SharingAgreement(
                                ID,
                                1,
                                Optional.empty(),
                                "A test",
                                "",
                                now().minusSeconds(60),
                                now().plus(Duration.ofDays(200)),
                                conduct,
                                new Direction(es.team, jp.team, Optional.of(Tlp.GREEN)),
                                new Direction(jp.team, es.team, Optional.of(Tlp.GREEN))))
                        .array());
        OperatorRig.must(es.type("agreement", "propose", file.toString()));
        NodeRig.until("the proposal came", () -> !jp.agreements.all().isEmpty());
        OperatorRig.must(jp.type("agreement", "countersign", ID.hex()));
        NodeRig.until(
                "both have it",
                () -> es.agreements.all().stream().allMatch(one -> one.state() == Agreements.State.IN_FORCE));
        for (OperatorRig node : List.of(es, jp)) {
            OperatorRig other = node == es ? jp : es;
            NodeRig.until(
                    "the lanes are open", () -> node.lanes.status(other.team).isPresent());
        }
    }

    private Instant now() {
        return Objects.requireNonNull(now.get());
    }
}
