package org.tocsin.node.duty;

import java.util.List;
import org.tocsin.calendar.Span;

/// A stretch of time in which the same officers are on call.
///
/// @param officers ids, each once, the first of `duty.toml` first; empty: nobody
/// @param overridden whether an override says so
public record Shift(Span when, List<String> officers, boolean overridden) {
    public Shift {
        officers = List.copyOf(officers);
    }
}
