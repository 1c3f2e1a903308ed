package org.tocsin.model.profile;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Hours of the week, by the clock on the wall at some place: always, some spans, or not said.
public record OpenHours(boolean always, List<Span> spans) {
    public static final int SPANS_MAX = 28;
    public static final int MINUTES_A_DAY = 1_440;
    public static final OpenHours ALWAYS = new OpenHours(true, List.of());
    public static final OpenHours NOT_SAID = new OpenHours(false, List.of());

    private static final int DAYS_AHEAD = 8;

    /// The same hours on some days.
    ///
    /// @param days on which it begins
    /// @param fromMinute of the day, 0 to 1,439
    /// @param toMinute of the day it ends before, 1 to 1,440; not after `fromMinute`: on the next day
    public record Span(Set<DayOfWeek> days, int fromMinute, int toMinute) {
        public Span {
            Limits.require(!days.isEmpty(), "hours without a day");
            Limits.require(
                    fromMinute >= 0 && fromMinute < MINUTES_A_DAY && toMinute >= 1 && toMinute <= MINUTES_A_DAY,
                    "hours are from 00:00 to 24:00");
            days = Collections.unmodifiableSet(EnumSet.copyOf(days));
        }

        boolean endsNextDay() {
            return toMinute <= fromMinute;
        }

        private boolean holds(DayOfWeek today, int minute) {
            if (!endsNextDay()) {
                return days.contains(today) && minute >= fromMinute && minute < toMinute;
            }
            return (days.contains(today) && minute >= fromMinute)
                    || (days.contains(today.minus(1)) && minute < toMinute);
        }
    }

    public OpenHours {
        spans = Limits.list(spans, SPANS_MAX, "spans of hours");
        Limits.require(!always || spans.isEmpty(), "always, and hours beside it");
    }

    public boolean isSaid() {
        return always || !spans.isEmpty();
    }

    /// Whether a moment is in these hours; false if they are not said.
    public boolean holds(Instant at, ZoneId zone) {
        ZonedDateTime there = at.atZone(zone);
        int minute = there.getHour() * 60 + there.getMinute();
        return always || spans.stream().anyMatch(span -> span.holds(there.getDayOfWeek(), minute));
    }

    /// When they begin next after a moment; empty if they are not said, or hold always. Where the clocks are put
    /// forward over the beginning, it begins when they go on.
    public Optional<Instant> nextBeginning(Instant after, ZoneId zone) {
        if (always) {
            return Optional.empty();
        }
        LocalDate today = after.atZone(zone).toLocalDate();
        return today.datesUntil(today.plusDays(DAYS_AHEAD + 1))
                .flatMap(day -> spans.stream()
                        .filter(span -> span.days().contains(day.getDayOfWeek()))
                        .map(span -> day.atTime(LocalTime.ofSecondOfDay(span.fromMinute() * 60L))
                                .atZone(zone)
                                .toInstant()))
                .filter(begin -> begin.isAfter(after))
                .min(Instant::compareTo);
    }
}
