package org.tocsin.calendar;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// When drills may happen, as an agreement says it (R-EMG-10): a start in a zone, a rule and a duration, such as
/// `DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY;BYDAY=MO DURATION:PT2H`.
public final class DrillWindow {
    public static final int BYTES_MAX = 500;
    public static final Duration DURATION_MAX = Duration.ofDays(7);

    private static final Pattern WINDOW = Pattern.compile("DTSTART;TZID=([A-Za-z0-9_+/-]{1,64}):([0-9]{8}T[0-9]{4}00)"
            + "(?: |\r?\n)RRULE:([^ \r\n]+)(?: |\r?\n)DURATION:([0-9A-Z]+)");
    private static final Pattern DURATION =
            Pattern.compile("P(?=.)(?:([0-9]{1,2})D)?(?:T(?=.)(?:([0-9]{1,3})H)?(?:([0-9]{1,5})M)?)?");
    private static final DateTimeFormatter LOCAL_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withResolverStyle(ResolverStyle.STRICT);
    /// Longer than any window with all that clocks do, so that whatever began before it is over.
    private static final Duration BEHIND = DURATION_MAX.plusDays(2);

    private final Recurrence recurrence;
    private final int days;
    private final Duration rest;

    private DrillWindow(Recurrence recurrence, int days, Duration rest) {
        this.recurrence = recurrence;
        this.days = days;
        this.rest = rest;
    }

    /// @throws IllegalArgumentException saying what is wrong
    public static DrillWindow parse(String text) {
        Matcher matcher = WINDOW.matcher(text);
        if (text.length() > BYTES_MAX || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "is not written DTSTART;TZID=ZONE:YYYYMMDDTHHMM00 RRULE:RULE DURATION:PT2H, in at most " + BYTES_MAX
                            + " bytes");
        }
        ZoneId zone = Zones.of(matcher.group(1))
                .orElseThrow(() -> new IllegalArgumentException("names a time zone that does not exist"));
        LocalDateTime start;
        try {
            start = LocalDateTime.parse(matcher.group(2), LOCAL_TIME);
        } catch (DateTimeException noSuchDay) {
            throw new IllegalArgumentException("begins on a day or at a time that does not exist", noSuchDay);
        }
        Matcher duration = DURATION.matcher(matcher.group(4));
        if (!duration.matches()) {
            throw new IllegalArgumentException("has a DURATION other than days, hours and minutes, such as PT2H");
        }
        int days = (int) number(duration.group(1));
        Duration rest = Duration.ofHours(number(duration.group(2))).plusMinutes(number(duration.group(3)));
        Duration whole = rest.plusDays(days);
        if (whole.isZero() || whole.compareTo(DURATION_MAX) > 0) {
            throw new IllegalArgumentException(
                    "lasts less than a minute or more than " + DURATION_MAX.toDays() + " days");
        }
        return new DrillWindow(Recurrence.of(start, zone, matcher.group(3)), days, rest);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /// Whether a drill may be raised at this time.
    public boolean contains(Instant instant) {
        return next(instant).filter(span -> span.contains(instant)).isPresent();
    }

    /// The window in which this instant lies, or else the next one.
    public Optional<Span> next(Instant instant) {
        LocalDateTime earliest = LocalDateTime.ofInstant(instant.minus(BEHIND), ZoneOffset.UTC);
        Iterator<LocalDateTime> occurrences = recurrence.occurrences();
        while (occurrences.hasNext()) {
            LocalDateTime start = occurrences.next();
            if (start.isBefore(earliest)) {
                continue;
            }
            Span span = span(start);
            if (span.until().isAfter(instant)) {
                return Optional.of(span);
            }
        }
        return Optional.empty();
    }

    /// Days as the clocks of the zone count them, hours and minutes as they pass.
    private Span span(LocalDateTime start) {
        Instant from = Span.instant(start, recurrence.zone());
        Instant until = Span.instant(start.plusDays(days), recurrence.zone()).plus(rest);
        return new Span(from, until.isBefore(from) ? from : until);
    }
}
