package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Reference;
import org.tocsin.model.emergency.EmergencyView.Reference.Standing;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.delivery.RecordFate;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.wire.EmergencyCodec;

/// Records that an emergency refers to go ahead of the others, as far as both teams want it and release lets them. In
/// these tests a record was stated before the routine lane began, so no other lane ever brings it. Rules R-EMG-11 to
/// R-EMG-13.
@Timeout(120)
class RecordsAheadTest {
    @TempDir
    private Path directory;

    private NodeRig es;
    private NodeRig jp;

    @BeforeEach
    void makeNodes() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        es.others.add(jp.papers.pinned());
        jp.others.add(es.papers.pinned());
        es.start();
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    @Test
    void aRecordArrivesWithTheEmergencyThatRefersToItThoughNoOtherLaneBringsIt() throws Exception {
        StoredRecord small = es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        StoredRecord parts = es.publish(SampleRecords.bundle(2, Tlp.GREEN, 1, "x".repeat(40_000)));
        begin(true);
        jp.start();
        Digest id = raise(small, parts);
        until(id, Standing.THERE, Standing.THERE);
        assertEquals(2, jp.received(es.team).size());
        assertEquals(
                1,
                jp.emergencies().emergencies().list(false, Optional.empty(), 10).size());
        // It is accounted for where what was shared is, and by what was released to whom.
        assertEquals(
                List.of(Lane.EMERGENCY, Lane.EMERGENCY),
                journal().given(jp.team, Instant.EPOCH, later(), Optional.empty()).given().stream()
                        .map(given -> given.lane())
                        .toList());
        assertEquals(
                List.of(true),
                es.lanes().fates(small.ledgerEpoch(), small.index()).stream()
                        .map(fate -> fate instanceof RecordFate.Released released && released.processed())
                        .toList());
        // It is there: another emergency need not bring it again.
        until(raise(small), Standing.THERE);
        assertEquals(
                2,
                journal()
                        .given(jp.team, Instant.EPOCH, later(), Optional.empty())
                        .given()
                        .size());
        // What follows a record follows this one.
        Withdrawals.Withdrawn withdrawn = new Withdrawals(es.control()).withdraw(small, "a false positive");
        assertEquals(List.of(jp.team), withdrawn.told());
        NodeRig.until(
                "it is deleted there",
                () -> jp.records()
                        .held(small.version())
                        .filter(held -> held.contentBytes() == 0)
                        .isPresent());
    }

    @Test
    void whatIsNotLetGoStaysAndTheEmergencyGoes() throws Exception {
        StoredRecord strict = es.publish(SampleRecords.bundle(1, Tlp.AMBER_STRICT));
        StoredRecord large = es.publish(SampleRecords.bundle(2, Tlp.GREEN, 1, "x".repeat(70_000)));
        StoredRecord withdrawn = es.publish(SampleRecords.bundle(3, Tlp.GREEN));
        new Withdrawals(es.control()).withdraw(withdrawn, "a false positive");
        begin(true);
        jp.start();
        RecordVersion others =
                new RecordVersion(new RecordId(new Team("cert-fr.example"), 1, Bytes.wrap(new byte[16])), 1);
        Digest id = raise(List.of(strict.version(), large.version(), withdrawn.version(), others));
        until(id, Standing.LATER, Standing.LATER, Standing.LATER, Standing.LATER);
        assertEquals(
                List.of("MARKING_ABOVE_CEILING", Reference.TOO_LARGE, Reference.GONE, Reference.NOT_OURS),
                records(id).stream().map(Reference::reason).toList());
        NodeRig.until("the emergency is there", () -> arrived(id));
        assertEquals(0, jp.received(es.team).size());
    }

    @Test
    void withoutTheTermNothingGoesAhead() throws Exception {
        StoredRecord record = es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        begin(false);
        jp.start();
        Digest id = raise(record);
        assertEquals(Reference.NOT_AGREED, records(id).getFirst().reason());
        NodeRig.until("the emergency is there", () -> arrived(id));
        assertEquals(0, jp.received(es.team).size());
    }

    @Test
    void noMoreIsUnderWayThanThereIsRoomFor() throws Exception {
        List<StoredRecord> records = IntStream.range(0, 9)
                .mapToObj(number -> es.publish(SampleRecords.bundle(number, Tlp.GREEN)))
                .toList();
        StoredRecord another = es.publish(SampleRecords.bundle(10, Tlp.GREEN));
        begin(true);
        Digest id = raise(records.toArray(StoredRecord[]::new));
        NodeRig.until("all are decided", () -> count(id, Standing.AHEAD) == 8 && count(id, Standing.LATER) == 1);
        assertEquals(Reference.TOO_MANY, records(id).getLast().reason());
        // Of another emergency none, as long as those are on their way.
        Digest next = raise(another);
        until(next, Standing.LATER);
        jp.start();
        NodeRig.until("they are there", () -> count(id, Standing.THERE) == 8);
        until(raise(another), Standing.THERE);
        assertEquals(9, jp.received(es.team).size());
    }

