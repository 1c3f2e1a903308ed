package org.tocsin.node.duty;

import java.util.List;
import org.tocsin.calendar.Span;

/// Who is on call for a while, whatever turns and swaps say.
///
/// @param officers empty: nobody, deliberately
/// @param why for people; may be empty
record RotaOverride(Span when, List<String> officers, String why) {
    RotaOverride {
        officers = List.copyOf(officers);
    }
}
