package org.tocsin.model.emergency;

import java.time.Duration;
import java.time.YearMonth;
import java.util.Optional;
import org.tocsin.model.Team;

/// What became of the emergencies with one partner in one month (UTC), those of one kind and one way.
///
/// @param ours whether they are those that this team raised, for the partner; else the partner raised them
/// @param raised how many; those coalesced among them
/// @param received how many the called node has
/// @param answered how many a human took or declined
/// @param declined how many of those answered a human declined
/// @param noEmergency how many of those declined were, as the human said, no emergency
/// @param stoodDownSoon how many their originator stood down within `SOON`, while officers were called and none
/// had answered
/// @param flash how many were FLASH
/// @param unanswered how many nobody answered in time
/// @param refused how many the called node refused
/// @param receipt how long the machine receipt took: none if there was no receipt
/// @param human how long it took until a human answered: none if nobody did
public record DutyFigures(
        Team partner,
        YearMonth month,
        Emergency.Kind kind,
        boolean ours,
        long raised,
        long received,
        long answered,
        long unanswered,
        long coalesced,
        long refused,
        Optional<Times> receipt,
        Optional<Times> human,
        long declined,
        long noEmergency,
        long stoodDownSoon,
        long flash) {
    /// Who calls, and calls it off so soon, called too early.
    public static final Duration SOON = Duration.ofMinutes(10);

    /// A series of durations in short.
    ///
    /// @param p95 the shortest that 95 of 100 do not exceed
    public record Times(Duration median, Duration p95, Duration longest) {}
}
