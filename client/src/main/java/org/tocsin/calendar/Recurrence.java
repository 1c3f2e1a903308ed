package org.tocsin.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/// Local times that come again by a rule of RFC 5545, in a zone. The rule is followed on local times alone; what clocks
/// do
/// to them is decided when one becomes an instant (`Span.instant`).
///
/// Of the RFC's rules those are taken that a rota or a drill can mean, and whose work is bounded (R-EMG-10): by day,
/// week,
/// month or year, from a start that the rule itself matches.
///
/// Source: RFC 5545, section 3.3.10.
public final class Recurrence {
    public static final int RULE_BYTES_MAX = 300;
    public static final int INTERVAL_MAX = 366;
    /// Starts on one day, by BYHOUR and BYMINUTE.
    public static final int STARTS_A_DAY_MAX = 24;
    /// From the start on; what would come later does not come.
    public static final int OCCURRENCES_MAX = 100_000;
    /// A recurrence ends before a longer gap: 29 February comes after eight years at most.
    public static final Duration GAP_MAX = Duration.ofDays(3_653);

    public static final int START_YEAR_MIN = 2000;
    public static final int START_YEAR_MAX = 2100;

    private static final Pattern RULE = Pattern.compile("[A-Z]+=[A-Z0-9+,-]+(;[A-Z]+=[A-Z0-9+,-]+)*");
    private static final Set<String> PARTS = Set.of(
            "FREQ",
            "INTERVAL",
            "COUNT",
            "UNTIL",
            "BYMONTH",
            "BYWEEKNO",
            "BYYEARDAY",
            "BYMONTHDAY",
            "BYDAY",
            "BYHOUR",
            "BYMINUTE",
            "BYSETPOS",
            "WKST");
    private static final Set<String> FREQUENCIES = Set.of("DAILY", "WEEKLY", "MONTHLY", "YEARLY");
    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    private final LocalDateTime start;
    private final ZoneId zone;
    private final String rule;
    private final @Nullable Instant last;

    private Recurrence(LocalDateTime start, ZoneId zone, String rule, @Nullable Instant last) {
        this.start = start;
        this.zone = zone;
        this.rule = rule;
        this.last = last;
    }

    /// @param start the first occurrence: a whole minute
    /// @param rule as after `RRULE:`, in capitals, without spaces
    /// @throws IllegalArgumentException saying what is wrong, if the rule is not one that is followed here
    public static Recurrence of(LocalDateTime start, ZoneId zone, String rule) {
        if (start.getYear() < START_YEAR_MIN || start.getYear() > START_YEAR_MAX) {
            throw new IllegalArgumentException(
                    "begins in a year that is not from " + START_YEAR_MIN + " to " + START_YEAR_MAX);
        }
        if (start.getSecond() != 0 || start.getNano() != 0) {
            throw new IllegalArgumentException("begins within a minute: whole minutes only");
        }
        Map<String, String> parts = parts(rule);
        check(parts);
        Instant last = parts.containsKey("UNTIL") ? until(parts.get("UNTIL")) : null;
        parse(rule);
        var recurrence = new Recurrence(start, zone, rule, last);
        Iterator<LocalDateTime> occurrences = recurrence.occurrences();
        if (!occurrences.hasNext()) {
            throw new IllegalArgumentException("never happens");
        }
        LocalDateTime first = occurrences.next();
        if (!first.equals(start)) {
            throw new IllegalArgumentException("does not match its own start; the first time after it is " + first);
        }
        return recurrence;
    }

