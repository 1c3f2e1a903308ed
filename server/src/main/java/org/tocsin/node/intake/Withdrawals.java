package org.tocsin.node.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Withdrawal;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.delivery.WithdrawnEntries;
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
    private final Narrowings narrowings;

    public Withdrawals(ControlParts parts) {
        this.parts = parts;
        this.narrowings = new Narrowings(parts);
    }

    /// A withdrawal as it is held: all versions up to one.
    ///
    /// @param at when this node stored it
    public record Standing(int version, String reason, Instant at) {}

    /// What lanes ask about withdrawn and narrowed records.
    public static WithdrawnEntries entries() {
        return new WithdrawnEntries() {
            @Override
            public Set<Long> among(Session session, int ledgerEpoch, long firstIndex, long lastIndex) {
                return WithdrawalTable.among(session, ledgerEpoch, firstIndex, lastIndex);
            }

            @Override
            public Map<Long, Narrowed> narrowed(Session session, int ledgerEpoch, long firstIndex, long lastIndex) {
                return NarrowingTable.among(session, ledgerEpoch, firstIndex, lastIndex);
            }

            @Override
            public Map<Long, Brought> brought(Session session, int ledgerEpoch, long firstIndex, long lastIndex) {
                return Relaying.brought(session, ledgerEpoch, firstIndex, lastIndex);
            }

            @Override
            public Optional<LaneJournal.Stated> place(Session session, RecordVersion version) {
                return RecordTable.find(session, version)
                        .filter(StoredRecord::own)
                        .map(record -> new LaneJournal.Stated(record.ledgerEpoch(), record.index()));
            }
        };
    }

    /// Erases partners' records whose agreed time is over, a step each time that it is run: to be run about once a
    /// second.
    /// Rule R-CTL-6.
    public static Runnable retention(
            ControlParts parts, Partners partners, Supplier<? extends Collection<Team>> teams, InstantSource clock) {
        return new Retention(parts, partners, teams, clock);
    }

    /// What an officer wants.
    ///
    /// @param marking from now on; empty: as it is
    /// @param audience the only teams that may keep it; empty: those that may now
    public record Wish(Optional<Tlp> marking, Optional<Set<Team>> audience, String reason) {
        public Wish {
            audience = audience.map(Set::copyOf);
        }
    }

    /// A withdrawal, or a narrowing, as it was stated.
    ///
    /// @param version up to which the record is withdrawn, or narrowed
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

    /// Narrows all versions of a record, durably. Rule R-CTL-5.
    ///
    /// @throws org.tocsin.node.fault.FaultException if it is not our own, is withdrawn, its content is erased, or the
    ///     wish narrows nothing
    public Withdrawn narrow(StoredRecord newest, Wish wish) {
        return narrowings.narrow(newest, wish);
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
