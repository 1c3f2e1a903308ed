package org.tocsin.node.policy;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tocsin.model.emergency.Precedence;

/// What two teams agreed on emergencies, all their agreements together: each limit binds. Rule R-EMG-2.
///
/// @param precedences that may be raised
/// @param quota how many in 24 hours may wake someone
/// @param answerMinutes within which a human's answer is promised
/// @param drillWindows in all of which an exercise must lie; an empty text is no window
/// @param relay whether a partner of both may hand one over, sealed
/// @param records whether records that one refers to may be sent ahead. Rule R-EMG-11
public record EmergencyTerms(
        SortedSet<Precedence> precedences,
        int quota,
        int answerMinutes,
        List<String> drillWindows,
        boolean relay,
        boolean records) {
    public EmergencyTerms {
        precedences = Collections.unmodifiableSortedSet(new TreeSet<>(precedences));
        drillWindows = List.copyOf(drillWindows);
    }
}
