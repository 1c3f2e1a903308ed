package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.delivery.LaneJournal.Answered;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.StatedRecord;
import org.tocsin.node.delivery.WithdrawnEntries.Narrowed;
import org.tocsin.node.emergency.EmergencyRecordTable.Held;
import org.tocsin.node.emergency.EmergencyRecordTable.State;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.policy.EmergencyRules;
import org.tocsin.node.policy.EmergencyTerms;
import org.tocsin.node.policy.Release;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;
import org.tocsin.proof.FragmentTree;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// Sends records that our emergencies refer to ahead, on the emergency lane. The commit that raises notes only which
/// there are: nobody waits for a record to be called. What becomes of each is decided at once afterwards, and again by
/// the next look if the process ended before. Rules R-EMG-11 to R-EMG-13.
final class RecordsAhead {
    /// Records that go ahead to one team about one emergency, and that are under way to it at once.
    static final int RECORDS_MAX = 8;
    /// What such a record takes at most, as it is shown.
    static final int RECORD_BYTES_MAX = 64 * 1024;
    /// What they take together.
    static final int BYTES_MAX = 128 * 1024;
    /// Records of one look.
    static final int PENDING_MAX = 64;

    private static final Logger log = LoggerFactory.getLogger(RecordsAhead.class);

    private final EmergencyParts parts;
    private final EmergencyFeed feed;
    private final AtomicBoolean looking = new AtomicBoolean();

    RecordsAhead(EmergencyParts parts, EmergencyFeed feed) {
        this.parts = parts;
        this.feed = feed;
    }

    /// We raised an emergency: notes what is to be decided, and has it decided when the commit is durable.
    void raised(Batch batch, EmergencyTable.Held held, Emergency emergency) {
        if (emergency.kind() == Emergency.Kind.CHECK_IN || emergency.records().isEmpty()) {
            return;
        }
        for (Team team : emergency.to()) {
            boolean isAgreed = isAgreed(batch, team);
            for (int number = 0; number < emergency.records().size(); number++) {
                var key = new EmergencyRecordTable.Key(held.id(), team, number);
                var record = emergency.records().get(number);
                boolean isOurs = record.record().team().equals(parts.own());
                Held one;
                if (!isOurs) {
                    one = Held.of(key, record, State.LATER, EmergencyView.Reference.NOT_OURS);
                } else if (!isAgreed) {
                    one = Held.of(key, record, State.LATER, EmergencyView.Reference.NOT_AGREED);
                } else {
                    one = Held.of(key, record, State.PENDING, "");
                }
                EmergencyRecordTable.insert(batch.session(), one);
            }
        }
        feed.after(batch, this::begin);
    }

    private boolean isAgreed(Batch batch, Team team) {
        return EmergencyRules.terms(parts.agreements().apply(team), parts.own(), team, batch.now())
                .filter(EmergencyTerms::records)
                .isPresent();
    }

    private void begin() {
        try {
            parts.tasks().execute(this::unharmed);
        } catch (RejectedExecutionException stopping) {
            log.debug("the node stops: records are sent ahead after the next start");
        }
    }

    private void unharmed() {
        try {
            tick();
        } catch (RuntimeException failed) {
            log.error("records cannot be sent ahead now, and that is tried again", failed);
        }
    }

