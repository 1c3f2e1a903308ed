package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.directory.ProfileParts;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.policy.Release;
import org.tocsin.node.policy.ReleaseDecision;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.node.store.Session;

/// Decides for every lane what becomes of every record of ours, in the transaction that appends the record: released
/// under a sequence, or withheld with a reason. Sending comes later and apart.
///
/// The routine lane begins when the first agreement with the partner is known; what was stated before then is history,
/// and flows on the bulk lane as far as an agreement says so.
public final class LaneScan {
    /// By whatever clock.
    private static final Instant AT_ONCE = Instant.EPOCH;

    private final Team own;
    private final Function<Team, ? extends Collection<Standing>> agreements;
    private volatile Consumer<LaneMoves.Move> listener = move -> {};
    private volatile Consumer<Team> receipted = partner -> {};

    /// @param agreements all agreements with a partner that both signed
    public LaneScan(Team own, Function<Team, ? extends Collection<Standing>> agreements) {
        this.own = own;
        this.agreements = agreements;
    }

    /// Tells of every move of a lane's end, on the committer's thread, when it is durable.
    void onMove(Consumer<LaneMoves.Move> moved) {
        listener = moved;
    }

    /// Tells of every receipt of a partner's on its emergency lane, on the committer's thread, when it is durable: must
    /// be short.
    public void onReceipted(Consumer<Team> told) {
        receipted = told;
    }

    /// A receipt came on a partner's emergency lane.
    void receipted(Team partner) {
        receipted.accept(partner);
    }

    /// A record was appended in this batch. To be called for every record, by the work that appends it.
    public void stated(Batch batch, StatedRecord record) {
        gathering(batch).records.add(record);
    }

    /// A statement without content was appended in this batch: it gets a sequence in this lane of each recipient, in
    /// the same transaction. To be called by the work that appends it. No terms decide on it, but peering: a team
    /// without any agreement has no lanes, and gets nothing. Rule R-CTL-1.
    ///
    /// @param lane CONTROL or EMERGENCY
    public void addressed(Batch batch, Lane lane, long index, Digest leaf, Collection<Team> recipients) {
        addressed(batch, lane, new Address.Letter(index, leaf, List.of()), recipients);
    }

    /// As above; of the statement's fragments, in the order of its own set, each recipient is shown all but those that
    /// name other teams.
    public void addressed(
            Batch batch,
            Lane lane,
            Batch.Appended at,
            Digest leaf,
            List<Fragment> fragments,
            Collection<Team> recipients) {
        addressed(batch, lane, new Address.Letter(at.index(), leaf, fragments), recipients);
    }

    private void addressed(Batch batch, Lane lane, Address.Letter letter, Collection<Team> recipients) {
        if (!isAddressed(lane)) {
            throw new IllegalArgumentException(lane + " carries what terms decide on");
        }
        Gathering gathering = gathering(batch);
        for (Team recipient : new LinkedHashSet<>(recipients)) {
            gathering
                    .addressed
                    .computeIfAbsent(new Address(lane, recipient), first -> new ArrayList<>())
                    .add(new Decision.Releasing(letter.index(), letter.leaf(), letter.shownTo(recipient)));
        }
    }

    /// A record of ours goes ahead to a partner, on its emergency lane, behind all that this batch addresses to it.
    /// What
    /// was released may be withheld when it is sent. Rules R-EMG-11, R-EMG-12.
    public void ahead(Batch batch, Team partner, StatedRecord record, ReleaseDecision.Released released) {
        gathering(batch)
                .ahead
                .computeIfAbsent(partner, first -> new ArrayList<>())
                .add(new Ahead(record, released));
    }

    private record Ahead(StatedRecord record, ReleaseDecision.Released released) {}

    /// A statement about an agreement was appended in this batch: it goes to the other party on the control lane, which
    /// begins with it if there is none. Whoever is pinned may be told so. Rules R-CTL-1, R-LAN-11.
    public void introduced(Batch batch, long index, Digest leaf, Team partner) {
        LedgerPlace here = new LedgerPlace(batch.origin().epoch(), index);
        LaneOutTable.open(batch.session(), own, partner, Lane.CONTROL, here, batch.now());
        gathering(batch).told.add(partner);
        addressed(batch, Lane.CONTROL, index, leaf, List.of(partner));
    }

    /// Gives our profile to partners.
    public ProfileParts.Addressing profiles() {
        return new ProfileAddressing(this);
    }

    /// The partners to whom a record of ours was released, whether or not it has reached them, and also if it only went
    /// ahead.
    public static List<Team> releasedTo(Session session, int ledgerEpoch, long index) {
        Set<Team> partners = new TreeSet<>();
        for (OutboundLane lane : LaneOutTable.all(session)) {
            if (lane.lane() != Lane.CONTROL) {
                LanePackTable.decided(session, lane, ledgerEpoch, index)
                        .filter(decided -> decided.pack().releases(index))
                        .ifPresent(decided -> partners.add(lane.partner()));
            }
        }
        return List.copyOf(partners);
    }

