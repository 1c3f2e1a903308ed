package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.delivery.LaneJournalTable.Place;
import org.tocsin.node.delivery.LaneJournalTable.Span;
import org.tocsin.node.delivery.LanePackTable.Decided;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;

/// What the lanes to partners decided, to be looked up afterwards: what was given out, under which agreement, what its
/// receipt says, and what was held back. Times are of our own clock.
public final class LaneJournal {
    /// Packs read in one transaction: each has at most 1,024 entries.
    private static final int PACKS_MAX = 8;

    /// Releases of a page, but for the last one; with what a last read brings, at most 9 times as many.
    private static final int PAGE_MIN = 1_024;

    private static final int EXAMPLES_MAX = 3;
    private static final Instant EVER = Instant.ofEpochMilli(Long.MAX_VALUE);
    private static final List<Lane> DECIDED = List.of(Lane.ROUTINE, Lane.BULK);
    /// And where records go ahead of them.
    private static final List<Lane> GIVEN = List.of(Lane.ROUTINE, Lane.BULK, Lane.EMERGENCY);

    private final Transactions transactions;

    /// A statement of ours by its place in our ledger.
    public record Stated(int ledgerEpoch, long index) implements Comparable<Stated> {
        private static final Comparator<Stated> ORDER =
                Comparator.comparingInt(Stated::ledgerEpoch).thenComparingLong(Stated::index);

        @Override
        public int compareTo(Stated other) {
            return ORDER.compare(this, other);
        }
    }

    /// What a lane to a partner decided on a record.
    public sealed interface Ruling {
        Lane lane();

        /// When it was decided.
        Instant at();

        /// It was held back.
        record Withheld(Lane lane, Instant at, WithholdReason reason) implements Ruling {}

        /// It was given out.
        ///
        /// @param inPart whether parts of it were left out
        record Given(
                Lane lane,
                Instant at,
                int laneEpoch,
                long sequence,
                Stated stated,
                Digest leaf,
                Bytes agreementId,
                int agreementVersion,
                boolean inPart,
                Answered answered)
                implements Ruling {}
    }

    /// What the partner's receipts say of something that was given out.
    ///
    /// @param at when the first one came that covers it; empty if none has, or it is not known
    /// @param detail why it was refused, or went out void
    public record Answered(Kind kind, Optional<Instant> at, String detail) {
        /// What they say.
        public enum Kind {
            /// Nothing yet.
            OWED,
            /// It is processed.
            PROCESSED,
            /// It is processed, and was refused.
            REFUSED,
            /// It is processed, and went out void: there was nothing to refuse.
            VOID
        }
    }

    /// What is withheld for one reason, and the newest of it.
    public record Group(WithholdReason reason, long count, List<Stated> newest) {
        public Group {
            newest = List.copyOf(newest);
        }
    }

    /// What was decided for a partner since an instant, the last decision on each record.
    ///
    /// @param receipted sequences that receipts have covered since then
    /// @param refused what receipts since then listed as refused, by reason
    /// @param voided what they covered that went out void, by reason
    public record Since(
            long receipted,
            long stated,
            long released,
            List<Group> withheld,
            Map<String, Long> refused,
            Map<String, Long> voided) {
        public Since {
            withheld = List.copyOf(withheld);
            refused = Map.copyOf(refused);
            voided = Map.copyOf(voided);
        }
    }

    public LaneJournal(Transactions transactions) {
        this.transactions = transactions;
    }

    /// What was last decided on a record of ours for a partner, a lane each; empty if it was never asked.
    public List<Ruling> of(Team partner, Stated stated) {
        return transactions.read(session -> lanes(session, partner, GIVEN).stream()
                .flatMap(lane -> LanePackTable.decided(session, lane, stated.ledgerEpoch(), stated.index()).stream()
                        .map(decided -> ruling(session, lane, decided, stated.index())))
                .toList());
    }

    /// What a partner's receipts say of a statement of ours that a lane gave out to it; empty if this lane did not.
    public static Optional<Answered> addressed(Session session, Team partner, Lane lane, Stated stated) {
        return LaneOutTable.find(session, partner, lane)
                .flatMap(found -> LanePackTable.decided(session, found, stated.ledgerEpoch(), stated.index())
                        .map(decided -> ruling(session, found, decided, stated.index())))
                .flatMap(ruling ->
                        ruling instanceof Ruling.Given given ? Optional.of(given.answered()) : Optional.empty());
    }

