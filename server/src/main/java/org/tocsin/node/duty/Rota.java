package org.tocsin.node.duty;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.tocsin.calendar.Span;

/// Who is on call when: turns; swaps, which exchange officers in turns; and overrides, which have the last word.
///
/// Where turns overlap, all their officers are on call. Of overlapping swaps each applies to what the one before it
/// left, in
/// the order of `duty.toml`. Of overlapping overrides the last one in `duty.toml` counts alone.
public final class Rota {
    private final String name;
    private final List<Turn> turns;
    private final List<RotaOverride> overrides;
    private final List<Swap> swaps;

    Rota(String name, List<Turn> turns, List<RotaOverride> overrides, List<Swap> swaps) {
        this.name = name;
        this.turns = List.copyOf(turns);
        this.overrides = List.copyOf(overrides);
        this.swaps = List.copyOf(swaps);
    }

    public String name() {
        return name;
    }

    /// Ids of those who are on call; empty: nobody is.
    public List<String> onCall(Instant instant) {
        return shifts(new Span(instant, instant.plus(1, ChronoUnit.MILLIS)))
                .getFirst()
                .officers();
    }

    /// All of `range` without a gap, in order; neighbours differ.
    public List<Shift> shifts(Span range) {
        return ShiftSweep.over(range, turns, overrides, swaps);
    }
}
