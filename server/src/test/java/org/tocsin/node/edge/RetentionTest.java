package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.node.intake.CheckIns;
import org.tocsin.node.intake.ControlProjection;
import org.tocsin.node.intake.RecordProjection;
import org.tocsin.node.intake.RecordTable;
import org.tocsin.node.intake.RecordTracks;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Rebuild;

/// What a receiver deletes by itself because its agreed time is over, or the agreement has ended: on a clock that is
/// moved. Rule R-CTL-6.
@Timeout(300)
class RetentionTest {
    private static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    /// What the receiver's upkeep takes for now.
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void startBoth() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        jp.start();
        es.start();
    }

    @AfterEach
    void stopBoth() {
        es.close();
        jp.close();
    }

    private static Handling keeping(int days, boolean deleteAtEnd) {
        return new Handling(Iep.OPEN, Attribution.MAY, days, deleteAtEnd, List.of());
    }

    private StoredRecord shared(int number) throws InterruptedException {
        StoredRecord ours = es.publish(SampleRecords.bundle(number, Tlp.GREEN));
        NodeRig.until("shared", () -> held(ours.version()).isPresent());
        return ours;
    }

    private Optional<StoredRecord> held(RecordVersion version) {
        return jp.database().transactions().read(session -> RecordTable.find(session, version));
    }

    private Instant arrived(StoredRecord ours) {
        return held(ours.version()).orElseThrow().storedAt();
    }

    private boolean isErased(StoredRecord ours) {
        StoredRecord record = held(ours.version()).orElseThrow();
        return new ContentStore(jp.database().transactions()).get(record.contentId(), record.leafHash())
                instanceof ContentStore.Content.Erased;
    }

    /// The receiver's upkeep, as the node runs it each second, until there is nothing to do: each turn hands the ledger
    /// a
    /// work, and a check-in behind it is committed after that.
    private void tend(Instant at) {
        now = at;
        Runnable retention = Withdrawals.retention(jp.control(), jp.partners(), () -> List.of(es.team), () -> now);
        for (int i = 0; i < 8; i++) {
            retention.run();
            new CheckIns(jp.control()).send(es.team);
            new CheckIns(jp.control()).send(es.team);
        }
    }

    private void untilTold(StoredRecord ours) throws InterruptedException {
        NodeRig.until(
                "told",
                () -> new RecordTracks(es.database().transactions())
                        .of(ours).stream()
                                .flatMap(track -> track.receipts().stream())
                                .map(RecordReceipt::outcome)
                                .toList()
                                .equals(List.of(new Outcome.Deleted(Optional.empty()))));
    }

    @Test
    void aRecordIsDeletedWhenItsTimeIsOverAndNotBefore() throws Exception {
        NodeRig.handling(es, jp, keeping(30, false), LATER);
        tend(Instant.now());
        StoredRecord ours = shared(1);
        Instant due = arrived(ours).plus(Duration.ofDays(30));
        tend(due.minusMillis(1));
        assertEquals(false, isErased(ours));
        tend(due);
        assertTrue(isErased(ours));
        untilTold(ours);
        // Another record has a time of its own.
        StoredRecord next = shared(2);
        tend(arrived(next).plus(Duration.ofDays(30)).minusMillis(1));
        assertEquals(false, isErased(next));
        Rebuild.Report rebuilt = new Rebuild(
                        jp.ledger().view(), List.of(new RecordProjection(), new ControlProjection(jp.team)))
                .run((done, total) -> {});
        assertTrue(rebuilt.same(), rebuilt.toString());
    }

    @Test
    void theShortestTimeThatEverBoundARecordCounts() throws Exception {
        StoredRecord before = shared(1);
        NodeRig.handling(es, jp, keeping(30, false), LATER);
        tend(Instant.now());
        StoredRecord during = shared(2);
        NodeRig.handling(es, jp, keeping(90, false), LATER);
        tend(Instant.now());
        StoredRecord after = shared(3);
        Instant month = arrived(after).plus(Duration.ofDays(31));
        tend(month);
        assertTrue(isErased(before), "also what came before it was agreed");
        assertTrue(isErased(during), "a longer time helps only what comes later");
        assertEquals(false, isErased(after));
        // Terms that were lifted go on binding what they bound.
        NodeRig.handling(es, jp, keeping(0, false), LATER);
        tend(month.plusSeconds(1));
        tend(arrived(after).plus(Duration.ofDays(90)));
        assertTrue(isErased(after));
    }

    @Test
    void aClockThatIsPutBackBindsByTheShortestTermThereWas() throws Exception {
        StoredRecord before = shared(1);
        NodeRig.handling(es, jp, keeping(400, false), LATER);
        tend(Instant.now().plus(Duration.ofDays(300)));
        NodeRig.handling(es, jp, keeping(600, false), LATER);
        tend(Instant.now());
        StoredRecord after = shared(2);
        tend(arrived(after).plus(Duration.ofDays(401)));
        assertTrue(isErased(before), "what came is bound by what bound it by the wrong clock");
        assertEquals(false, isErased(after));
        tend(arrived(after).plus(Duration.ofDays(600)));
        assertTrue(isErased(after));
    }

    @Test
    void whatCameUnderAnAgreementThatEndedIsDeletedIfItSaysSo() throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(300));
        NodeRig.handling(es, jp, keeping(0, true), end);
        StoredRecord ours = shared(1);
        tend(end.minusMillis(1));
        assertEquals(false, isErased(ours));
        tend(end);
        assertTrue(isErased(ours));
        untilTold(ours);
    }

    @Test
    void whatEndedWithoutSayingSoIsKept() throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(300));
        NodeRig.handling(es, jp, keeping(0, false), end);
        StoredRecord ours = shared(1);
        tend(end.plus(Duration.ofDays(3_000)));
        assertEquals(false, isErased(ours));
    }

    @Test
    void theTimeIsOverAlsoWhenTheAgreementIs() throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(10));
        NodeRig.handling(es, jp, keeping(30, false), end);
        StoredRecord ours = shared(1);
        tend(Instant.now());
        tend(end.plusSeconds(1));
        assertEquals(false, isErased(ours));
        tend(arrived(ours).plus(Duration.ofDays(30)));
        assertTrue(isErased(ours));
    }
}
