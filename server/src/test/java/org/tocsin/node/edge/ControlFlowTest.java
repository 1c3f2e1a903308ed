package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Lane;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.node.delivery.RecordFate;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.CheckIns;
import org.tocsin.node.intake.Intake.InboundStatus;
import org.tocsin.node.intake.RecordReceipts;
import org.tocsin.node.intake.RecordTable;
import org.tocsin.node.intake.RecordTracks;
import org.tocsin.node.intake.RecordTracks.PartnerTrack;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.ContentStore;

/// Two nodes and what goes back and forth about one record: read, accepted, acted on, withdrawn, deleted. Rules
/// R-CTL-2,
/// R-CTL-3, R-CTL-4.
class ControlFlowTest {
    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    private StoredRecord ours;
    private StoredRecord theirs;

    @BeforeEach
    void startBothAndShareARecord() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        jp.start();
        es.start();
        ours = es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        NodeRig.until("receipted", () -> es.receipted(jp.team) == 1);
        theirs = held(jp, ours.version()).orElseThrow();
    }

    @AfterEach
    void stopBoth() {
        es.close();
        jp.close();
    }

    private static Optional<StoredRecord> held(NodeRig node, RecordVersion version) {
        return node.database().transactions().read(session -> RecordTable.find(session, version));
    }

    private static boolean isErased(NodeRig node, StoredRecord record) {
        ContentStore contents = new ContentStore(node.database().transactions());
        return contents.get(record.contentId(), record.leafHash()) instanceof ContentStore.Content.Erased;
    }

    private List<Outcome> toldToAuthor() {
        return new RecordTracks(es.database().transactions())
                .of(ours).stream()
                        .filter(track -> track.partner().equals(jp.team))
                        .flatMap(track -> track.receipts().stream())
                        .map(RecordReceipt::outcome)
                        .toList();
    }

    private InboundStatus controlLane() {
        return es.intake().inbound().stream()
                .filter(lane -> lane.lane() == Lane.CONTROL)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatThePartnerDidWithARecordIsToldToItsAuthor() throws Exception {
        RecordReceipts receipts = new RecordReceipts(jp.control());
        receipts.read(theirs);
        receipts.read(theirs);
        receipts.mark(theirs, new Outcome.Accepted());
        receipts.mark(theirs, new Outcome.Acted("block-host"));
        NodeRig.until("three kinds told", () -> toldToAuthor().size() == 3);
        assertTrue(toldToAuthor()
                .containsAll(List.of(new Outcome.Read(), new Outcome.Accepted(), new Outcome.Acted("block-host"))));
        // Shown twice, read once.
        NodeRig.until("receipt published", () -> controlLane().receiptAt().isPresent());
        InboundStatus control = controlLane();
        assertEquals(jp.team, control.author());
        assertEquals(3, control.stored());
        // The partner knows the same of itself.
        List<PartnerTrack> own = new RecordTracks(jp.database().transactions()).of(theirs);
        assertEquals(List.of(jp.team), own.stream().map(PartnerTrack::partner).toList());
        assertEquals(3, own.getFirst().receipts().size());
    }

    @Test
    void whatIsWithdrawnIsGoneAtThePartnerAndStaysAtItsAuthor() throws Exception {
        Withdrawals withdrawals = new Withdrawals(es.control());
        Withdrawals.Withdrawn withdrawn = withdrawals.withdraw(ours, "a false positive");
        assertEquals(List.of(jp.team), withdrawn.told());
        NodeRig.until("erased at the partner", () -> isErased(jp, theirs));
        // The partner says so by itself, and proves it.
        NodeRig.until("told", () -> toldToAuthor().equals(List.of(new Outcome.Deleted(Optional.empty()))));
        assertEquals(false, isErased(es, ours));
        assertTrue(new RecordTracks(es.database().transactions())
                .of(ours)
                .getFirst()
                .withdrawalStatedAt()
                .isPresent());
        FaultException again = assertThrows(FaultException.class, () -> withdrawals.withdraw(ours, ""));
        assertEquals(Fault.Reason.MALFORMED, again.fault().reason());
        // Nothing is read that is not there.
        new RecordReceipts(jp.control()).read(held(jp, ours.version()).orElseThrow());
        assertEquals(
                List.of(new Outcome.Deleted(Optional.empty())),
                new RecordTracks(jp.database().transactions())
                        .of(theirs).getFirst().receipts().stream()
                                .map(RecordReceipt::outcome)
                                .toList());
    }

    @Test
    void whatIsWithdrawnBeforeItWasSentGoesOutVoid() throws Exception {
        jp.stop();
        StoredRecord late = es.publish(SampleRecords.bundle(2, Tlp.GREEN));
        new Withdrawals(es.control()).withdraw(late, "");
        StoredRecord last = es.publish(SampleRecords.bundle(3, Tlp.GREEN));
        jp.start();
        NodeRig.until("receipted", () -> es.receipted(jp.team) == 3);
        assertEquals(Optional.empty(), held(jp, late.version()));
        assertTrue(held(jp, last.version()).isPresent());
        assertEquals(1, jp.intake().status(es.team).orElseThrow().voided());
        assertTrue(es.lanes().fates(1, late.index()).getFirst() instanceof RecordFate.Released released
                && released.voided().equals(Optional.of("WITHDRAWN")));
    }

    @Test
    void whatThePartnerDeletesIsGoneThereAndSaidSo() throws Exception {
        new RecordReceipts(jp.control()).mark(theirs, new Outcome.Deleted(Optional.empty()));
        assertTrue(isErased(jp, theirs));
        NodeRig.until("told", () -> toldToAuthor().equals(List.of(new Outcome.Deleted(Optional.empty()))));
        assertEquals(false, isErased(es, ours));
    }

    @Test
    void nobodyMarksItsOwnRecordOrWithdrawsAnothersOrSaysWhatNobodyKnows() {
        RecordReceipts receipts = new RecordReceipts(jp.control());
        for (Outcome outcome : List.of(new Outcome.Acted("pray"), new Outcome.Refused("x".repeat(201)))) {
            assertThrows(FaultException.class, () -> receipts.mark(theirs, outcome));
        }
        assertThrows(FaultException.class, () -> new RecordReceipts(es.control()).mark(ours, new Outcome.Accepted()));
        assertThrows(FaultException.class, () -> new Withdrawals(jp.control()).withdraw(theirs, ""));
        assertThrows(FaultException.class, () -> new Withdrawals(es.control()).withdraw(ours, "x".repeat(201)));
    }

    @Test
    void aCheckInIsHeardOnTheEmergencyLane() throws Exception {
        CheckIns here = new CheckIns(es.control());
        CheckIns there = new CheckIns(jp.control());
        CheckIns.State sent = here.send(jp.team);
        assertTrue(sent.sentAt().isPresent());
        NodeRig.until(
                "heard",
                () -> there.state(es.team).flatMap(CheckIns.State::heardAt).isPresent());
        assertEquals(Optional.empty(), here.state(jp.team).orElseThrow().heardAt());
    }
}