    /// Decides on what nobody has decided yet, unless somebody does already. To be called several times a second.
    void tick() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        try {
            List<Held> pending =
                    parts.transactions().read(session -> EmergencyRecordTable.pending(session, PENDING_MAX));
            for (Held one : pending) {
                Found found = parts.transactions().read(session -> look(session, one));
                EmergencyWork.noting(
                        parts.ledger(), new WorkOrigin.Emergency(one.key().team()), batch -> settle(batch, one, found));
            }
        } catch (FaultException later) {
            log.warn("records cannot be sent ahead now, and that is tried again", later);
        } finally {
            looking.set(false);
        }
    }

    /// What is to become of a record, before the commit has its word.
    private sealed interface Found {
        /// It has a place already, or gets none.
        record Settled(Held held) implements Found {}

        /// It goes ahead, if it still may and there is room.
        record Fits(StatedRecord record, int size, LaneJournal.Stated place) implements Found {}
    }

    private Found look(Session session, Held one) {
        Optional<LaneJournal.Stated> place = parts.entries().place(session, one.record());
        if (place.isEmpty() || isWithdrawn(session, place.get())) {
            return later(one, EmergencyView.Reference.GONE);
        }
        return under(session, one, place.get()).orElseGet(() -> judge(session, one, place.get()));
    }

    private boolean isWithdrawn(Session session, LaneJournal.Stated place) {
        return !parts.entries()
                .among(session, place.ledgerEpoch(), place.index(), place.index())
                .isEmpty();
    }

    /// What a lane gave out before.
    private static Optional<Found> under(Session session, Held one, LaneJournal.Stated place) {
        for (Lane lane : List.of(Lane.ROUTINE, Lane.BULK, Lane.EMERGENCY)) {
            Optional<Answered.Kind> said = LaneJournal.addressed(
                            session, one.key().team(), lane, place)
                    .map(Answered::kind);
            if (said.equals(Optional.of(Answered.Kind.PROCESSED))) {
                return Optional.of(new Found.Settled(one.now(State.THERE, "")));
            }
            if (lane == Lane.EMERGENCY && said.equals(Optional.of(Answered.Kind.OWED))) {
                return Optional.of(new Found.Settled(one.ahead(0, place)));
            }
        }
        return Optional.empty();
    }

    private Found judge(Session session, Held one, LaneJournal.Stated place) {
        Entry entry = parts.ledger()
                .view()
                .entry(place.ledgerEpoch(), place.index())
                .orElseThrow(() -> new IllegalStateException("a record of ours that is not in the ledger"));
        Map<Long, Narrowed> narrowings =
                parts.entries().narrowed(session, place.ledgerEpoch(), place.index(), place.index());
        boolean isNews = !LaneScan.wasReleasedTo(session, one.key().team(), place.ledgerEpoch(), place.index());
        // What is narrowed goes to nobody new: its content says what it was.
        boolean isGone = isNews && !narrowings.isEmpty();
        var content = parts.ledger().view().contents().get(session, entry.contentId(), entry.leafHash());
        Optional<StatedRecord> read = isGone ? Optional.empty() : StatedRecord.read(entry, content, true);
        if (read.isEmpty() || !(content instanceof ContentStore.Content.Held held)) {
            return later(one, EmergencyView.Reference.GONE);
        }
        StatedRecord record = narrowings.values().stream()
                .findFirst()
                .map(narrowed -> narrowed(read.get(), narrowed))
                .orElse(read.get());
        return switch (decide(one.key().team(), record, parts.clock().instant())) {
            case ReleaseDecision.Withheld withheld ->
                later(one, withheld.reason().name());
            case ReleaseDecision.Released released -> {
                int size = size(held.fragments(), record, released);
                yield size > RECORD_BYTES_MAX
                        ? later(one, EmergencyView.Reference.TOO_LARGE)
                        : new Found.Fits(record, size, place);
            }
        };
    }

    private static StatedRecord narrowed(StatedRecord record, Narrowed narrowed) {
        return new StatedRecord(
                record.epoch(),
                record.index(),
                record.leaf(),
                record.subject().narrowedBy(narrowed.marking(), narrowed.named()));
    }

    private ReleaseDecision decide(Team team, StatedRecord record, Instant at) {
        Collection<Standing> agreements = List.copyOf(parts.agreements().apply(team));
        return Release.decide(record.subject(), agreements, parts.own(), team, at);
    }

    /// Bytes of the fragment set as the team is shown it.
    private static int size(Bytes set, StatedRecord record, ReleaseDecision.Released released) {
        List<Fragment> fragments = record.subject().fragments();
        boolean isWhole = fragments.stream().allMatch(released.disclosure()::shows);
        if (isWhole) {
            return set.length();
        }
        try {
            return FragmentCodec.encode(FragmentTree.disclose(
                            FragmentCodec.decodeSet(set),
                            number -> released.disclosure().shows(fragments.get(number))))
                    .length();
        } catch (WireException unreadable) {
            throw new IllegalStateException("a record of ours cannot be read", unreadable);
        }
    }

    private static Found later(Held one, String why) {
        return new Found.Settled(one.now(State.LATER, why));
    }

    /// The commit's word: decided under the terms of now, once.
    private boolean settle(Batch batch, Held one, Found found) {
        Session session = batch.session();
        boolean isPending = EmergencyRecordTable.find(session, one.key())
                .filter(held -> held.state() == State.PENDING)
                .isPresent();
        if (!isPending) {
            return false;
        }
        Held stands = switch (found) {
            case Found.Settled settled -> settled.held();
            case Found.Fits fits -> give(batch, one, fits);
        };
        EmergencyRecordTable.stands(session, stands);
        CrashPoint.EMERGENCY_RECORD_DECIDED.pass();
        return true;
    }

    private Held give(Batch batch, Held one, Found.Fits fits) {
        Team team = one.key().team();
        if (isWithdrawn(batch.session(), fits.place())) {
            return one.now(State.LATER, EmergencyView.Reference.GONE);
        }
        if (!isAgreed(batch, team)) {
            return one.now(State.LATER, EmergencyView.Reference.NOT_AGREED);
        }
        if (!hasRoom(batch.session(), one, fits.size())) {
            return one.now(State.LATER, EmergencyView.Reference.TOO_MANY);
        }
        return switch (decide(team, fits.record(), batch.now())) {
            case ReleaseDecision.Withheld withheld ->
                one.now(State.LATER, withheld.reason().name());
            case ReleaseDecision.Released released -> {
                parts.scan().ahead(batch, team, fits.record(), released);
                yield one.ahead(fits.size(), fits.place());
            }
        };
    }

    /// Whether neither too many go ahead about this emergency, nor are too many under way to the team.
    private static boolean hasRoom(Session session, Held one, int size) {
        EmergencyRecordTable.Key key = one.key();
        var about = new Sum();
        for (Held other : EmergencyRecordTable.of(session, key.emergency())) {
            boolean isSent = other.state() == State.AHEAD || other.state() == State.DONE;
            if (isSent && other.key().team().equals(key.team())) {
                about.add(other.size());
            }
        }
        var underWay = new Sum();
        for (Held other : EmergencyRecordTable.underWay(session, key.team())) {
            if (EmergencyViews.isOwed(LaneJournal.addressed(session, key.team(), Lane.EMERGENCY, other.place()))) {
                underWay.add(other.size());
            } else {
                EmergencyRecordTable.stands(session, other.now(State.DONE, ""));
            }
        }
        return about.hasRoom(size) && underWay.hasRoom(size);
    }

    /// Of records that take something of what goes ahead.
    static final class Sum {
        private int records;
        private int bytes;

        void add(int size) {
            records += size > 0 ? 1 : 0;
            bytes += size;
        }

        boolean hasRoom(int size) {
            return records < RECORDS_MAX && bytes + size <= BYTES_MAX;
        }
    }
}
