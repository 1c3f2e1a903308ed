package org.tocsin.node.duty;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// A ladder snapshot as text: a line for each rung and person, fields between tabs. A field has tabs, line ends and
/// backslashes escaped; lists are fields with spaces between their parts, which have none.
final class SnapshotText {
    private static final String HEAD = "tocsin/ladder/v1";

    private SnapshotText() {}

    static String write(LadderSnapshot snapshot) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                HEAD,
                snapshot.takenAt().toString(),
                String.valueOf(snapshot.rounds()),
                snapshot.silence().toString());
        for (LadderSnapshot.Rung rung : snapshot.rungs()) {
            line(text, "rung", rung.who(), rung.patience().toString(), rung.emptyBecause());
            for (LadderSnapshot.Person person : rung.people()) {
                line(
                        text,
                        "person",
                        person.officer(),
                        person.name(),
                        person.role().word(),
                        person.zone().getId(),
                        String.join(" ", person.languages()),
                        String.join(" ", person.channels()));
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String... fields) {
        for (int i = 0; i < fields.length; i++) {
            text.append(i == 0 ? "" : "\t").append(escaped(fields[i]));
        }
        text.append('\n');
    }

    static LadderSnapshot read(String text) {
        try {
            return lines(text);
        } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException unreadable) {
            throw new IllegalArgumentException("is no ladder snapshot", unreadable);
        }
    }

    private static LadderSnapshot lines(String text) {
        List<String> lines = text.lines().toList();
        List<String> head = fields(lines.getFirst(), HEAD, 4);
        List<LadderSnapshot.Rung> rungs = new ArrayList<>();
        int at = 1;
        while (at < lines.size()) {
            List<String> rung = fields(lines.get(at++), "rung", 4);
            List<LadderSnapshot.Person> people = new ArrayList<>();
            while (at < lines.size() && lines.get(at).startsWith("person\t")) {
                people.add(person(fields(lines.get(at++), "person", 7)));
            }
            rungs.add(new LadderSnapshot.Rung(rung.get(1), people, Duration.parse(rung.get(2)), rung.get(3)));
        }
        return new LadderSnapshot(
                Instant.parse(head.get(1)), Integer.parseInt(head.get(2)), Duration.parse(head.get(3)), rungs);
    }

    private static LadderSnapshot.Person person(List<String> fields) {
        return new LadderSnapshot.Person(
                fields.get(1),
                fields.get(2),
                DutyRole.of(fields.get(3)).orElseThrow(() -> new IllegalArgumentException("is no role")),
                ZoneId.of(fields.get(4)),
                List.of(fields.get(5).split(" ", -1)),
                List.of(fields.get(6).split(" ", -1)));
    }

    private static List<String> fields(String line, String kind, int count) {
        List<String> fields = new ArrayList<>();
        for (String field : line.split("\t", -1)) {
            fields.add(unescaped(field));
        }
        if (fields.size() != count || !fields.getFirst().equals(kind)) {
            throw new IllegalArgumentException("is no ladder snapshot: a line " + kind + " is expected");
        }
        return fields;
    }

    /// Whatever ends a line, for whoever reads lines.
    private static String escaped(String field) {
        return field.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String unescaped(String field) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char meant = field.charAt(++i);
            text.append(
                    switch (meant) {
                        case 't' -> '\t';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        default -> meant;
                    });
        }
        return text.toString();
    }
}