    private static Ruling ruling(Session session, OutboundLane lane, Decided decided, long index) {
        long sequence = decided.pack().firstSequence();
        for (Decision decision : decided.pack().decisions()) {
            if (decision.index() == index) {
                return switch (decision) {
                    case Decision.Withholding held -> new Ruling.Withheld(lane.lane(), decided.at(), held.reason());
                    case Decision.Releasing given -> given(session, lane, decided, given, sequence);
                };
            }
            if (decision instanceof Decision.Releasing) {
                sequence++;
            }
        }
        throw new IllegalStateException("a pack that decides on entry " + index + " and does not");
    }

    /// Where a page of what was given out ended.
    public record Cursor(Lane lane, int laneEpoch, long firstSequence, long pack) {
        private static final Cursor START = new Cursor(DECIDED.getFirst(), 0, 0, 0);

        /// Reads what `toString` wrote; empty if it is anything else.
        public static Optional<Cursor> parse(String text) {
            String[] parts = text.split("/", -1);
            try {
                Lane lane = Lane.valueOf(parts[0]);
                return parts.length == 4 && GIVEN.contains(lane)
                        ? Optional.of(new Cursor(
                                lane, Integer.parseInt(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3])))
                        : Optional.empty();
            } catch (IllegalArgumentException other) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return lane + "/" + laneEpoch + "/" + firstSequence + "/" + pack;
        }

