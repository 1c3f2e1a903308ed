package org.tocsin.node.emergency;

import java.time.Instant;
import org.tocsin.calendar.DrillWindow;
import org.tocsin.node.policy.EmergencyRules.DrillWindows;

/// Drill windows as agreements write them. Rule R-EMG-5.
public final class AgreedDrills implements DrillWindows {
    /// A text that is no window contains nothing: it was signed, so nobody here can mend it.
    @Override
    public boolean contains(String window, Instant instant) {
        if (window.isBlank()) {
            return false;
        }
        try {
            return DrillWindow.parse(window).contains(instant);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
