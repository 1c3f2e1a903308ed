package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.Withdrawal;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.directory.AgreementIntake;
import org.tocsin.node.emergency.EmergencyIntake;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.store.Session;

/// What statements of other teams on the control and the emergency lane do here, in the commit that stores them. Each
/// does it once, however often and on whatever way it comes. Rules R-CTL-2 to R-CTL-5, R-ADM-5.
final class ControlEffects {
    private ControlEffects() {}

    /// What became of a statement. `erased` are the records whose content is gone by it.
    sealed interface Outcome {
        /// It has had its effect.
        record Done(List<StoredRecord> erased) implements Outcome {
            public Done {
                erased = List.copyOf(erased);
            }
        }

        /// It, or a later one of its kind, had its effect before.
        record Same() implements Outcome {}

        /// It may have none.
        record Refused(RefusalReason reason) implements Outcome {}
    }

    /// @param references the statement's
    static Outcome apply(Batch batch, Stating stating, List<Digest> references, ControlStatement said, Keeper keeper) {
        return switch (said) {
            case ControlStatement.Marked marked -> mark(batch, stating, references, marked.receipt());
            case ControlStatement.Withdrawn withdrawn -> withdraw(batch, stating, withdrawn.withdrawal());
            case ControlStatement.Agreed agreed -> outcome(agreed.intake().apply(batch, agreed.place(), agreed.said()));
            case ControlStatement.Profiled profiled ->
                outcome(profiled.intake()
                        .orElseThrow()
                        .apply(batch, profiled.profile(), profiled.document(), stating.ledgerEpoch(), stating.index()));
            case ControlStatement.Announced announced -> done(true);
            case ControlStatement.Introduced introduced ->
                outcome(introduced.intake().apply(batch, introduced.said()));
            case ControlStatement.Called called -> call(batch, called);
            case ControlStatement.HandedOver over -> outcome(over.intake().handOn(batch, over.relay()));
            case ControlStatement.Sighted sighted -> {
                sighted.intake().orElseThrow().seen(batch, stating.team(), sighted.sighting());
                yield done(true);
            }
            case ControlStatement.Accused accused -> {
                accused.intake().orElseThrow().accused(batch, stating.team(), accused.evidence(), accused.document());
                yield done(true);
            }
            case ControlStatement.Narrowed narrowed -> narrow(batch, stating, narrowed, keeper);
            case ControlStatement.CheckedIn checkedIn -> done(CheckInTable.heard(batch.session(), stating));
        };
    }

    private static Outcome outcome(AgreementIntake.Outcome taken) {
        return switch (taken) {
            case AgreementIntake.Outcome.Taken done -> done(true);
            case AgreementIntake.Outcome.Same same -> done(false);
            case AgreementIntake.Outcome.Refused refused -> new Outcome.Refused(refused.reason());
        };
    }

    private static Outcome call(Batch batch, ControlStatement.Called called) {
        return outcome(called.intake().apply(batch, called.place(), called.said(), called.via()));
    }

    private static Outcome outcome(EmergencyIntake.Outcome taken) {
        return switch (taken) {
            case EmergencyIntake.Outcome.Taken done -> done(true);
            case EmergencyIntake.Outcome.Same same -> done(false);
            case EmergencyIntake.Outcome.Refused refused -> new Outcome.Refused(refused.reason());
        };
    }

    private static Outcome done(boolean isNew) {
        return isNew ? new Outcome.Done(List.of()) : new Outcome.Same();
    }

    /// Only who was given a record says something of it: by its author, or by a hub, and then to that hub.
    private static Outcome mark(Batch batch, Stating stating, List<Digest> references, RecordReceipt receipt) {
        Optional<StoredRecord> record = RecordBatch.of(batch).find(receipt.version());
        boolean isEntitled = record.isPresent()
                && references.equals(List.of(record.get().leafHash()))
                && wasGiven(batch.session(), stating.via().orElse(stating.team()), record.get());
        if (!isEntitled) {
            return new Outcome.Refused(RefusalReason.NOT_ENTITLED);
        }
        Outcome outcome = done(RecordMarkTable.note(batch.session(), stating, receipt));
        CrashPoint.RECORD_MARKED.pass();
        return outcome;
    }

    private static boolean wasGiven(Session session, Team partner, StoredRecord record) {
        if (record.own()) {
            return LaneScan.wasReleasedTo(session, partner, record.ledgerEpoch(), record.index());
        }
        return RelayTable.statedFor(session, record.contentId())
                .filter(stated -> LaneScan.wasReleasedTo(session, partner, stated.epoch(), stated.index()))
                .isPresent();
    }

    /// Erases what is held of the record, and remembers what is not: it may still come.
    private static Outcome withdraw(Batch batch, Stating stating, Withdrawal withdrawal) {
        if (!WithdrawalTable.note(batch.session(), stating, withdrawal)) {
            return new Outcome.Same();
        }
        RecordBatch records = RecordBatch.of(batch);
        RecordId record = withdrawal.record(stating.team());
        List<StoredRecord> held = records.versions(record, withdrawal.version());
        held.forEach(records::erase);
        WithdrawalTable.awaited(batch.session(), record, withdrawal.version() - held.size());
        CrashPoint.WITHDRAWAL_WRITTEN.pass();
        return new Outcome.Done(held);
    }

    /// Erases what may not be kept of what is held, and remembers what is not held: it may still come.
    private static Outcome narrow(Batch batch, Stating stating, ControlStatement.Narrowed said, Keeper keeper) {
        if (!NarrowingTable.note(batch.session(), stating, said)) {
            return new Outcome.Same();
        }
        RecordBatch records = RecordBatch.of(batch);
        RecordId record = said.narrowing().record(stating.team());
        int version = said.narrowing().version();
        List<StoredRecord> held = records.versions(record, version);
        NarrowingTable.awaited(
                batch.session(),
                new NarrowingTable.Stated(record, version, stating.ledgerEpoch(), stating.index()),
                version - held.size());
        List<StoredRecord> erased = new ArrayList<>();
        for (StoredRecord one : held) {
            Team from = ReceivedTable.deliveredBy(batch.session(), one);
            boolean kept = NarrowingTable.find(batch.session(), one.version())
                    .filter(standing -> keeper.mayKeep(one, from, standing.narrowed(), batch.now()))
                    .isPresent();
            if (!kept) {
                records.erase(one);
                erased.add(one);
            }
        }
        return new Outcome.Done(erased);
    }
}
