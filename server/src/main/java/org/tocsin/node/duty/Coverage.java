package org.tocsin.node.duty;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.calendar.Span;

/// Whether everybody whom the ladder means to summon is there: every hole of every rung, exactly.
///
/// @param holes in the order of rungs, then of time
/// @param unanswered when no rung at all reaches anybody, in order
public record Coverage(Span range, List<Hole> holes, List<Span> unanswered) {
    public Coverage {
        holes = List.copyOf(holes);
        unanswered = List.copyOf(unanswered);
    }

    /// Why nobody can be reached.
    public enum Cause {
        /// No turn is at that time, and no override.
        NO_TURN,
        /// An override says nobody.
        VACANT,
        /// Those who are meant have no channel that the rung uses.
        NO_CHANNEL,
        /// Nobody has the role.
        NO_OFFICER
    }

    /// A stretch of time in which a rung reaches nobody, for one cause.
    ///
    /// @param rung from 1 on
    /// @param who as `Ladder.Who.words()`
    /// @param officers ids of those who are meant and have no channel
    public record Hole(int rung, String who, Span when, Cause cause, List<String> officers) {
        public Hole {
            officers = List.copyOf(officers);
        }
    }

    /// Looks through all of `range`: the work grows with the number of changes of duty.
    public static Coverage of(DutyPlan plan, Span range) {
        List<Hole> holes = new ArrayList<>();
        List<Span> unanswered = range.isEmpty() ? List.of() : List.of(range);
        int number = 0;
        for (Ladder.Rung rung : plan.ladder().rungs()) {
            number++;
            List<Span> empty = new ArrayList<>();
            for (Reach.Found found : Reach.of(plan, rung).within(range)) {
                if (found.people().isEmpty()) {
                    holes.add(new Hole(number, rung.who().words(), found.when(), found.cause(), found.meant()));
                    empty.add(found.when());
                }
            }
            unanswered = common(unanswered, empty);
        }
        return new Coverage(range, holes, unanswered);
    }

    public boolean isWhole() {
        return holes.isEmpty();
    }

    /// What lies in both, where each is in order and does not overlap itself; what touches becomes one.
    private static List<Span> common(List<Span> some, List<Span> others) {
        List<Span> both = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < some.size() && j < others.size()) {
            Span one = some.get(i);
            Span other = others.get(j);
            Instant from = one.from().isAfter(other.from()) ? one.from() : other.from();
            Instant until = one.until().isBefore(other.until()) ? one.until() : other.until();
            if (from.isBefore(until)) {
                boolean touches = !both.isEmpty() && both.getLast().until().equals(from);
                both.add(new Span(touches ? both.removeLast().from() : from, until));
            }
            if (one.until().isBefore(other.until())) {
                i++;
            } else {
                j++;
            }
        }
        return both;
    }
}