    /// Whether a record of ours was released to one partner, whether or not it has reached it.
    public static boolean wasReleasedTo(Session session, Team partner, int ledgerEpoch, long index) {
        return Stream.of(Lane.ROUTINE, Lane.BULK, Lane.EMERGENCY)
                .flatMap(lane -> LaneOutTable.find(session, partner, lane).stream())
                .flatMap(lane -> LanePackTable.decided(session, lane, ledgerEpoch, index).stream())
                .anyMatch(decided -> decided.pack().releases(index));
    }

    /// Whether a lane carries statements that their author addressed, not what release decisions let through.
    static boolean isAddressed(Lane lane) {
        return switch (lane) {
            case CONTROL, EMERGENCY -> true;
            case ROUTINE, BULK -> false;
        };
    }

    private Gathering gathering(Batch batch) {
        return batch.closing(Gathering.class, Gathering.class, Gathering::new);
    }

    private record Address(Lane lane, Team recipient) {
        /// What is sent to it.
        private record Letter(long index, Digest leaf, List<Fragment> fragments) {
            Shown shownTo(Team team) {
                return Shown.of(
                        fragments.size(),
                        number -> !(fragments.get(number) instanceof Fragment.Audience audience)
                                || audience.team().equals(team));
            }
        }
    }

    /// What one batch states, decided once at its end, so that each lane gets one row a commit.
    private final class Gathering implements Batch.Closing {
        private final List<StatedRecord> records = new ArrayList<>();
        private final Set<Team> told = new TreeSet<>();
        private final Map<Address, List<Decision.Releasing>> addressed = new LinkedHashMap<>();
        private final Map<Team, List<Ahead>> ahead = new LinkedHashMap<>();

        @Override
        public void close(Batch batch) {
            Session session = batch.session();
            if (!records.isEmpty()) {
                for (OutboundLane lane : LaneOutTable.all(session, Lane.ROUTINE)) {
                    decide(batch, lane, records);
                }
            }
            addressed.forEach((address, entries) -> LaneOutTable.find(session, address.recipient(), address.lane())
                    .ifPresent(lane -> {
                        LanePacking packing = new LanePacking(session, lane, batch.now());
                        entries.forEach(entry -> packing.address(batch.origin().epoch(), entry));
                        long last = packing.store();
                        if (lane.lane() == Lane.CONTROL && told.contains(lane.partner())) {
                            LaneOutTable.agreed(session, lane, last);
                        }
                        LaneMoves.note(batch, listener, lane, last);
                    }));
            ahead.forEach((partner, records) -> LaneOutTable.find(session, partner, Lane.EMERGENCY)
                    .ifPresent(lane -> {
                        LanePacking packing = new LanePacking(session, lane, batch.now());
                        records.forEach(one -> packing.add(one.record(), one.released(), Optional.empty()));
                        LaneMoves.note(batch, listener, lane, packing.store());
                    }));
            CrashPoint.LANES_SCANNED.pass();
        }
    }

    /// Decides on records for one lane, in their order, and stores the decisions.
    private void decide(Batch batch, OutboundLane lane, List<StatedRecord> records) {
        Collection<Standing> terms = agreements.apply(lane.partner());
        LanePacking packing = new LanePacking(batch.session(), lane, batch.now());
        for (StatedRecord record : records) {
            packing.add(record, decide(batch, record, terms, lane), Optional.empty());
        }
        LaneMoves.note(batch, listener, lane, packing.store());
    }

    /// Decides on records that have no sequence in a lane, by ascending index, and stores what comes out otherwise than
    /// before.
    void decideAgain(Batch batch, OutboundLane lane, List<LaneRescan.Candidate> candidates) {
        Collection<Standing> terms = agreements.apply(lane.partner());
        LanePacking packing = new LanePacking(batch.session(), lane, batch.now());
        for (LaneRescan.Candidate candidate : candidates) {
            ReleaseDecision decision = decide(batch, candidate.record(), terms, lane);
            boolean same = decision instanceof ReleaseDecision.Withheld withheld
                    && candidate.before().equals(Optional.of(withheld.reason()));
            if (!same) {
                packing.add(candidate.record(), decision, candidate.before());
            }
        }
        LaneMoves.note(batch, listener, lane, packing.store());
    }

    private ReleaseDecision decide(Batch batch, StatedRecord record, Collection<Standing> terms, OutboundLane lane) {
        ReleaseDecision decision = Release.decide(record.subject(), terms, own, lane.partner(), batch.now());
        if (decision instanceof ReleaseDecision.Withheld withheld) {
            LedgerPlace place = new LedgerPlace(record.epoch(), record.index());
            withheld.wakeAt()
                    .or(() -> isNews(batch, withheld, terms, lane) ? Optional.of(AT_ONCE) : Optional.empty())
                    .ifPresent(at -> LaneWakeTable.note(batch.session(), lane, place, at));
        }
        return decision;
    }

    /// Whether it is withheld by terms that nobody has looked at yet: a date passed just now, or a clock leapt, perhaps
    /// for a moment. Once they are looked at what they withhold waits for others; before, it is decided again. Rule
    /// R-CLK-1.
    private boolean isNews(
            Batch batch, ReleaseDecision.Withheld withheld, Collection<Standing> terms, OutboundLane lane) {
        return withheld.reason() == WithholdReason.NO_AGREEMENT
                && lane.terms()
                        .filter(looked -> !looked.equals(LaneTerms.at(terms, own, lane.partner(), batch.now())
                                .fingerprint()))
                        .isPresent();
    }
}
