package org.tocsin.node.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.RecordId;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Narrowing;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.intake.Withdrawals.Wish;
import org.tocsin.node.intake.Withdrawals.Withdrawn;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.policy.RecordHeader;
import org.tocsin.node.store.Session;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// Narrows records of our own for everybody they were released to: a stricter marking, fewer teams, or both. Rule
/// R-CTL-5.
final class Narrowings {
    private final ControlParts parts;
    private final ContentStore contents;

    Narrowings(ControlParts parts) {
        this.parts = parts;
        this.contents = new ContentStore(parts.transactions());
    }

    /// Narrows all versions of a record, durably.
    ///
    /// @throws org.tocsin.node.fault.FaultException if it is not our own, is withdrawn, its content is erased, or the
    ///     wish narrows nothing
    Withdrawn narrow(StoredRecord newest, Wish wish) {
        if (!newest.own()) {
            throw refused("only its author narrows a record");
        }
        if (wish.reason().getBytes(StandardCharsets.UTF_8).length > Narrowing.REASON_BYTES_MAX) {
            throw refused("a reason has " + Narrowing.REASON_BYTES_MAX + " bytes at most");
        }
        if (wish.marking().isEmpty() && wish.audience().isEmpty()) {
            throw refused("say the stricter marking, the teams that may keep it, or both");
        }
        return ControlWork.durably(
                parts.ledger(),
                new WorkOrigin.Operator(),
                batch -> state(batch, newest.version().record(), wish));
    }

    private Withdrawn state(Batch batch, RecordId record, Wish wish) {
        Session session = batch.session();
        List<StoredRecord> versions = RecordBatch.of(batch).versions(record, Integer.MAX_VALUE);
        StoredRecord last = versions.getLast();
        if (WithdrawalTable.find(session, record).isPresent()) {
            throw refused("the record is withdrawn");
        }
        RecordHeader now = header(session, last);
        Optional<Set<Team>> named = named(now, wish);
        Narrowing narrowing = new Narrowing(
                record.epoch(),
                record.localId(),
                last.version().version(),
                wish.marking(),
                named.isPresent(),
                wish.reason());
        check(now, wish);
        List<Fragment> fragments = new ArrayList<>();
        fragments.add(new Fragment.Document(Tlp.AMBER_STRICT, ControlCodec.encode(narrowing)));
        named.ifPresent(teams -> teams.forEach(team -> fragments.add(new Fragment.Audience(Tlp.AMBER_STRICT, team))));
        ReceiptMaker.Made made = parts.maker().make(batch.origin(), Statement.Kind.NARROW, latest(versions), fragments);
        Batch.Appended appended = batch.append(made.draft());
        NarrowingTable.note(
                session,
                Statings.own(batch, appended),
                new ControlStatement.Narrowed(narrowing, named.orElse(Set.of())));
        TreeSet<Team> told = new TreeSet<>();
        for (StoredRecord version : versions) {
            NarrowingTable.statement(session, version);
            told.addAll(LaneScan.releasedTo(session, version.ledgerEpoch(), version.index()));
        }
        parts.scan().addressed(batch, Lane.CONTROL, appended, made.draft().leafHash(), outline(made), told);
        return new Withdrawn(
                record, last.version().version(), appended.index(), made.draft().leafHash(), List.copyOf(told));
    }

    /// The header of a record of ours, as it is narrowed already.
    private RecordHeader header(Session session, StoredRecord record) {
        if (!(contents.get(session, record.contentId(), record.leafHash()) instanceof ContentStore.Content.Held held)) {
            throw refused("its content was erased");
        }
        RecordHeader stated = RecordHeader.of(RecordProjection.fragments(held.fragments()));
        return NarrowingTable.find(session, record.version())
                .map(standing -> stated.narrowedBy(
                        standing.narrowed().marking(), standing.narrowed().named()))
                .orElse(stated);
    }

    /// The teams that may keep it: a limited record stays limited, and every narrowing says to whom.
    private static Optional<Set<Team>> named(RecordHeader now, Wish wish) {
        return wish.audience().or(() -> now.limited() ? Optional.of(now.audience()) : Optional.empty());
    }

    private static void check(RecordHeader now, Wish wish) {
        Tlp marking = now.marking().orElse(Tlp.RED);
        boolean milder = wish.marking().filter(marking::isStricterThan).isPresent();
        boolean wider = now.limited()
                && wish.audience()
                        .filter(teams -> !now.audience().containsAll(teams))
                        .isPresent();
        if (milder || wider) {
            throw refused("a record is only narrowed: it is " + marking
                    + (now.limited() ? " for " + new TreeSet<>(now.audience()) : "") + " now");
        }
        boolean same = wish.marking().filter(other -> other != marking).isEmpty()
                && wish.audience()
                        .filter(teams -> !now.limited() || !teams.equals(now.audience()))
                        .isEmpty();
        if (same) {
            throw refused("that is how the record is marked now");
        }
    }

    private static List<Fragment> outline(ReceiptMaker.Made made) {
        try {
            return FragmentCodec.outline(made.fragments());
        } catch (WireException bug) {
            throw new IllegalStateException("what was just made can be read", bug);
        }
    }

    private static List<Digest> latest(List<StoredRecord> versions) {
        int first = Math.max(0, versions.size() - Statement.REFERENCES_MAX);
        return versions.subList(first, versions.size()).stream()
                .map(StoredRecord::leafHash)
                .toList();
    }

    private static RuntimeException refused(String why) {
        return Fault.of(Reason.MALFORMED, why).exception();
    }
}
