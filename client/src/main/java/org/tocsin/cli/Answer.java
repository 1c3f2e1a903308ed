package org.tocsin.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;

/// What a command answers about one thing: named values in order. A line of JSON for programs, a row or a block for
/// people. Names are lower case with underscores, and are a contract once released.
public final class Answer {
    private final Map<String, Object> values = new LinkedHashMap<>();

    private Answer() {}

    public static Answer of() {
        return new Answer();
    }

    public Answer put(String name, String value) {
        return set(name, value);
    }

    public Answer put(String name, long value) {
        return set(name, value);
    }

    public Answer put(String name, double value) {
        return set(name, value);
    }

    public Answer put(String name, boolean value) {
        return set(name, value);
    }

    /// RFC 3339 in UTC for programs; local time with its offset for people.
    public Answer put(String name, Instant value) {
        return set(name, value);
    }

    /// Seconds for programs; `2m 3s` for people.
    public Answer put(String name, Duration value) {
        return set(name, value);
    }

    /// In hex.
    public Answer put(String name, Digest value) {
        return set(name, value.hex());
    }

    /// In hex.
    public Answer put(String name, Bytes value) {
        return set(name, value.hex());
    }

    public Answer put(String name, Answer value) {
        return set(name, value);
    }

    /// Texts, or other answers.
    public Answer put(String name, List<?> value) {
        List<Object> items = new ArrayList<>();
        for (Object item : value) {
            items.add(item instanceof Answer answer ? answer : item.toString());
        }
        return set(name, Collections.unmodifiableList(items));
    }

    /// Counts by name, as an object.
    public Answer put(String name, Map<String, ? extends Number> counts) {
        Answer answer = of();
        counts.forEach((key, count) -> answer.put(key, count.longValue()));
        return set(name, answer);
    }

    /// Left out if empty.
    public Answer put(String name, Optional<?> value) {
        value.ifPresent(present -> {
            switch (present) {
                case Answer answer -> put(name, answer);
                case Instant instant -> put(name, instant);
                case Duration duration -> put(name, duration);
                case Digest digest -> put(name, digest);
                case Bytes bytes -> put(name, bytes);
                case Long number -> put(name, number.longValue());
                case Integer number -> put(name, number.longValue());
                default -> put(name, present.toString());
            }
        });
        return this;
    }

    Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    private Answer set(String name, Object value) {
        values.put(name, value);
        return this;
    }
}
