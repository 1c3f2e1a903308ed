package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Emergency.Kind;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life.State;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.StepCodec;

/// What a node makes of emergencies whose author keeps no rule, and of those that come while it is killed. Rules
/// R-EMG-1 to R-EMG-5, R-EMG-7, R-EMG-8, R-ADM-5.
class EmergencyAdmissionTest {
    private static final int QUOTA = 2;
    private static final int CAP = 1_000;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    @TempDir
    private Path directory;

    private NodeRig es;
    private NodeRig jp;
    private AuthorKit author;

    @BeforeEach
    void startReceiver() throws Exception {
        now.set(Instant.ofEpochMilli(InstantSource.system().millis()));
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.GREEN);
        var emergency = new Conduct.Emergency(new TreeSet<>(List.of("FLASH")), QUOTA, 60, false, "", false);
        var conduct =
                new Conduct(Optional.empty(), 0, 0, List.of(), Optional.of(emergency), 0, List.of(), Optional.empty());
        jp.agreements.put(
                es.team,
                List.of(new SharingAgreement(
                        Bytes.wrap(new byte[16]),
                        1,
                        Optional.empty(),
                        "a test",
                        "",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        now().plus(Duration.ofDays(10)),
                        conduct,
                        new Direction(es.team, jp.team, Optional.of(Tlp.AMBER)),
                        new Direction(jp.team, es.team, Optional.of(Tlp.GREEN)))));
        jp.clock = this::now;
        jp.start();
        author = new AuthorKit(es.team, es.papers.ledger());
    }

    @AfterEach
    void stopReceiver() {
        jp.close();
    }

    @Test
    void whatIsNotForUsOrNotAgreedIsRefused() throws Exception {
        AuthorStream stream = stream();
        Team other = new Team("cert-pt.example");
        Bytes good = emergency(jp.team, Kind.REAL, Precedence.FLASH);
        refused(stream, RefusalReason.NOT_ENTITLED, raised(emergency(other, Kind.REAL, Precedence.FLASH)));
        refused(stream, RefusalReason.EMERGENCY_NOT_AGREED, raised(emergency(jp.team, Kind.REAL, Precedence.ROUTINE)));
        refused(
                stream,
                RefusalReason.EMERGENCY_NOT_AGREED,
                raised(emergency(jp.team, Kind.CHECK_IN, Precedence.FLASH)));
        refused(
                stream,
                RefusalReason.DRILL_OUTSIDE_WINDOW,
                raised(emergency(jp.team, Kind.EXERCISE, Precedence.FLASH)));
        refused(stream, RefusalReason.MALFORMED, raised(Bytes.ofHex("ffff")));
        refused(stream, RefusalReason.MALFORMED, author.document(Statement.Kind.EMERGENCY, List.of(Digest.ZERO), good));
        assertEquals(List.of(), all());
    }

    @Test
    void stepsOfTheWrongSideAndWithoutTheirOfficerAreRefused() throws Exception {
        AuthorStream stream = stream();
        AuthorKit.Entry raised = raised(emergency(jp.team, Kind.REAL, Precedence.FLASH));
        Digest id = TreeDomain.LEDGER.leaf(raised.statement());
        assertEquals(List.of(), stream.deliver(raised).refusals());
        refused(stream, RefusalReason.NOT_ENTITLED, step(Digest.ZERO, new What.StoodDown(Optional.empty())));
        What.Acknowledged byNode = new What.Acknowledged(EmergencyScene.owner("A"), Optional.empty(), true);
        refused(stream, RefusalReason.NOT_ENTITLED, step(id, byNode));
        refused(
                stream,
                RefusalReason.MALFORMED,
                step(id, new What.Acknowledged(EmergencyScene.owner("A"), Optional.empty(), false)));
        Bytes document = document(id, new What.StoodDown(Optional.empty()));
        var approval = OfficerApprovals.approve(
                jp.papers.officer(),
                es.team,
                OfficerApprovals.Subject.EMERGENCY_STEP,
                document,
                now(),
                new SecureRandom());
        refused(
                stream,
                RefusalReason.NOT_APPROVED,
                author.document(
                        Statement.Kind.EMERGENCY_STEP,
                        List.of(id),
                        List.<Fragment>of(
                                new Fragment.Document(Tlp.AMBER, document),
                                new Fragment.Approval(Tlp.AMBER, AgreementActCodec.encode(approval)))));
        assertEquals(State.UNANSWERED, state());
        // It comes twice, and counts once.
        AuthorKit.Entry over = step(id, new What.StoodDown(Optional.empty()));
        assertEquals(List.of(), stream.deliver(over).refusals());
        assertEquals(List.of(), stream.deliver(over, raised).refusals());
        assertEquals(State.STOOD_DOWN, state());
        assertEquals(1, all().size());
        assertEquals(3, jp.emergencies().emergencies().timeline(id).size());
    }

    @Test
    void aFloodIsTakenUpToTheHardCapAndSummonsNoMoreThanTheQuota() throws Exception {
        jp.duty.plan = Optional.of(EmergencyScene.plan(directory, 1));
        AuthorStream stream = stream();
        List<Receipt.Refusal> refusals = new ArrayList<>();
        int sent = 0;
        while (sent < CAP + 50) {
            AuthorKit.Entry[] entries = new AuthorKit.Entry[50];
            for (int i = 0; i < entries.length; i++) {
                entries[i] = raised(emergency(jp.team, Kind.REAL, Precedence.FLASH));
                sent++;
            }
            refusals.addAll(stream.deliver(entries).refusals());
        }
        assertEquals(50, refusals.size());
        assertTrue(refusals.stream().allMatch(one -> one.reason() == RefusalReason.QUOTA), refusals.toString());
        assertEquals(CAP, all().size());
        assertEquals(
                QUOTA,
                all().stream()
                        .filter(view -> view.called().getFirst().life().there() == State.SUMMONING)
                        .count());
        NodeRig.until("the quota was summoned for", () -> jp.duty.made().size() == QUOTA);
    }

    @Test
    void whatWasUnderWayWhenTheProcessEndedGoesOnAndNothingTwice() throws Exception {
        jp.duty.plan = Optional.of(EmergencyScene.plan(directory, 1));
        jp.duty.silent = true;
        AuthorKit.Entry raised = raised(emergency(jp.team, Kind.REAL, Precedence.FLASH));
        stream().deliver(raised);
        NodeRig.until("the first attempt is handed over", () -> jp.duty.made().size() == 1);
        jp.stop();

        // Its outcome is not known: it is made again, under the same id.
        jp.duty.silent = false;
        jp.start();
        jp.emergencies().resume();
        NodeRig.until("it is made again", () -> jp.duty.made().size() == 2);
        assertEquals(1, distinct());
        NodeRig.until("its outcome is known", () -> occurrences("delivered") == 1);
        jp.stop();

        // Down over the whole rest of the ladder: one rung at once, and the next after its own wait.
        now.set(now().plus(Duration.ofHours(5)));
        jp.start();
        jp.emergencies().resume();
        NodeRig.until("the next rung is summoned", () -> {
            jp.emergencies().tick();
            return distinct() == 2;
        });
        assertEquals(State.SUMMONING, state());
        now.set(now().plus(Duration.ofHours(5)));
        NodeRig.until("nobody answers", () -> {
            jp.emergencies().tick();
            return state() == State.UNANSWERED;
        });
        assertEquals(3, jp.duty.made().size());
    }

    private int distinct() {
        return new HashSet<>(jp.duty.made().stream()
                        .map(made -> made.notice().attempt())
                        .toList())
                .size();
    }

    private long occurrences(String outcome) {
        Digest id = all().getFirst().id();
        return jp.emergencies().emergencies().timeline(id).stream()
                .filter(one -> one.toString().contains("outcome=" + outcome))
                .count();
    }

    private List<EmergencyView> all() {
        return jp.emergencies().emergencies().list(false, Optional.empty(), CAP);
    }

    private State state() {
        return all().getFirst().called().getFirst().life().state();
    }

    private AuthorStream stream() throws InterruptedException {
        return new AuthorStream(author, jp, Lane.EMERGENCY).open(1);
    }

    private static void refused(AuthorStream stream, RefusalReason reason, AuthorKit.Entry entry) throws Exception {
        assertEquals(
                List.of(reason),
                stream.deliver(entry).refusals().stream()
                        .map(Receipt.Refusal::reason)
                        .toList());
    }

    private AuthorKit.Entry raised(Bytes document) {
        return author.document(Statement.Kind.EMERGENCY, List.of(), document);
    }

    private AuthorKit.Entry step(Digest id, What what) {
        return author.document(Statement.Kind.EMERGENCY_STEP, List.of(id), document(id, what));
    }

    private Bytes document(Digest id, What what) {
        return StepCodec.encode(new Step(new TreeSet<>(List.of(jp.team)), id, now(), what));
    }

    private Bytes emergency(Team called, Kind kind, Precedence precedence) {
        return EmergencyCodec.encode(new Emergency(
                new TreeSet<>(List.of(called)),
                kind,
                precedence,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.empty(),
                List.of(),
                now(),
                now().plusSeconds(3_600),
                ZoneOffset.UTC));
    }

    private Instant now() {
        return Objects.requireNonNull(now.get());
    }
}