        private Optional<Cursor> nextLane() {
            int next = GIVEN.indexOf(lane) + 1;
            return next < GIVEN.size() ? Optional.of(new Cursor(GIVEN.get(next), 0, 0, 0)) : Optional.empty();
        }
    }

    /// A page of what was given out, and where the next one begins, if there is more.
    public record Page(List<Ruling.Given> given, Optional<Cursor> next) {
        public Page {
            given = List.copyOf(given);
        }
    }

    /// What was given out to a partner from an instant on and before another, in the order of its lanes. What a later
    /// epoch of a lane gave out again because no receipt came stands there.
    ///
    /// @param behind where the page before ended; empty: the first page
    public Page given(Team partner, Instant from, Instant until, Optional<Cursor> behind) {
        Span span = new Span(from, until);
        List<Ruling.Given> given = new ArrayList<>();
        Optional<Cursor> next = Optional.of(behind.orElse(Cursor.START));
        while (next.isPresent() && given.size() < PAGE_MIN) {
            Page page = page(partner, span, next.get());
            given.addAll(page.given());
            next = page.next();
        }
        return new Page(given, next);
    }

    private Page page(Team partner, Span span, Cursor cursor) {
        return transactions.read(session -> LaneOutTable.find(session, partner, cursor.lane())
                .map(lane -> page(session, lane, span, cursor))
                .orElseGet(() -> new Page(List.of(), cursor.nextLane())));
    }

    private static Page page(Session session, OutboundLane lane, Span span, Cursor cursor) {
        List<Ruling.Given> given = new ArrayList<>();
        Place end = new Place(cursor.laneEpoch(), cursor.firstSequence(), cursor.pack());
        List<Decided> packs = LaneJournalTable.packs(session, lane, span, end, PACKS_MAX);
        for (Decided decided : packs) {
            end = Place.of(decided);
            if (lane.lane() == Lane.EMERGENCY && decided.pack().agreementId().isEmpty()) {
                // It was addressed, and is no record.
                continue;
            }
            long sequence = decided.pack().firstSequence();
            for (Decision.Releasing released : decided.pack().released()) {
                Ruling.Given one = given(session, lane, decided, released, sequence++);
                if (lane.lane() == Lane.EMERGENCY && isGiven(session, lane.partner(), one.stated())) {
                    // It stands where its own lane gives it out.
                    continue;
                }
                // What an earlier epoch gave out and had no receipt for, the present one gives out once more.
                if (one.laneEpoch() == lane.laneEpoch() || one.answered().at().isPresent()) {
                    given.add(one);
                }
            }
        }
        return new Page(
                given,
                packs.size() == PACKS_MAX
                        ? Optional.of(new Cursor(lane.lane(), end.laneEpoch(), end.firstSequence(), end.pack()))
                        : cursor.nextLane());
    }

    private static boolean isGiven(Session session, Team partner, Stated stated) {
        return lanes(session, partner, DECIDED).stream()
                .flatMap(lane -> LanePackTable.decided(session, lane, stated.ledgerEpoch(), stated.index()).stream())
                .anyMatch(decided -> decided.pack().releases(stated.index()));
    }

    private static Ruling.Given given(
            Session session, OutboundLane lane, Decided decided, Decision.Releasing given, long sequence) {
        return new Ruling.Given(
                lane.lane(),
                decided.at(),
                decided.laneEpoch(),
                sequence,
                new Stated(decided.pack().ledgerEpoch(), given.index()),
                given.leaf(),
                decided.pack().agreementId().orElse(Bytes.EMPTY),
                decided.pack().agreementVersion(),
                given.shown() instanceof Shown.Some,
                answered(session, lane, decided.laneEpoch(), sequence));
    }

    private static Answered answered(Session session, OutboundLane lane, int laneEpoch, long sequence) {
        Optional<Instant> at = LaneTimeTable.processedAt(session, lane, laneEpoch, sequence);
        Optional<String> refused = LaneOutTable.exceptionAt(session, lane, laneEpoch, sequence, ReceiptSink.REFUSED);
        if (refused.isPresent()) {
            return new Answered(Answered.Kind.REFUSED, at, refused.get());
        }
        Optional<String> voided = LaneOutTable.exceptionAt(session, lane, laneEpoch, sequence, ReceiptSink.VOIDED);
        if (voided.isPresent()) {
            return new Answered(Answered.Kind.VOID, at, voided.get());
        }
        boolean processed = laneEpoch < lane.laneEpoch() || sequence <= lane.receipted();
        return new Answered(processed ? Answered.Kind.PROCESSED : Answered.Kind.OWED, at, "");
    }

    /// What was decided for a partner since an instant.
    public Since since(Team partner, Instant from) {
        // By record: why it is withheld; empty if it is not. What one lane holds back, another may give out.
        Map<Stated, Optional<WithholdReason>> last = new TreeMap<>();
        Map<String, Long> refused = new TreeMap<>();
        Map<String, Long> voided = new TreeMap<>();
        long receipted = transactions.read(session -> {
            long covered = 0;
            for (OutboundLane lane : lanes(session, partner, DECIDED)) {
                decisions(session, lane, from, last);
                long through = LaneTimeTable.throughAt(session, lane, from);
                covered += lane.receipted() - through;
                LaneJournalTable.exceptions(session, lane, through, ReceiptSink.REFUSED)
                        .forEach((reason, count) -> refused.merge(reason, count, Long::sum));
                LaneJournalTable.exceptions(session, lane, through, ReceiptSink.VOIDED)
                        .forEach((reason, count) -> voided.merge(reason, count, Long::sum));
            }
            return covered;
        });
        Map<WithholdReason, List<Stated>> withheld = new TreeMap<>();
        last.forEach((stated, reason) -> reason.ifPresent(
                why -> withheld.computeIfAbsent(why, first -> new ArrayList<>()).add(stated)));
        List<Group> groups = new ArrayList<>();
        withheld.forEach((reason, all) -> groups.add(new Group(
                reason,
                all.size(),
                all.subList(Math.max(0, all.size() - EXAMPLES_MAX), all.size()).reversed())));
        groups.sort(Comparator.comparingLong(Group::count).reversed());
        long held = groups.stream().mapToLong(Group::count).sum();
        return new Since(receipted, last.size(), last.size() - held, groups, refused, voided);
    }

    private static void decisions(
            Session session, OutboundLane lane, Instant from, Map<Stated, Optional<WithholdReason>> last) {
        Span span = new Span(from, EVER);
        Place behind = Place.START;
        List<Decided> packs;
        do {
            packs = LaneJournalTable.packs(session, lane, span, behind, PACKS_MAX);
            for (Decided decided : packs) {
                behind = Place.of(decided);
                for (Decision decision : decided.pack().decisions()) {
                    Stated stated = new Stated(decided.pack().ledgerEpoch(), decision.index());
                    switch (decision) {
                        case Decision.Releasing given -> last.put(stated, Optional.empty());
                        case Decision.Withholding held ->
                            last.merge(
                                    stated,
                                    Optional.of(held.reason()),
                                    (before, now) -> before.isEmpty() ? before : now);
                    }
                }
            }
        } while (packs.size() == PACKS_MAX);
    }

    private static List<OutboundLane> lanes(Session session, Team partner, List<Lane> kinds) {
        return kinds.stream()
                .flatMap(name -> LaneOutTable.find(session, partner, name).stream())
                .toList();
    }
}
