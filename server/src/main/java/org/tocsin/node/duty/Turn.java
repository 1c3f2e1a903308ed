package org.tocsin.node.duty;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.tocsin.calendar.Recurrence;
import org.tocsin.calendar.Span;

/// A turn of duty that comes again and again, and who takes it.
///
/// A turn begins and ends by the clocks of its zone: one from 21:00 to 09:00 does so on every night, also on those that
/// are
/// an hour shorter or longer. Therefore turns that meet on the clock leave no hole when the clocks change.
///
/// @param length by the clock, from start to end; empty: until the next turn of the same recurrence begins
/// @param officers who take the turns, one after the other, from the first turn on; never empty
record Turn(Recurrence recurrence, Optional<Duration> length, List<String> officers) {
    static final Duration LENGTH_MAX = Duration.ofDays(366);

    Turn {
        officers = List.copyOf(officers);
        if (officers.isEmpty()) {
            throw new IllegalArgumentException("a turn is taken by at least one officer");
        }
        if (length.isPresent() && (!length.get().isPositive() || length.get().compareTo(LENGTH_MAX) > 0)) {
            throw new IllegalArgumentException("a turn lasts up to " + LENGTH_MAX.toDays() + " days");
        }
    }

    /// One turn of them.
    record Taken(Span when, String officer) {}

    /// Takes one turn after the other.
    @FunctionalInterface
    interface Taker {
        void take(Taken turn);
    }

    /// All turns of which some part lies in `range`, in order.
    void within(Span range, Taker taker) {
        // No clock is further from UTC than a day.
        LocalDateTime latest = local(range.until()).plusDays(1);
        Iterator<LocalDateTime> starts = recurrence.occurrences();
        int count = 0;
        LocalDateTime start = starts.hasNext() ? starts.next() : null;
        while (start != null && !start.isAfter(latest)) {
            LocalDateTime next = starts.hasNext() ? starts.next() : null;
            LocalDateTime end = length.isPresent() ? start.plus(length.get()) : next;
            if (end != null && end.plusDays(1).isAfter(local(range.from()))) {
                Span when = Span.local(start, end, recurrence.zone());
                if (when.from().isBefore(range.until()) && when.until().isAfter(range.from()) && !when.isEmpty()) {
                    taker.take(new Taken(when, officers.get(count % officers.size())));
                }
            }
            count++;
            start = next;
        }
    }

    private static LocalDateTime local(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
