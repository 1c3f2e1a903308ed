package org.tocsin.cli.draft;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/// One table of a draft. Every key that is asked for must be there; every key that is there must have been asked for.
/// What is wrong becomes a problem, and something harmless is returned in its place.
final class DraftTable {
    private final String name;
    private final int line;
    private final TomlTable table;
    private final List<DraftReading.Problem> problems;
    private final Set<String> asked = new HashSet<>();

    /// @param name with a point at its end, or empty
    DraftTable(String name, int line, TomlTable table, List<DraftReading.Problem> problems) {
        this.name = name;
        this.line = line;
        this.table = table;
        this.problems = problems;
    }

    boolean has(String key) {
        return table.contains(List.of(key));
    }

    /// A table inside this one; an empty one if it is missing.
    DraftTable table(String key) {
        Object value = value(key, "is missing: a table [" + key + "]");
        if (value instanceof TomlTable inner) {
            return new DraftTable(name + key + ".", lineOf(key), inner, problems);
        }
        if (value != null) {
            problem(key, "is not a table [" + key + "]");
        }
        return new DraftTable(name + key + ".", line, org.tomlj.Toml.parse(""), new ArrayList<>());
    }

    /// The tables of an array of tables.
    List<DraftTable> tables(String key, int most) {
        asked.add(key);
        List<DraftTable> tables = new ArrayList<>();
        if (has(key)) {
            if (!(table.get(List.of(key)) instanceof TomlArray array)) {
                problem(key, "is not written as [[" + key + "]]");
                return tables;
            }
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof TomlTable inner) {
                    tables.add(new DraftTable(
                            name + key + ".", array.inputPositionOf(i).line(), inner, problems));
                } else {
                    problem(key, "is not written as [[" + key + "]]");
                }
            }
            if (array.size() > most) {
                problem(key, "more than " + most);
            }
        }
        return tables;
    }

    String text(String key, int bytesMax) {
        Object value = value(key, "is missing");
        if (!(value instanceof String text)) {
            if (value != null) {
                problem(key, "is not a text in quotes");
            }
            return "";
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
            problem(key, "is longer than " + bytesMax + " bytes");
            return "";
        }
        return text;
    }

    /// A text without control characters but ends of lines.
    String plain(String key, int bytesMax) {
        String text = text(key, bytesMax);
        if (text.codePoints().anyMatch(point -> point != '\n' && Character.isISOControl(point))) {
            problem(key, "has control characters");
            return "";
        }
        return text;
    }

    /// A text that means something else.
    <T> T text(String key, int bytesMax, T harmless, String wanted, Reading<T> reading) {
        int before = problems.size();
        String text = text(key, bytesMax);
        if (problems.size() > before || !has(key)) {
            return harmless;
        }
        return reading.of(text).orElseGet(() -> {
            problem(key, "\"" + text + "\" is not " + wanted);
            return harmless;
        });
    }

    /// A text that means something else, or one that says that there is nothing.
    <T> Optional<T> textOr(String nothing, String key, int bytesMax, String wanted, Reading<T> reading) {
        int before = problems.size();
        String text = text(key, bytesMax);
        if (problems.size() > before || !has(key) || text.equals(nothing)) {
            return Optional.empty();
        }
        Optional<T> read = reading.of(text);
        if (read.isEmpty()) {
            problem(key, "\"" + text + "\" is not " + wanted);
        }
        return read;
    }

    int number(String key, int least, int most) {
        Object value = value(key, "is missing");
        if (value instanceof Long number && number >= least && number <= most) {
            return number.intValue();
        }
        if (value != null) {
            problem(key, "is not a number from " + least + " to " + most);
        }
        return least;
    }

    /// A count of statements.
    long size(String key) {
        Object value = value(key, "is missing");
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        if (value != null) {
            problem(key, "is not a number from 0 on");
        }
        return 0;
    }

    boolean flag(String key) {
        Object value = value(key, "is missing");
        if (value != null && !(value instanceof Boolean)) {
            problem(key, "is not true or false");
        }
        return Boolean.TRUE.equals(value);
    }

    /// A day (its beginning in UTC), or a time with its offset; not finer than a millisecond.
    Optional<Instant> instant(String key) {
        Optional<Instant> instant = switch (value(key, "is missing")) {
            case OffsetDateTime time -> Optional.of(time.toInstant());
            case LocalDate day -> Optional.of(day.atStartOfDay(ZoneOffset.UTC).toInstant());
            case null -> Optional.empty();
            default -> {
                problem(key, "is not a day (2026-01-31) or a time with its offset (2026-01-31T12:00:00Z)");
                yield Optional.empty();
            }
        };
        if (instant.filter(time -> !time.truncatedTo(ChronoUnit.MILLIS).equals(time))
                .isPresent()) {
            problem(key, "is finer than a millisecond");
        }
        return instant;
    }

    /// Words, each once.
    List<String> words(String key, int most, String wanted, Predicate<String> isWord) {
        List<String> words = new ArrayList<>();
        Object value = value(key, "is missing");
        if (!(value instanceof TomlArray array)) {
            if (value != null) {
                problem(key, "is not a list in brackets");
            }
            return words;
        }
        for (int i = 0; i < array.size(); i++) {
            int wordLine = array.inputPositionOf(i).line();
            if (!(array.get(i) instanceof String word)) {
                problems.add(new DraftReading.Problem(wordLine, name + key, "has something that is not a text"));
            } else if (!isWord.test(word)) {
                problems.add(new DraftReading.Problem(wordLine, name + key, "\"" + word + "\" is not " + wanted));
            } else if (words.contains(word)) {
                problems.add(new DraftReading.Problem(wordLine, name + key, "\"" + word + "\" stands twice"));
            } else {
                words.add(word);
            }
        }
        if (words.size() > most) {
            problem(key, "more than " + most + " values");
        }
        return words;
    }

    /// Keys of this table, for a table whose keys are data.
    Set<String> keys() {
        return table.keySet();
    }

    void problem(String key, String what) {
        problems.add(new DraftReading.Problem(lineOf(key), name + key, what));
    }

    /// Names the keys that nobody asked for.
    void end() {
        end("is no term of an agreement");
    }

    /// As above.
    ///
    /// @param what such a key is
    void end(String what) {
        for (String key : table.keySet()) {
            if (!asked.contains(key)) {
                problem(key, what);
            }
        }
    }

    private @org.jspecify.annotations.Nullable Object value(String key, String missing) {
        asked.add(key);
        Object value = table.get(List.of(key));
        if (value == null) {
            problem(key, missing);
        }
        return value;
    }

    private int lineOf(String key) {
        var position = table.inputPositionOf(List.of(key));
        return position == null ? line : position.line();
    }

    /// What a text means; empty if nothing.
    interface Reading<T> {
        Optional<T> of(String text);
    }
}
