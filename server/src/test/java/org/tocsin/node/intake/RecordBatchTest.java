package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Tlp;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Batch;

/// The records of one commit are seen by what comes behind them in it, and by later commits, as if they were one table.
/// Rule R-ADM-5.
class RecordBatchTest {
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

    private static List<RecordVersion> versions(Batch batch, RecordVersion of, int through) {
        return RecordBatch.of(batch).versions(of.record(), through).stream()
                .map(StoredRecord::version)
                .toList();
    }

    @Test
    void aVersionIsReservedOnceInACommitAndInAllThatFollow() {
        RecordVersion version = rig.version(CommitRig.PARTNER, 1);
        rig.committing(batch -> {
            RecordBatch records = RecordBatch.of(batch);
            assertTrue(records.reserve(version));
            assertFalse(records.reserve(version));
            assertTrue(records.reserve(CommitRig.later(version, 2)));
            // What is reserved and has no record yet is nobody's.
            assertEquals(Optional.empty(), records.find(version));
            assertEquals(List.of(), versions(batch, version, 9));
            assertEquals(2, records.newestVersion(version.record()));
            StoredRecord record = rig.add(batch, version, Tlp.GREEN);
            assertEquals(Optional.of(record), records.find(version));
            assertFalse(records.reserve(version));
        });
        rig.committing(batch -> {
            assertFalse(RecordBatch.of(batch).reserve(version));
            // The other was reserved by a commit that stored nothing under it.
            assertTrue(RecordBatch.of(batch).reserve(CommitRig.later(version, 2)));
        });
    }

    @Test
    void theVersionsOfARecordAreThoseOfEarlierCommitsAndOfThisOne() {
        RecordVersion second = rig.version(CommitRig.PARTNER, 2);
        RecordVersion other = rig.version(CommitRig.PARTNER, 1);
        rig.stored(second, Tlp.GREEN);
        rig.committing(batch -> {
            rig.add(batch, CommitRig.later(second, 4), Tlp.GREEN);
            rig.add(batch, other, Tlp.GREEN);
            rig.add(batch, CommitRig.later(second, 1), Tlp.GREEN);
            assertEquals(
                    List.of(CommitRig.later(second, 1), second, CommitRig.later(second, 4)),
                    versions(batch, second, 9));
            assertEquals(List.of(CommitRig.later(second, 1), second), versions(batch, second, 3));
            assertEquals(4, RecordBatch.of(batch).newestVersion(second.record()));
            assertEquals(1, RecordBatch.of(batch).newestVersion(other.record()));
            assertEquals(
                    0,
                    RecordBatch.of(batch)
                            .newestVersion(rig.version(CommitRig.OWN, 1).record()));
        });
        rig.committing(batch -> {
            assertEquals(List.of(CommitRig.later(second, 1)), versions(batch, second, 1));
            assertEquals(4, RecordBatch.of(batch).newestVersion(second.record()));
            assertEquals(Optional.empty(), RecordBatch.of(batch).find(CommitRig.later(second, 3)));
        });
    }

    @Test
    void whatIsErasedLeavesItsSkeletonOnceAlsoInTheCommitThatStoredIt() {
        RecordVersion version = rig.version(CommitRig.PARTNER, 1);
        rig.committing(batch -> {
            StoredRecord record = rig.add(batch, version, Tlp.GREEN);
            RecordBatch.of(batch).erase(record);
            assertEquals(Optional.of(record.skeleton()), RecordBatch.of(batch).find(version));
        });
        StoredRecord skeleton =
                rig.read(session -> RecordTable.find(session, version)).orElseThrow();
        rig.committing(batch -> RecordBatch.of(batch).erase(skeleton));
        assertEquals(Optional.empty(), rig.held.content(skeleton));
        assertEquals(List.of(), rig.held.fragments(skeleton));
        assertEquals(Optional.of(skeleton), rig.held.held(version));
    }

    @Test
    void whatACommitThrowsIsToldToWhoeverWaitsForItAndNothingOfItIsHeld() {
        RecordVersion version = rig.version(CommitRig.PARTNER, 1);
        assertThrows(
                FaultException.class,
                () -> rig.committing(batch -> {
                    rig.add(batch, version, Tlp.GREEN);
                    throw new IllegalStateException("a bug");
                }));
        assertEquals(Optional.empty(), rig.held.held(version));
        rig.committing(batch -> assertTrue(RecordBatch.of(batch).reserve(version)));
    }

    @Test
    void aRecordIsFoundByItsNumberInItsPackOnly() {
        StoredRecord one = rig.stored(rig.version(CommitRig.PARTNER, 1), Tlp.GREEN);
        assertEquals(Optional.of(one), rig.read(session -> RecordTable.find(session, one.contentId())));
        assertEquals(Optional.empty(), rig.read(session -> RecordTable.find(session, one.contentId() + 1)));
        assertEquals(Optional.empty(), rig.read(session -> RecordTable.find(session, 0)));
        // A name whose row is gone is not held, though it is known.
        rig.update("delete from record_pack");
        rig.committing(batch -> {
            assertEquals(Optional.empty(), RecordBatch.of(batch).find(one.version()));
            assertTrue(RecordBatch.of(batch).reserve(one.version()));
        });
    }

    @Test
    void onlyTheVersionsUpToOneAreGiven() {
        RecordVersion first = rig.version(CommitRig.PARTNER, 1);
        for (int number = 1; number <= 3; number++) {
            rig.stored(CommitRig.later(first, number), Tlp.GREEN);
        }
        assertEquals(
                List.of(1, 2),
                rig.read(session -> RecordTable.upTo(session, first.record(), 2)).stream()
                        .map(record -> record.version().version())
                        .toList());
    }
}
