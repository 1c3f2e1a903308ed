package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.node.fault.FaultException;

/// What becomes of a team's own records: published version after version, withdrawn and narrowed, and what nobody can
/// do to them. Rules R-REC-5, R-CTL-3, R-CTL-5, R-LIM-2.
class OwnRecordsTest {
    @TempDir
    Path directory;

    private CommitRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new CommitRig(directory);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static Bytes document(String description) {
        return Bytes.ofUtf8("{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000001\",\"objects\":["
                + "{\"type\":\"incident\",\"spec_version\":\"2.1\","
                + "\"id\":\"incident--00000000-0000-4000-8000-000000000002\","
                + "\"created\":\"2026-11-01T00:00:00.000Z\",\"modified\":\"2026-11-01T00:00:00.000Z\","
                + "\"name\":\"An incident\",\"description\":\"" + description + "\",\"object_marking_refs\":"
                + "[\"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb\"]}]}\n");
    }

    private PublishWork prepared(String description, Optional<RecordId> supersedes) {
        return rig.publishing
                .prepare(List.of(new Publication(document(description), Set.of(), supersedes)))
                .getFirst();
    }

    private Publication.Outcome outcome(PublishWork work) {
        rig.publishing.submit(work);
        return work.outcomes().join().getFirst();
    }

    private StoredRecord published(String description, Optional<RecordId> supersedes) {
        return assertInstanceOf(Publication.Outcome.Published.class, outcome(prepared(description, supersedes)))
                .record();
    }

    private static String rule(Publication.Outcome outcome) {
        return assertInstanceOf(Publication.Outcome.Refused.class, outcome)
                .reasons()
                .getFirst()
                .rule();
    }

    @Test
    void ofTwoDocumentsThatFollowOneVersionTheFirstIsStated() {
        StoredRecord first = published("one", Optional.empty());
        Optional<RecordId> record = Optional.of(first.version().record());
        PublishWork one = prepared("two", record);
        PublishWork other = prepared("another two", record);
        assertInstanceOf(Publication.Outcome.Published.class, outcome(one));
        assertEquals("VERSION_CONFLICT", rule(outcome(other)));
        assertEquals(3, published("three", record).version().version());
    }

    @Test
    void aPartThatIsTooLargeForAFragmentIsRefused() {
        assertInstanceOf(
                Publication.Outcome.Refused.class, outcome(prepared("x".repeat(800 * 1024), Optional.empty())));
        assertEquals(0, rig.ledger.head().tree().size());
    }

    @Test
    void aNewVersionIsWithdrawnAfterTheOneBeforeWasAndIsErasedIfThatIsWanted() {
        StoredRecord first = published("one", Optional.empty());
        Withdrawals withdrawals = new Withdrawals(rig.control);
        withdrawals.withdraw(first, "wrong");
        assertThrows(FaultException.class, () -> withdrawals.withdraw(first, "again"));
        assertEquals(Optional.of(document("one")), rig.held.content(first));
        StoredRecord second = published("two", Optional.of(first.version().record()));
        assertEquals(2, withdrawals.withdraw(second, "wrong again", true).version());
        assertEquals(Optional.empty(), rig.held.content(first));
        assertEquals(Optional.empty(), rig.held.content(second));
        assertEquals("wrong again", rig.held.withdrawal(first).orElseThrow().reason());
    }

    private void assertNotNarrowed(StoredRecord record, Withdrawals.Wish wish) {
        long before = rig.ledger.head().tree().size();
        assertThrows(FaultException.class, () -> new Withdrawals(rig.control).narrow(record, wish));
        assertEquals(before, rig.ledger.head().tree().size());
    }

    @Test
    void whatIsErasedOrNarrowedWithoutAGoodReasonIsNotNarrowed() {
        StoredRecord record = published("one", Optional.empty());
        Optional<Tlp> red = Optional.of(Tlp.RED);
        assertNotNarrowed(record, new Withdrawals.Wish(red, Optional.empty(), "x".repeat(201)));
        assertThrows(FaultException.class, () -> new Withdrawals(rig.control).withdraw(record, "x".repeat(201)));
        rig.committing(batch -> RecordBatch.of(batch).erase(record));
        assertNotNarrowed(record, new Withdrawals.Wish(red, Optional.empty(), "a leak"));
    }

    @Test
    void nobodySaysOfItsOwnRecordWhatBecameOfIt() {
        StoredRecord record = published("one", Optional.empty());
        RecordReceipts receipts = new RecordReceipts(rig.control);
        assertThrows(FaultException.class, () -> receipts.mark(record, new RecordReceipt.Outcome.Read()));
        receipts.read(record);
        assertEquals(1, rig.ledger.head().tree().size());
    }
}
