package org.tocsin.node.duty;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.calendar.Recurrence;
import org.tocsin.calendar.Span;
import org.tocsin.calendar.Zones;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/// One table of `duty.toml`. What is wrong becomes a problem, and something harmless is returned in its place; keys
/// that
/// nobody asked for are problems too.
final class DutyTable {
    static final int TEXT_BYTES_MAX = 500;

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)");

    private final String path;
    private final int line;
    private final TomlTable table;
    private final DutyProblems problems;
    private final Set<String> asked = new HashSet<>();

    /// @param path with a point at its end, or empty
    DutyTable(String path, int line, TomlTable table, DutyProblems problems) {
        this.path = path;
        this.line = line;
        this.table = table;
        this.problems = problems;
    }

    boolean has(String key) {
        return table.contains(List.of(key));
    }

    /// The tables `[[key]]`.
    List<DutyTable> tables(String key, int most) {
        List<DutyTable> tables = new ArrayList<>();
        Object value = value(key);
        if (value instanceof TomlArray array) {
            if (array.size() > most) {
                problem(key, "stands here more than " + most + " times", "leave out what is over");
                return tables;
            }
            for (int i = 0; i < array.size(); i++) {
                if (!(array.get(i) instanceof TomlTable inner)) {
                    problem(key, "is no list of tables", "write [[" + path + key + "]] above each");
                    return List.of();
                }
                tables.add(
                        new DutyTable(path + key + ".", array.inputPositionOf(i).line(), inner, problems));
            }
        } else if (value != null) {
            problem(key, "is no list of tables", "write [[" + path + key + "]] above each");
        }
        return tables;
    }

    /// The table `[key]`.
    Optional<DutyTable> table(String key) {
        Object value = value(key);
        if (value instanceof TomlTable inner) {
            return Optional.of(new DutyTable(path + key + ".", lineOf(key), inner, problems));
        }
        if (value != null) {
            problem(key, "is no table", "write [" + path + key + "]");
        }
        return Optional.empty();
    }

    /// The text; empty if it is missing, which is a problem.
    String text(String key) {
        require(key);
        return optionalText(key).orElse("");
    }

    /// One line, with nothing in it that could not be printed.
    Optional<String> optionalText(String key) {
        Object value = value(key);
        if (!(value instanceof String text)) {
            if (value != null) {
                problem(key, "is no text", "put it in quotes");
            }
            return Optional.empty();
        }
        if (text.isBlank() || text.getBytes(StandardCharsets.UTF_8).length > TEXT_BYTES_MAX) {
            problem(key, "is empty, or longer than " + TEXT_BYTES_MAX + " bytes", "correct it");
            return Optional.empty();
        }
        if (text.codePoints().anyMatch(DutyTable::isHidden)) {
            problem(key, "has a character in it that is not shown", "type it anew");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private static boolean isHidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /// A list of texts; empty if it is missing, which is a problem.
    List<String> texts(String key, int most) {
        require(key);
        return optionalTexts(key, most);
    }

    List<String> optionalTexts(String key, int most) {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof TomlArray array && array.size() <= most) {
            for (int i = 0; i < array.size(); i++) {
                if (!(array.get(i) instanceof String text) || text.isBlank() || text.length() > TEXT_BYTES_MAX) {
                    problem(key, "is no list of texts", "write for example " + key + " = [\"a\", \"b\"]");
                    return List.of();
                }
                texts.add(text);
            }
        } else {
            problem(key, "is no list of at most " + most + " texts", "write for example " + key + " = [\"a\", \"b\"]");
        }
        return texts;
    }

    int number(String key, int fallback, int least, int most) {
        Object value = value(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Long number && number >= least && number <= most) {
            return Math.toIntExact(number);
        }
        problem(key, "is no number from " + least + " to " + most, "write it without quotes");
        return fallback;
    }

    Duration duration(String key, Duration fallback, Duration least, Duration most) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            return fallback;
        }
        Matcher matcher = DURATION.matcher(text.get());
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        }
        problem(
                key,
                "is no duration from " + words(least) + " to " + words(most),
                "write for example \"30s\", \"5m\", \"2h\"");
        return fallback;
    }

    private static String words(Duration duration) {
        if (duration.toDays() > 1) {
            return duration.toDays() + "d";
        }
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /// A time zone of the IANA database.
    Optional<ZoneId> zone(String key) {
        Optional<String> text = optionalText(key);
        Optional<ZoneId> zone = text.flatMap(Zones::of);
        if (text.isPresent() && zone.isEmpty()) {
            problem(key, "is no time zone that there is", "write for example \"Europe/Madrid\"");
        }
        return zone;
    }

    /// A local time, by a whole minute.
    Optional<LocalDateTime> localTime(String key) {
        require(key);
        Object value = value(key);
        if (value instanceof LocalDateTime local && isWholeMinute(local)) {
            return Optional.of(local);
        }
        if (value != null) {
            problem(
                    key,
                    "is no local time with a whole minute",
                    "write it without quotes: " + key + " = 2026-01-31T09:00:00");
        }
        return Optional.empty();
    }

    /// From `from` to `until`, each a local time in `zone`, or one with an offset of its own.
    Optional<Span> span(ZoneId zone) {
        Optional<Instant> from = time("from", zone);
        Optional<Instant> until = time("until", zone);
        if (from.isEmpty() || until.isEmpty()) {
            return Optional.empty();
        }
        if (!from.get().isBefore(until.get())) {
            problem("until", "is not after from", "correct one of them");
            return Optional.empty();
        }
        return Optional.of(new Span(from.get(), until.get()));
    }

    private Optional<Instant> time(String key, ZoneId zone) {
        require(key);
        Object value = value(key);
        if (value instanceof LocalDateTime local && isWholeMinute(local)) {
            if (zone.getRules().getValidOffsets(local).isEmpty()) {
                problem(
                        key,
                        "is a time that there is not: on that day the clocks of " + zone + " are put forward over it",
                        "write the time by the clock that is right then, or one with its offset");
                return Optional.empty();
            }
            return Optional.of(Span.instant(local, zone));
        }
        if (value instanceof OffsetDateTime offset && isWholeMinute(offset.toLocalDateTime())) {
            return Optional.of(offset.toInstant());
        }
        if (value != null) {
            problem(
                    key,
                    "is no time with a whole minute",
                    "write it without quotes: " + key + " = 2026-12-25T00:00:00");
        }
        return Optional.empty();
    }

    private static boolean isWholeMinute(LocalDateTime time) {
        return time.getSecond() == 0
                && time.getNano() == 0
                && time.getYear() >= Recurrence.START_YEAR_MIN
                && time.getYear() <= Recurrence.START_YEAR_MAX;
    }

    /// One of some words.
    String choice(String key, String fallback, List<String> choices) {
        String text = optionalText(key).orElse(fallback);
        if (!choices.contains(text)) {
            problem(key, "is not one of its choices", "write one of: " + String.join(", ", choices));
            return fallback;
        }
        return text;
    }

    /// To be called when all was asked for.
    void finish() {
        for (String key : table.keySet()) {
            if (!asked.contains(key)) {
                problem(key, "is no key of this version", "remove it, or correct its spelling");
            }
        }
    }

    void require(String key) {
        asked.add(key);
        if (!has(key)) {
            problem(key, "is missing", "add it");
        }
    }

    void problem(String key, String what, String remedy) {
        problems.add(lineOf(key), path + key, what, remedy);
    }

    private int lineOf(String key) {
        var position = table.inputPositionOf(List.of(key));
        return position == null ? line : position.line();
    }

    private @Nullable Object value(String key) {
        asked.add(key);
        return table.get(List.of(key));
    }
}
