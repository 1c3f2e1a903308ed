package org.tocsin.calendar;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// A stretch of time.
///
/// @param from inclusive
/// @param until exclusive; not before `from`
public record Span(Instant from, Instant until) {
    public Span {
        if (until.isBefore(from)) {
            throw new IllegalArgumentException("it ends before it begins");
        }
    }

    /// From one local time to another, by the clocks of a zone. Empty where the clocks jump over all of it.
    public static Span local(LocalDateTime from, LocalDateTime until, ZoneId zone) {
        Instant begin = instant(from, zone);
        Instant end = instant(until, zone);
        return new Span(begin, end.isBefore(begin) ? begin : end);
    }

    /// The instant that a local time stands for. One that the clocks jump over is read with the offset before the jump,
    /// so
    /// that it falls after it; one that comes twice is the first.
    ///
    /// Source: RFC 5545, section 3.3.5.
    public static Instant instant(LocalDateTime local, ZoneId zone) {
        return ZonedDateTime.ofLocal(local, zone, null).toInstant();
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(until);
    }

    public boolean isEmpty() {
        return from.equals(until);
    }
}
