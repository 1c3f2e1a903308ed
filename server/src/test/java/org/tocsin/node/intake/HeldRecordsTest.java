package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Withdrawal;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;

/// What is held is found by its name or by a start of it that is not ambiguous, and what is not there is said to be.
class HeldRecordsTest {
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

    private static Fault.Reason reason(Supplier<?> asked) {
        return assertThrows(FaultException.class, asked::get).fault().reason();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcdef0", "ABCDEF01", "cert-es.example/1", "0123456789abcdef0123456789abcdef0"})
    void whatIsNoNameIsMalformed(String text) {
        assertEquals(Fault.Reason.MALFORMED, reason(() -> rig.held.newest(text)));
    }

    @Test
    void aStartThatSeveralRecordsHaveIsRefusedUntilItIsLongEnough() {
        RecordVersion one = rig.version(CommitRig.OWN, 1, 1, 2, 3, 4, 5);
        RecordVersion other = rig.version(CommitRig.PARTNER, 1, 1, 2, 3, 4, 6);
        RecordVersion third = rig.version(CommitRig.PARTNER, 1, 1, 2, 3, 4, 7);
        List.of(one, other, third).forEach(version -> rig.stored(version, Tlp.GREEN));
        assertEquals(Fault.Reason.MALFORMED, reason(() -> rig.held.newest("01020304")));
        assertEquals(one, rig.held.newest("0102030405").version());
        assertEquals(other, rig.held.newest("0102030406").version());
        assertEquals(Fault.Reason.NOT_FOUND, reason(() -> rig.held.newest("0102030408")));
        assertEquals(Fault.Reason.NOT_FOUND, reason(() -> rig.held.newest("0a0b0c0d")));
    }

    @Test
    void aVersionIsTheNewestOrTheOneThatIsNamed() {
        RecordVersion first = rig.version(CommitRig.OWN, 1);
        RecordVersion third = CommitRig.later(first, 3);
        rig.stored(first, Tlp.GREEN);
        rig.stored(third, Tlp.GREEN);
        String name = first.record().toString();
        assertEquals(third, rig.held.version(name, 0).version());
        assertEquals(third, rig.held.version(name, 3).version());
        assertEquals(first, rig.held.version(name, 1).version());
        for (int missing : List.of(-1, 2, 4)) {
            assertEquals(Fault.Reason.NOT_FOUND, reason(() -> rig.held.version(name, missing)));
        }
    }

    @Test
    void aWithdrawalCountsForTheVersionsThatItNames() {
        RecordVersion first = rig.version(CommitRig.OWN, 1);
        StoredRecord old = rig.stored(first, Tlp.GREEN);
        StoredRecord next = rig.stored(CommitRig.later(first, 2), Tlp.GREEN);
        assertEquals(Optional.empty(), rig.held.withdrawal(old));
        rig.committing(batch -> WithdrawalTable.note(
                batch.session(),
                CommitRig.stating(CommitRig.OWN, 7),
                new Withdrawal(1, first.record().localId(), 1, "a false positive")));
        assertEquals(Optional.of("a false positive"), rig.held.withdrawal(old).map(Withdrawals.Standing::reason));
        assertEquals(Optional.empty(), rig.held.withdrawal(next));
        // An officer who looks at what is our own, or withdrawn, tells nobody.
        long before = rig.ledger.head().tree().size();
        new RecordReceipts(rig.control).read(next);
        StoredRecord theirs = rig.stored(rig.version(CommitRig.PARTNER, 2), Tlp.GREEN);
        rig.committing(batch -> WithdrawalTable.note(
                batch.session(),
                CommitRig.stating(CommitRig.PARTNER, 7),
                new Withdrawal(1, theirs.version().record().localId(), 1, "")));
        assertEquals(before, rig.ledger.head().tree().size());
        new RecordReceipts(rig.control).read(theirs);
        assertEquals(before + 1, rig.ledger.head().tree().size());
        new RecordReceipts(rig.control).read(theirs);
        assertEquals(before + 1, rig.ledger.head().tree().size());
    }

    @Test
    void whatWasErasedOrIsDamagedOrOfNobodyKnownProvesNothing() {
        StoredRecord ours = rig.stored(rig.version(CommitRig.OWN, 1), Tlp.GREEN);
        StoredRecord theirs = rig.stored(rig.version(CommitRig.ELSEWHERE, 1), Tlp.GREEN);
        assertEquals(Optional.of(Bytes.ofUtf8("{}")), rig.held.content(ours));
        // It names a place of the ledger at which nothing was stated.
        assertEquals(Fault.Reason.STORAGE, reason(() -> rig.held.prove(ours, false)));
        assertEquals(Fault.Reason.NOT_PINNED, reason(() -> rig.held.prove(theirs, false)));
        rig.committing(batch -> RecordBatch.of(batch).erase(ours));
        assertEquals(Fault.Reason.NOT_FOUND, reason(() -> rig.held.prove(ours, true)));
        rig.update("update content_segment set body = zeroblob(length(body))");
        assertEquals(Fault.Reason.STORAGE, reason(() -> rig.held.content(theirs)));
    }

    @Test
    void aStatementThatIsNoRecordStandsForNone() {
        rig.committing(batch -> batch.append(rig.control
                .maker()
                .make(batch.origin(), Statement.Kind.CHECK_IN, List.of(), Bytes.ofUtf8("x"))
                .draft()));
        rig.committing(batch -> batch.append(rig.control
                .maker()
                .make(batch.origin(), Statement.Kind.RELAY, List.of(), Bytes.ofUtf8("x"))
                .draft()));
        for (long index = 0; index < rig.ledger.head().tree().size(); index++) {
            var entry = rig.ledger.view().entry(1, index).orElseThrow();
            assertEquals(Optional.empty(), rig.held.statedBy(entry));
        }
    }

    @Test
    void pagesAreOfOneTeamOrOfAllOthers() {
        StoredRecord ours = rig.stored(rig.version(CommitRig.OWN, 1), Tlp.GREEN);
        StoredRecord theirs = rig.stored(rig.version(CommitRig.PARTNER, 1), Tlp.GREEN);
        assertEquals(List.of(theirs), rig.held.exported(Optional.empty(), 0, 10));
        assertEquals(List.of(ours), rig.held.exported(Optional.of(CommitRig.OWN), 0, 10));
        assertEquals(List.of(ours, theirs), rig.held.page(Optional.empty(), 0, 10));
        assertEquals(Optional.empty(), rig.held.via(ours));
        assertEquals(Optional.empty(), rig.held.via(theirs));
        assertEquals(Optional.empty(), rig.held.handedOnAs(theirs));
    }
}
