package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.control.CheckIn;
import org.tocsin.model.control.Narrowing;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.model.control.Withdrawal;
import org.tocsin.node.intake.CheckIns;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.ReceivedInspector;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.intake.RecordTable;
import org.tocsin.node.intake.RecordTracks;
import org.tocsin.node.intake.RecordTracks.PartnerTrack;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.HighWaterFile;
import org.tocsin.node.ledger.LedgerVerifier;
import org.tocsin.node.ledger.Rebuild;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.ControlCodec;

/// What the four lanes carry into a node, and what statements on the control and the emergency lane do there, in any
/// order of coming. Rules R-LAN-11, R-CTL-2, R-CTL-3, R-CTL-4, R-ADM-5.
class ControlLaneTest {
    @TempDir
    Path directory;

    private byte agreements;
    private NodeRig es;
    private NodeRig jp;
    private AuthorKit author;

    @BeforeEach
    void startReceiver() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.GREEN);
        jp.start();
        author = new AuthorKit(es.team, es.papers.ledger());
    }

    @AfterEach
    void everythingVerifiesAndIsMadeAgainTheSame() {
        try {
            Rebuild.Report rebuilt = new Rebuild(
                            jp.ledger().view(), List.of(new RecordProjection(), new ControlProjection(jp.team)))
                    .run((done, total) -> {});
            assertTrue(rebuilt.same(), rebuilt.toString());
            LedgerVerifier.Verdict verified = new LedgerVerifier(
                            jp.database().transactions(),
                            jp.team,
                            head -> true,
                            List.of(new ReceivedInspector(team -> jp.trust().pinned(team))))
                    .verify(
                            new HighWaterFile.Mark.At(
                                    jp.ledger().head().origin(),
                                    jp.ledger().head().tree()),
                            LedgerVerifier.Progress.none());
            assertInstanceOf(LedgerVerifier.Verdict.Sound.class, verified, verified.toString());
        } finally {
            jp.close();
        }
    }

    private AuthorStream stream(Lane lane) throws InterruptedException {
        return new AuthorStream(author, jp, lane).open(1);
    }

    private AuthorKit.Entry green(int number, RecordVersion version) {
        return author.record(SampleRecords.bundle(number, Tlp.GREEN), version, fragments -> fragments);
    }

    private AuthorKit.Entry marked(StoredRecord record, Outcome outcome) {
        return marked(record.version(), record.leafHash(), outcome);
    }

    private AuthorKit.Entry marked(RecordVersion version, Digest leaf, Outcome outcome) {
        return author.document(
                Statement.Kind.RECORD_RECEIPT,
                List.of(leaf),
                ControlCodec.encode(new RecordReceipt(version, outcome, Instant.now())));
    }

    private AuthorKit.Entry withdrawn(RecordVersion version) {
        return author.document(
                Statement.Kind.WITHDRAW,
                List.of(),
                ControlCodec.encode(new Withdrawal(
                        version.record().epoch(), version.record().localId(), version.version(), "a false positive")));
    }

    private AuthorKit.Entry narrowed(RecordVersion version) {
        return author.document(
                Statement.Kind.NARROW,
                List.of(),
                ControlCodec.encode(new Narrowing(
                        version.record().epoch(),
                        version.record().localId(),
                        version.version(),
                        Optional.of(Tlp.AMBER),
                        false,
                        "")));
    }

    private AuthorKit.Entry checkIn() {
        return author.document(
                Statement.Kind.CHECK_IN, List.of(), ControlCodec.encode(new CheckIn(jp.team, Instant.now())));
    }

    private static RecordVersion later(RecordVersion version, int number) {
        return new RecordVersion(version.record(), number);
    }

    private Optional<StoredRecord> held(RecordVersion version) {
        return jp.database().transactions().read(session -> RecordTable.find(session, version));
    }

    private boolean isErased(RecordVersion version) {
        StoredRecord record = held(version).orElseThrow();
        ContentStore contents = new ContentStore(jp.database().transactions());
        return contents.get(record.contentId(), record.leafHash()) instanceof ContentStore.Content.Erased;
    }

    private List<PartnerTrack> tracks(StoredRecord record) {
        return new RecordTracks(jp.database().transactions()).of(record);
    }

    private static List<Receipt.Refusal> refused(int sequence, RefusalReason reason) {
        return List.of(new Receipt.Refusal(sequence, reason));
    }

    @Test
    void everyLaneCarriesItsKindsAndRefusesTheOthers() throws Exception {
        StoredRecord ours = jp.publish(SampleRecords.bundle(9, Tlp.GREEN));
        for (Lane lane : Lane.values()) {
            AuthorStream stream = stream(lane);
            List<Statement.Kind> carried = new ArrayList<>();
            for (Statement.Kind kind : List.of(
                    Statement.Kind.RECORD,
                    Statement.Kind.RECORD_RECEIPT,
                    Statement.Kind.WITHDRAW,
                    Statement.Kind.NARROW,
                    Statement.Kind.CHECK_IN,
                    Statement.Kind.RECEIPT,
                    Statement.Kind.AGREEMENT,
                    Statement.Kind.EPOCH)) {
                AuthorKit.Entry entry = switch (kind) {
                    case RECORD -> green(1, author.newVersion());
                    case RECORD_RECEIPT -> marked(ours, new Outcome.Read());
                    case WITHDRAW -> withdrawn(author.newVersion());
                    case CHECK_IN -> checkIn();
                    case AGREEMENT -> signed();
                    case NARROW -> narrowed(author.newVersion());
                    case RECEIPT,
                            EPOCH,
                            RELAY,
                            AGREEMENT_ACT,
                            TEAM_PROFILE,
                            EMERGENCY,
                            EMERGENCY_STEP,
                            EMERGENCY_RELAY,
                            MANIFEST,
                            SEEN,
                            EVIDENCE,
                            INTRODUCTION -> author.document(kind, List.of(), Bytes.ofUtf8("?"));
                };
                Receipt receipt = stream.deliver(entry);
                boolean isCarried = receipt.refusals().stream()
                        .noneMatch(refusal -> refusal.reason() == RefusalReason.KIND_NOT_CARRIED);
                if (isCarried) {
                    assertEquals(List.of(), receipt.refusals(), lane + " " + kind);
                    carried.add(kind);
                }
            }
            List<Statement.Kind> expected = switch (lane) {
                case ROUTINE, BULK -> List.of(Statement.Kind.RECORD);
                case CONTROL ->
                    List.of(
                            Statement.Kind.RECORD_RECEIPT,
                            Statement.Kind.WITHDRAW,
                            Statement.Kind.NARROW,
                            Statement.Kind.AGREEMENT);
                case EMERGENCY -> List.of(Statement.Kind.CHECK_IN);
            };
            assertEquals(expected, carried, lane.name());
        }
    }

    @Test
    void oneLeafOnTwoLanesHasOneEffect() throws Exception {
        RecordVersion version = author.newVersion();
        AuthorKit.Entry entry = green(1, version);
        stream(Lane.ROUTINE).deliver(entry);
        assertEquals(List.of(), stream(Lane.BULK).deliver(entry).refusals());
        assertEquals(1, jp.received(es.team).size());
    }

    @Test
    void theSameVersionWithOtherContentOnAnotherLaneIsRefused() throws Exception {
        RecordVersion version = author.newVersion();
        stream(Lane.BULK).deliver(green(1, version));
        assertEquals(
                refused(1, RefusalReason.VERSION_CONFLICT),
                stream(Lane.ROUTINE).deliver(green(2, version)).refusals());
        assertEquals(List.of(SampleRecords.bundle(1, Tlp.GREEN)), jp.received(es.team));
    }

    @Test
    void aLateLowerVersionIsKeptAndNeverCurrent() throws Exception {
        RecordVersion first = author.newVersion();
        stream(Lane.ROUTINE).deliver(green(2, later(first, 2)));
        stream(Lane.BULK).deliver(green(1, first));
        assertEquals(2, jp.received(es.team).size());
        StoredRecord newest = jp.database()
                .transactions()
                .read(session -> RecordTable.newest(session, first.record()))
                .orElseThrow();
        assertEquals(2, newest.version().version());
    }

    @Test
    void whatIsWithdrawnLosesItsContentAndKeepsItsSkeleton() throws Exception {
        RecordVersion first = author.newVersion();
        AuthorStream routine = stream(Lane.ROUTINE);
        routine.deliver(green(1, first), green(2, later(first, 2)), green(3, author.newVersion()));
        assertEquals(
                List.of(),
                stream(Lane.CONTROL).deliver(withdrawn(later(first, 2))).refusals());
        assertTrue(isErased(first));
        assertTrue(isErased(later(first, 2)));
        assertEquals("", held(first).orElseThrow().name());
        assertEquals(3, recordsHeld());
    }

    @Test
    void aWithdrawalThatOvertakesItsRecordLeavesATombstone() throws Exception {
        RecordVersion first = author.newVersion();
        AuthorStream control = stream(Lane.CONTROL);
        control.deliver(withdrawn(later(first, 2)));
        AuthorStream routine = stream(Lane.ROUTINE);
        assertEquals(List.of(), routine.deliver(green(2, later(first, 2))).refusals());
        assertEquals(List.of(), stream(Lane.BULK).deliver(green(1, first)).refusals());
        assertTrue(isErased(first));
        assertTrue(isErased(later(first, 2)));
        // What came late is gone as well, and we say so.
        assertEquals(
                List.of(new Outcome.Deleted(Optional.empty())),
                tracks(held(first).orElseThrow()).getFirst().receipts().stream()
                        .map(RecordReceipt::outcome)
                        .toList());
        // What its author states anew is not withdrawn.
        routine.deliver(green(3, later(first, 3)));
        assertEquals(false, isErased(later(first, 3)));
        control.deliver(withdrawn(later(first, 3)));
        assertTrue(isErased(later(first, 3)));
    }

    @Test
    void aWithdrawalOfHistoryThatNeverComesCostsARowAndNothingElse() throws Exception {
        AuthorStream control = stream(Lane.CONTROL);
        List<AuthorKit.Entry> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(withdrawn(later(author.newVersion(), Integer.MAX_VALUE)));
        }
        assertEquals(
                List.of(), control.deliver(many.toArray(AuthorKit.Entry[]::new)).refusals());
        RecordVersion other = author.newVersion();
        stream(Lane.ROUTINE).deliver(green(1, other));
        assertEquals(false, isErased(other));
    }

    @Test
    void nobodyWithdrawsAnothersRecord() throws Exception {
        StoredRecord ours = jp.publish(SampleRecords.bundle(1, Tlp.GREEN));
        stream(Lane.CONTROL).deliver(withdrawn(ours.version()));
        assertEquals(ours.name(), held(ours.version()).orElseThrow().name());
        assertEquals(false, isErased(ours.version()));
    }

    @Test
    void aWithdrawalHasOneEffectHoweverOftenItComes() throws Exception {
        RecordVersion version = author.newVersion();
        AuthorKit.Entry entry = withdrawn(version);
        stream(Lane.CONTROL).deliver(entry);
        Receipt again = new AuthorStream(author, jp, Lane.CONTROL).open(2).deliver(entry);
        assertEquals(List.of(), again.refusals());
    }

    @Test
    void whoWasGivenARecordSaysWhatBecameOfItAndTheLatestCounts() throws Exception {
        StoredRecord ours = jp.publish(SampleRecords.bundle(1, Tlp.GREEN));
        AuthorStream control = stream(Lane.CONTROL);
        AuthorKit.Entry refusedFirst = marked(ours, new Outcome.Refused("not ours"));
        control.deliver(marked(ours, new Outcome.Read()), refusedFirst);
        control.deliver(
                marked(ours, new Outcome.Accepted()),
                marked(ours, new Outcome.Refused("a duplicate")),
                marked(ours, new Outcome.Acted("block-host")),
                marked(ours, new Outcome.Deleted(Optional.of(Instant.ofEpochSecond(1_800_000_000)))));
        PartnerTrack track = tracks(ours).getFirst();
        assertEquals(es.team, track.partner());
        assertEquals(
                Stream.of(
                                new Outcome.Accepted(),
                                new Outcome.Acted("block-host"),
                                new Outcome.Deleted(Optional.of(Instant.ofEpochSecond(1_800_000_000))),
                                new Outcome.Read(),
                                new Outcome.Refused("a duplicate"))
                        .map(Object::toString)
                        .sorted()
                        .toList(),
                track.receipts().stream()
                        .map(receipt -> receipt.outcome().toString())
                        .sorted()
                        .toList());
        // An earlier one that comes again changes nothing.
        new AuthorStream(author, jp, Lane.CONTROL).open(2).deliver(refusedFirst);
        assertEquals(track, tracks(ours).getFirst());
    }

    @Test
    void whoWasNotGivenARecordHasNothingToSayOfIt() throws Exception {
        StoredRecord above = jp.publish(SampleRecords.bundle(1, Tlp.AMBER));
        StoredRecord given = jp.publish(SampleRecords.bundle(2, Tlp.GREEN));
        AuthorStream control = stream(Lane.CONTROL);
        List<AuthorKit.Entry> wrong = List.of(
                marked(above, new Outcome.Read()),
                marked(given.version(), Digest.ZERO, new Outcome.Read()),
                marked(later(given.version(), 2), given.leafHash(), new Outcome.Read()),
                marked(author.newVersion(), Digest.ZERO, new Outcome.Read()));
        List<Receipt.Refusal> expected = new ArrayList<>();
        for (int i = 1; i <= wrong.size(); i++) {
            expected.add(new Receipt.Refusal(i, RefusalReason.NOT_ENTITLED));
        }
        assertEquals(
                expected, control.deliver(wrong.toArray(AuthorKit.Entry[]::new)).refusals());
        assertEquals(List.of(), tracks(above));
        assertEquals(List.of(), tracks(given));
    }

    @Test
    void aCheckInForAnotherTeamIsNotTaken() throws Exception {
        AuthorKit.Entry wrong = author.document(
                Statement.Kind.CHECK_IN, List.of(), ControlCodec.encode(new CheckIn(es.team, Instant.now())));
        AuthorStream emergency = stream(Lane.EMERGENCY);
        assertEquals(
                refused(1, RefusalReason.NOT_ENTITLED), emergency.deliver(wrong).refusals());
        CheckIns checkIns = new CheckIns(jp.control());
        assertEquals(Optional.empty(), checkIns.state(es.team));
        emergency.deliver(checkIn());
        assertTrue(checkIns.state(es.team).orElseThrow().heardAt().isPresent());
    }

    @Test
    void aDocumentThatIsNotWhatItsKindSaysIsRefusedAndTheNextOneIsTaken() throws Exception {
        AuthorKit.Entry bad =
                author.document(Statement.Kind.WITHDRAW, List.of(), Bytes.ofUtf8("not a withdrawal at all"));
        RecordVersion version = author.newVersion();
        assertEquals(
                refused(1, RefusalReason.MALFORMED),
                stream(Lane.CONTROL).deliver(bad, withdrawn(version)).refusals());
    }

    @Test
    void controlAndEmergencyOutliveTheAgreementAndNeedOneButForWhatIsAboutAgreements() throws Exception {
        jp.agreements.clear();
        AuthorStream control = stream(Lane.CONTROL);
        assertEquals(
                refused(1, RefusalReason.NO_AGREEMENT),
                control.deliver(withdrawn(author.newVersion())).refusals());
        assertEquals(List.of(), control.deliver(signed()).refusals());
        for (Lane lane : List.of(Lane.ROUTINE, Lane.BULK, Lane.EMERGENCY)) {
            AuthorStream stream = new AuthorStream(author, jp, lane);
            stream.session.open(new Delivery.Open(lane, 1, List.of(), 0));
            assertEquals(
                    Delivery.HoldReason.NO_AGREEMENT,
                    assertInstanceOf(Answer.Hold.class, stream.answer()).reason());
        }
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER, Instant.parse("2026-01-02T00:00:00Z"));
        assertEquals(
                refused(1, RefusalReason.NO_AGREEMENT),
                stream(Lane.ROUTINE).deliver(green(1, author.newVersion())).refusals());
        assertEquals(List.of(), control.deliver(withdrawn(author.newVersion())).refusals());
        assertEquals(List.of(), stream(Lane.EMERGENCY).deliver(checkIn()).refusals());
    }

    /// The author's signature under terms of a new agreement.
    private AuthorKit.Entry signed() {
        byte[] id = new byte[SharingAgreement.ID_BYTES];
        id[0] = ++agreements;
        Bytes terms = AgreementCodec.encode(new SharingAgreement(
                Bytes.wrap(id),
                1,
                "a proposal",
                "",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2030-01-01T00:00:00Z"),
                new Direction(es.team, jp.team, Optional.of(Tlp.GREEN)),
                new Direction(jp.team, es.team, Optional.of(Tlp.GREEN))));
        return author.document(Statement.Kind.AGREEMENT, List.of(), terms);
    }

    private int recordsHeld() {
        return jp.database()
                .transactions()
                .read(session -> RecordTable.page(session, Optional.of(es.team), 0, 100))
                .size();
    }
}