    private static Map<String, String> parts(String rule) {
        if (rule.length() > RULE_BYTES_MAX || !RULE.matcher(rule).matches()) {
            throw new IllegalArgumentException(
                    "is no rule of RFC 5545 in capitals, such as FREQ=WEEKLY;INTERVAL=2, of at most " + RULE_BYTES_MAX
                            + " bytes");
        }
        Map<String, String> parts = new HashMap<>();
        for (String part : rule.split(";", -1)) {
            int equals = part.indexOf('=');
            String name = part.substring(0, equals);
            if (!PARTS.contains(name)) {
                throw new IllegalArgumentException("has a part " + name + ", which is not followed here");
            }
            if (parts.put(name, part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("has two parts " + name);
            }
        }
        return parts;
    }

    private static void check(Map<String, String> parts) {
        if (!FREQUENCIES.contains(parts.getOrDefault("FREQ", ""))) {
            throw new IllegalArgumentException("has a FREQ other than DAILY, WEEKLY, MONTHLY and YEARLY");
        }
        String interval = parts.getOrDefault("INTERVAL", "1");
        if (!interval.matches("[1-9][0-9]{0,2}") || Integer.parseInt(interval) > INTERVAL_MAX) {
            throw new IllegalArgumentException("has an INTERVAL that is not from 1 to " + INTERVAL_MAX);
        }
        int startsADay = values(parts, "BYHOUR") * values(parts, "BYMINUTE");
        if (startsADay > STARTS_A_DAY_MAX) {
            throw new IllegalArgumentException("begins more than " + STARTS_A_DAY_MAX + " times a day");
        }
    }

    private static int values(Map<String, String> parts, String name) {
        return parts.getOrDefault(name, "").split(",", -1).length;
    }

    private static Instant until(@Nullable String text) {
        try {
            return LocalDateTime.parse(text == null ? "" : text, UTC_TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException other) {
            throw new IllegalArgumentException(
                    "has an UNTIL that is not a time in UTC, such as UNTIL=20261231T230000Z", other);
        }
    }

    /// The rule without its end, which is ours to check: the library compares it with times that have no zone.
    private static RecurrenceRule parse(String rule) {
        try {
            var parsed = new RecurrenceRule(rule, RecurrenceRule.RfcMode.RFC5545_STRICT);
            if (parsed.getUntil() != null) {
                parsed.setUntil(null);
            }
            return parsed;
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException invalid) {
            throw new IllegalArgumentException("is no valid rule: " + invalid.getMessage(), invalid);
        }
    }

    /// All local times of the rule, in order, each once; ends at COUNT or UNTIL, after `OCCURRENCES_MAX`, and before a
    /// gap
    /// that is longer than `GAP_MAX`.
    public Iterator<LocalDateTime> occurrences() {
        return new Occurrences();
    }

    public LocalDateTime start() {
        return start;
    }

    public ZoneId zone() {
        return zone;
    }

    public String rule() {
        return rule;
    }

    @Override
    public String toString() {
        return start + " " + zone + " " + rule;
    }

    /// Looks one ahead, as the library does, but never lets its giving up hide what it found before.
    private final class Occurrences implements Iterator<LocalDateTime> {
        private @Nullable RecurrenceRuleIterator rest;
        private LocalDateTime previous = start;
        private @Nullable LocalDateTime next;
        private int count;

        Occurrences() {
            try {
                rest = parse(rule)
                        .iterator(new DateTime(
                                start.getYear(),
                                start.getMonthValue() - 1,
                                start.getDayOfMonth(),
                                start.getHour(),
                                start.getMinute(),
                                0));
            } catch (IllegalArgumentException nothingFound) {
                rest = null;
            }
            advance();
        }

        private void advance() {
            next = null;
            RecurrenceRuleIterator following = rest;
            if (following == null || count == OCCURRENCES_MAX || !following.hasNext()) {
                return;
            }
            DateTime found = following.peekDateTime();
            try {
                following.nextMillis();
            } catch (IllegalArgumentException nothingFoundAfterIt) {
                rest = null;
            }
            LocalDateTime local = LocalDateTime.of(
                    found.getYear(),
                    found.getMonth() + 1,
                    found.getDayOfMonth(),
                    found.getHours(),
                    found.getMinutes(),
                    found.getSeconds());
            boolean tooFar = Duration.between(previous, local).compareTo(GAP_MAX) > 0;
            boolean over = last != null && Span.instant(local, zone).isAfter(last);
            if (tooFar || over) {
                rest = null;
                return;
            }
            count++;
            previous = local;
            next = local;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public LocalDateTime next() {
            LocalDateTime found = next;
            if (found == null) {
                throw new NoSuchElementException();
            }
            advance();
            return found;
        }
    }
}