    @Test
    void itIsDecidedAgainWhenItIsSent() throws Exception {
        StoredRecord ours = es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        StoredRecord gone = es.publish(SampleRecords.bundle(2, Tlp.GREEN));
        begin(true);
        Digest id = raise(ours, gone);
        until(id, Standing.AHEAD, Standing.AHEAD);
        new Withdrawals(es.control()).withdraw(gone, "a false positive");
        agreed(false);
        jp.start();
        until(id, Standing.LATER, Standing.LATER);
        assertEquals(
                List.of("AGREEMENT", "WITHDRAWN"),
                records(id).stream().map(Reference::reason).toList());
        assertEquals(0, jp.received(es.team).size());
        assertEquals(true, arrived(id));
    }

    @Test
    void whatWasOnItsWayWhenTheNodeEndedArrivesOnceAlsoFromALaterEpoch() throws Exception {
        StoredRecord ours = es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        begin(true);
        Digest id = raise(ours);
        until(id, Standing.AHEAD);
        es.stop();
        es.start();
        until(id, Standing.AHEAD);
        es.stop();
        es.reopenLedger();
        es.start();
        jp.start();
        until(id, Standing.THERE);
        assertEquals(1, jp.received(es.team).size());
        assertEquals(
                1,
                jp.emergencies().emergencies().list(false, Optional.empty(), 10).size());
    }

    /// Both agree from now on; the lanes begin.
    private void begin(boolean records) throws Exception {
        agreed(records);
        es.lanes().ensure(jp.team);
        NodeRig.until(
                "the lanes are open",
                () -> es.lanes().status(jp.team, Lane.EMERGENCY).isPresent());
    }

    private void agreed(boolean records) {
        var emergency = new Conduct.Emergency(new TreeSet<>(List.of("FLASH")), 100, 60, false, "", false, records);
        var conduct =
                new Conduct(Optional.empty(), 0, 0, List.of(), Optional.of(emergency), 0, List.of(), Optional.empty());
        var agreement = new SharingAgreement(
                Bytes.wrap(new byte[16]),
                1,
                Optional.empty(),
                "a test",
                "",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.now().plus(Duration.ofDays(10)),
                conduct,
                new Direction(es.team, jp.team, Optional.of(Tlp.AMBER)),
                new Direction(jp.team, es.team, Optional.of(Tlp.GREEN)));
        es.agreements.put(jp.team, List.of(agreement));
        jp.agreements.put(es.team, List.of(agreement));
    }

    private Digest raise(StoredRecord... records) {
        return raise(List.of(records).stream().map(StoredRecord::version).toList());
    }

    private Digest raise(List<RecordVersion> records) {
        Instant now = Instant.ofEpochMilli(InstantSource.system().millis());
        var emergency = new Emergency(
                new TreeSet<>(List.of(jp.team)),
                Emergency.Kind.REAL,
                Precedence.FLASH,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.empty(),
                records,
                now,
                now.plusSeconds(3_600),
                ZoneOffset.UTC);
        var officer = new PeerIdentity(
                es.team, PeerIdentity.Role.OFFICER, "7f3a", Digest.ZERO, Digest.ZERO, now.plusSeconds(3_600));
        return es.emergencies()
                .emergencies()
                .raise(EmergencyCodec.encode(emergency), officer)
                .id();
    }

    private List<Reference> records(Digest id) {
        return es.emergencies().emergencies().find(id.hex()).records();
    }

    private long count(Digest id, Standing standing) {
        es.emergencies().tick();
        return records(id).stream().filter(one -> one.standing() == standing).count();
    }

    /// Waits until the records of an emergency stand so, in its order.
    private void until(Digest id, Standing... standings) throws InterruptedException {
        NodeRig.until("the records stand " + List.of(standings), () -> {
            es.emergencies().tick();
            return records(id).stream().map(Reference::standing).toList().equals(List.of(standings));
        });
    }

    private boolean arrived(Digest id) {
        return jp.emergencies().emergencies().list(false, Optional.empty(), 10).stream()
                .map(EmergencyView::id)
                .anyMatch(id::equals);
    }

    private LaneJournal journal() {
        return new LaneJournal(es.database().transactions());
    }

    private static Instant later() {
        return Instant.now().plusSeconds(60);
    }
}
