package org.tocsin.node.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.RecordId;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.control.Withdrawal;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.store.Session;
import org.tocsin.wire.ControlCodec;

/// Withdraws records of our own from everybody they were released to. Our own content stays, marked as withdrawn,
/// unless
/// it is to be erased too. Rule R-CTL-3.
public final class Withdrawals {
    private final ControlParts parts;

    public Withdrawals(ControlParts parts) {
        this.parts = parts;
    }

    /// A withdrawal as it is held: all versions up to one.
    ///
    /// @param at when this node stored it
    public record Standing(int version, String reason, Instant at) {}

    /// Which of our statements of records are withdrawn, between two places of one epoch, both included.
    public static Set<Long> among(Session session, int ledgerEpoch, long firstIndex, long lastIndex) {
        return WithdrawalTable.among(session, ledgerEpoch, firstIndex, lastIndex);
    }

    /// A withdrawal as it was stated.
    ///
    /// @param version up to which the record is withdrawn
    /// @param told whom the statement goes to
    public record Withdrawn(RecordId record, int version, long index, Digest leaf, List<Team> told) {
        public Withdrawn {
            told = List.copyOf(told);
        }
    }

    /// Withdraws all versions of a record, durably; here its content stays.
    public Withdrawn withdraw(StoredRecord newest, String reason) {
        return withdraw(newest, reason, false);
    }

    /// Withdraws all versions of a record, durably.
    ///
    /// @param erase whether the content is erased here too
    /// @throws org.tocsin.node.fault.FaultException if it is not our own, is withdrawn already, or the reason is too
    /// long
    public Withdrawn withdraw(StoredRecord newest, String reason, boolean erase) {
        if (!newest.own()) {
            throw Fault.of(Reason.MALFORMED, "only its author withdraws a record")
                    .exception();
        }
        if (reason.getBytes(StandardCharsets.UTF_8).length > Withdrawal.REASON_BYTES_MAX) {
            throw Fault.of(Reason.MALFORMED, "a reason has " + Withdrawal.REASON_BYTES_MAX + " bytes at most")
                    .exception();
        }
        RecordId record = newest.version().record();
        return ControlWork.durably(
                parts.ledger(), new WorkOrigin.Operator(), batch -> state(batch, record, reason, erase));
    }

    private Withdrawn state(Batch batch, RecordId record, String reason, boolean erase) {
        RecordBatch records = RecordBatch.of(batch);
        List<StoredRecord> versions = records.versions(record, Integer.MAX_VALUE);
        int last = versions.getLast().version().version();
        boolean isWithdrawn = WithdrawalTable.find(batch.session(), record)
                .filter(row -> row.version() >= last)
                .isPresent();
        if (isWithdrawn) {
            throw Fault.of(Reason.MALFORMED, "the record is withdrawn already").exception();
        }
        Withdrawal withdrawal = new Withdrawal(record.epoch(), record.localId(), last, reason);
        ReceiptMaker.Made made = parts.maker()
                .make(batch.origin(), Statement.Kind.WITHDRAW, latest(versions), ControlCodec.encode(withdrawal));
        Batch.Appended appended = batch.append(made.draft());
        WithdrawalTable.note(batch.session(), Statings.own(batch, appended), withdrawal);
        TreeSet<Team> told = new TreeSet<>();
        for (StoredRecord version : versions) {
            WithdrawalTable.statement(batch.session(), version.ledgerEpoch(), version.index());
            told.addAll(LaneScan.releasedTo(batch.session(), version.ledgerEpoch(), version.index()));
        }
        parts.scan()
                .addressed(batch, Lane.CONTROL, appended.index(), made.draft().leafHash(), told);
        if (erase) {
            versions.forEach(records::erase);
        }
        CrashPoint.WITHDRAWAL_STATED.pass();
        return new Withdrawn(record, last, appended.index(), made.draft().leafHash(), List.copyOf(told));
    }

    private static List<Digest> latest(List<StoredRecord> versions) {
        int first = Math.max(0, versions.size() - Statement.REFERENCES_MAX);
        List<Digest> leaves = new ArrayList<>();
        versions.subList(first, versions.size()).forEach(version -> leaves.add(version.leafHash()));
        return leaves;
    }
}
