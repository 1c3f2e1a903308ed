package org.tocsin.node.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Precedence;

/// Whether an emergency may be raised: the one rule that the originator asks before it states, and the receiver when it
/// comes. Pure. Rules R-EMG-2, R-EMG-5, R-EMG-6.
public final class EmergencyRules {
    /// How much the receiver's clock may differ from the originator's about an exercise.
    public static final Duration DRILL_GRACE = Duration.ofMinutes(5);

    private EmergencyRules() {}

    /// Whether an instant lies in a drill window, as agreements write one.
    public interface DrillWindows {
        /// @return false also if the text is no window
        boolean contains(String window, Instant instant);
    }

    /// What two teams agreed on emergencies at an instant: by their agreements whose dates run, suspended or not, or,
    /// where none of those has emergency terms, by lapsed ones that say so. Empty if nothing was.
    public static Optional<EmergencyTerms> terms(Collection<Standing> agreements, Team one, Team other, Instant at) {
        List<Conduct.Emergency> running = new ArrayList<>();
        List<Conduct.Emergency> lapsed = new ArrayList<>();
        for (Standing standing : Terms.latest(agreements, one, other)) {
            standing.agreement().conduct().emergency().ifPresent(terms -> {
                if (standing.runsAt(at)) {
                    running.add(terms);
                } else if (terms.afterLapse() && !at.isBefore(standing.end())) {
                    lapsed.add(terms);
                }
            });
        }
        return together(running.isEmpty() ? lapsed : running);
    }

    private static Optional<EmergencyTerms> together(List<Conduct.Emergency> all) {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        SortedSet<Precedence> precedences = new TreeSet<>(List.of(Precedence.values()));
        int quota = Conduct.Emergency.QUOTA_MAX;
        int answerMinutes = Conduct.Emergency.ANSWER_MINUTES_MAX;
        List<String> drillWindows = new ArrayList<>();
        boolean relay = true;
        boolean records = true;
        for (Conduct.Emergency terms : all) {
            precedences.removeIf(precedence -> !terms.precedences().contains(precedence.name()));
            quota = Math.min(quota, terms.quota());
            answerMinutes = Math.min(answerMinutes, terms.answerMinutes());
            drillWindows.add(terms.drillWindow());
            relay &= terms.relay();
            records &= terms.records();
        }
        return Optional.of(new EmergencyTerms(precedences, quota, answerMinutes, drillWindows, relay, records));
    }

    /// Within how many days two check-ins follow one another, by the agreements whose dates run; 0: none are agreed.
    public static int checkInDays(Collection<Standing> agreements, Team one, Team other, Instant at) {
        return Terms.latest(agreements, one, other).stream()
                .filter(standing -> standing.runsAt(at))
                .mapToInt(standing -> standing.agreement().conduct().checkInDays())
                .filter(days -> days > 0)
                .min()
                .orElse(0);
    }

    /// Why it may not be raised; empty if it may.
    ///
    /// @param grace how much earlier or later an exercise may be
    public static Optional<RefusalReason> objection(
            Emergency emergency,
            Collection<Standing> agreements,
            Team originator,
            Team called,
            Instant at,
            Duration grace,
            DrillWindows windows) {
        if (emergency.kind() == Emergency.Kind.CHECK_IN) {
            return checkInDays(agreements, originator, called, at) > 0
                    ? Optional.empty()
                    : Optional.of(RefusalReason.EMERGENCY_NOT_AGREED);
        }
        Optional<EmergencyTerms> terms = terms(agreements, originator, called, at);
        if (terms.isEmpty() || !terms.get().precedences().contains(emergency.precedence())) {
            return Optional.of(RefusalReason.EMERGENCY_NOT_AGREED);
        }
        boolean isIn = !emergency.isExercise()
                || terms.get().drillWindows().stream().allMatch(window -> isIn(window, at, grace, windows));
        return isIn ? Optional.empty() : Optional.of(RefusalReason.DRILL_OUTSIDE_WINDOW);
    }

    private static boolean isIn(String window, Instant at, Duration grace, DrillWindows windows) {
        return windows.contains(window, at)
                || windows.contains(window, at.minus(grace))
                || windows.contains(window, at.plus(grace));
    }
}
