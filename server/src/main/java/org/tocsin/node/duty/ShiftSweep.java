package org.tocsin.node.duty;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tocsin.calendar.Span;

/// Goes once through time, from one change to the next, and notes who is on call in between: the work grows with the
/// number of changes, not with the number of minutes.
final class ShiftSweep {
    private final Span range;
    private final List<RotaOverride> overrides;
    private final List<Swap> swaps;
    /// What begins or ends at an instant.
    private final TreeMap<Instant, List<Runnable>> changes = new TreeMap<>();

    /// Officers by turn and by the order in which turns began; a turn may overlap itself.
    private final TreeMap<Place, String> turnsNow = new TreeMap<>();

    private final TreeSet<Integer> overridesNow = new TreeSet<>();
    private final TreeSet<Integer> swapsNow = new TreeSet<>();
    private final List<Shift> shifts = new ArrayList<>();

    private ShiftSweep(Span range, List<RotaOverride> overrides, List<Swap> swaps) {
        this.range = range;
        this.overrides = overrides;
        this.swaps = swaps;
    }

    /// The turn's place in the rota, and the count of its occurrence.
    private record Place(int turn, int occurrence) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byTurn = Integer.compare(turn, other.turn);
            return byTurn != 0 ? byTurn : Integer.compare(occurrence, other.occurrence);
        }
    }

    static List<Shift> over(Span range, List<Turn> turns, List<RotaOverride> overrides, List<Swap> swaps) {
        var sweep = new ShiftSweep(range, overrides, swaps);
        for (int i = 0; i < turns.size(); i++) {
            sweep.enter(i, turns.get(i));
        }
        for (int i = 0; i < overrides.size(); i++) {
            sweep.enter(overrides.get(i).when(), i, sweep.overridesNow);
        }
        for (int i = 0; i < swaps.size(); i++) {
            sweep.enter(swaps.get(i).when(), i, sweep.swapsNow);
        }
        return sweep.run();
    }

    private void enter(int index, Turn turn) {
        int[] count = {0};
        turn.within(range, taken -> {
            var place = new Place(index, count[0]++);
            change(taken.when().from(), () -> turnsNow.put(place, taken.officer()));
            change(taken.when().until(), () -> turnsNow.remove(place));
        });
    }

    private void enter(Span when, int index, Set<Integer> now) {
        if (!when.isEmpty()
                && when.from().isBefore(range.until())
                && when.until().isAfter(range.from())) {
            change(when.from(), () -> now.add(index));
            change(when.until(), () -> now.remove(index));
        }
    }

    /// Nothing of no length is entered, so that at one instant the order of changes does not matter.
    private void change(Instant at, Runnable change) {
        Instant within = at.isBefore(range.from()) ? range.from() : at;
        changes.computeIfAbsent(within, instant -> new ArrayList<>()).add(change);
    }

    private List<Shift> run() {
        Instant from = range.from();
        for (var change : changes.entrySet()) {
            if (!change.getKey().isBefore(range.until())) {
                break;
            }
            note(from, change.getKey());
            from = change.getKey();
            change.getValue().forEach(Runnable::run);
        }
        note(from, range.until());
        return shifts;
    }

    private void note(Instant from, Instant until) {
        if (!from.isBefore(until)) {
            return;
        }
        boolean overridden = !overridesNow.isEmpty();
        List<String> officers =
                overridden ? overrides.get(overridesNow.last()).officers() : List.copyOf(turnsNowSwapped());
        if (!shifts.isEmpty()) {
            Shift last = shifts.getLast();
            if (last.officers().equals(officers) && last.overridden() == overridden) {
                shifts.removeLast();
                shifts.add(new Shift(new Span(last.when().from(), until), officers, overridden));
                return;
            }
        }
        shifts.add(new Shift(new Span(from, until), officers, overridden));
    }

    private SequencedSet<String> turnsNowSwapped() {
        SequencedSet<String> officers = new LinkedHashSet<>();
        for (String officer : turnsNow.values()) {
            String standing = officer;
            for (int swap : swapsNow) {
                standing = swaps.get(swap).instead(standing);
            }
            officers.add(standing);
        }
        return officers;
    }
}
