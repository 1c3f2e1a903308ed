package org.tocsin.cli.emergency;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.cli.CommandFault;

/// Moments and spans as people type them.
final class Moments {
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,4})(s|m|h|d)");

    private Moments() {}

    /// As `30m`, `2h`.
    static Duration span(String typed, String option) {
        Matcher matcher = SPAN.matcher(typed);
        if (!matcher.matches()) {
            throw unusable(typed, option, "a span as 30s, 30m, 2h or 1d");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /// A span from now; `03:00`, the next time that it is so late there; `2026-03-29T03:00` there; or with an offset.
    static Instant moment(String typed, String option, Instant now, ZoneId there) {
        if (SPAN.matcher(typed).matches()) {
            return now.plus(span(typed, option));
        }
        try {
            if (typed.length() <= 5) {
                ZonedDateTime next = now.atZone(there).with(LocalTime.parse(typed));
                return next.toInstant().isAfter(now)
                        ? next.toInstant()
                        : next.toLocalDate()
                                .plusDays(1)
                                .atTime(next.toLocalTime())
                                .atZone(there)
                                .toInstant();
            }
            return typed.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
                    ? OffsetDateTime.parse(typed).toInstant()
                    : local(LocalDateTime.parse(typed), option, there);
        } catch (DateTimeException unreadable) {
            throw unusable(typed, option, "a span as 30m, a time as 03:00, or as 2026-03-29T03:00 (+09:00)");
        }
    }

    /// A clock that is put forward skips an hour: no moment has that time there.
    private static Instant local(LocalDateTime time, String option, ZoneId there) {
        if (there.getRules().getValidOffsets(time).isEmpty()) {
            throw unusable(time.toString(), option, "the clocks of " + there + " skip it that day: name another time");
        }
        return time.atZone(there).toInstant();
    }

    static ZoneId zone(String typed) {
        try {
            return ZoneId.of(typed);
        } catch (DateTimeException unknown) {
            throw unusable(typed, "--zone", "a time zone as Europe/Madrid");
        }
    }

    private static CommandFault unusable(String typed, String option, String remedy) {
        return CommandFault.unusable("not a time", option + " " + typed, remedy);
    }
}
