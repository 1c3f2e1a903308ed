package org.tocsin.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The two shapes of an answer: JSON, and text for people.
final class Shapes {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final ZoneId zone;

    Shapes(ZoneId zone) {
        this.zone = zone;
    }

    String json(Answer answer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            write(generator, answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Escaper.json(text.toString());
    }

    private void write(JsonGenerator generator, Object value) throws IOException {
        switch (value) {
            case Answer answer -> {
                generator.writeStartObject();
                for (Map.Entry<String, Object> entry : answer.values().entrySet()) {
                    generator.writeFieldName(entry.getKey());
                    write(generator, entry.getValue());
                }
                generator.writeEndObject();
            }
            case List<?> items -> {
                generator.writeStartArray();
                for (Object item : items) {
                    write(generator, item);
                }
                generator.writeEndArray();
            }
            case Long number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case Boolean truth -> generator.writeBoolean(truth);
            case Duration duration -> generator.writeNumber(duration.toMillis() / 1000.0);
            default -> generator.writeString(value.toString());
        }
    }

    /// One line a value: names in one column, values in the next; answers inside answers are indented.
    List<String> block(Answer answer) {
        List<String> lines = new ArrayList<>();
        block(answer, "", lines);
        return lines;
    }

    private void block(Answer answer, String indent, List<String> lines) {
        int width = answer.values().keySet().stream()
                .mapToInt(name -> CellWidth.of(heading(name)))
                .max()
                .orElse(0);
        answer.values().forEach((name, value) -> {
            String label = indent + CellWidth.padded(heading(name), width);
            if (value instanceof Answer inner) {
                lines.add(label.stripTrailing());
                block(inner, indent + "  ", lines);
            } else if (value instanceof List<?> items && items.stream().anyMatch(Answer.class::isInstance)) {
                lines.add(label.stripTrailing());
                for (Object item : items) {
                    lines.add(indent + "  - " + cell(item));
                }
            } else {
                lines.add((label + "  " + cell(value)).stripTrailing());
            }
        });
    }

    /// A value in one line, escaped and cut.
    String cell(Object value) {
        return switch (value) {
            case Answer answer ->
                answer.values().entrySet().stream()
                        .map(entry -> heading(entry.getKey()) + " " + cell(entry.getValue()))
                        .collect(Collectors.joining(", "));
            case List<?> items -> items.stream().map(this::cell).collect(Collectors.joining(", "));
            case Instant instant -> LOCAL.format(instant.atZone(zone));
            case Duration duration -> span(duration);
            case Double number -> String.format(Locale.ROOT, "%.3f", number);
            case Boolean truth -> truth ? "yes" : "no";
            default -> Escaper.show(value.toString());
        };
    }

    static String heading(String name) {
        return Escaper.show(name.replace('_', ' '));
    }

    /// A length of time as people say it, in its two largest units.
    static String span(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        if (seconds < 86_400) {
            return seconds / 3_600 + "h " + seconds % 3_600 / 60 + "m";
        }
        return seconds / 86_400 + "d " + seconds % 86_400 / 3_600 + "h";
    }
}
