package org.tocsin.stix;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tocsin.stix.StixDocument.Header;
import org.tocsin.stix.StixDocument.Occurred;

/// Gathers what the header of a record says, object by object.
final class HeaderFacts {
    private static final String RSIT_PREFIX = "rsit:";

    private final TreeSet<String> types = new TreeSet<>();
    private final TreeSet<String> rsit = new TreeSet<>();
    private final TreeSet<String> sectors = new TreeSet<>();
    private final TreeSet<String> countries = new TreeSet<>();
    private final TreeSet<String> languages = new TreeSet<>();
    private final HandlingFacts handling = new HandlingFacts();
    private int confidence = Integer.MAX_VALUE;
    private @Nullable Instant from;
    private @Nullable Instant until;

    /// Takes in the valid object at the root of the tape.
    void add(Tape tape, String type) {
        types.add(type);
        handling.add(tape, type);
        for (int child = 1; child < tape.end(0); child = tape.end(child)) {
            switch (String.valueOf(tape.name(child))) {
                case "confidence" -> confidence(tape, child);
                case "lang" -> {
                    if (tape.kind(child) == Tape.STRING) {
                        languages.add(tape.text(child));
                    }
                }
                case "labels" -> labels(tape, child);
                case "sectors" -> {
                    if (type.equals("identity")) {
                        for (int item = child + 1; item < tape.end(child); item = tape.end(item)) {
                            sectors.add(tape.text(item));
                        }
                    }
                }
                case "country" -> {
                    if (type.equals("location") && tape.length(child) == 2) {
                        countries.add(tape.text(child).toUpperCase(Locale.ROOT));
                    }
                }
                case "first_observed", "last_observed" -> occurred(tape, child, type.equals("observed-data"));
                case "first_seen", "last_seen" -> occurred(tape, child, type.equals("sighting"));
                case "start_time", "end_time" -> occurred(tape, child, type.equals("event"));
                default -> {}
            }
        }
    }

    /// Types without a confidence of their own may have a property of that name, with anything in it.
    private void confidence(Tape tape, int node) {
        boolean stated =
                tape.kind(node) == Tape.INTEGER && tape.length(node) <= 3 && tape.pool()[tape.start(node)] != '-';
        if (stated) {
            confidence = Math.min(confidence, Integer.parseInt(tape.text(node)));
        }
    }

    /// Classes of the reference security incident taxonomy, as labels spell them: `rsit:fraud="masquerade"`.
    private void labels(Tape tape, int labels) {
        for (int item = labels + 1; item < tape.end(labels); item = tape.end(item)) {
            if (tape.kind(labels) != Tape.ARRAY || tape.kind(item) != Tape.STRING) {
                return;
            }
            String label = tape.text(item);
            int equals = label.indexOf("=\"");
            if (label.startsWith(RSIT_PREFIX) && equals > 0 && label.endsWith("\"") && equals + 2 < label.length()) {
                rsit.add(label.substring(RSIT_PREFIX.length(), equals) + "/"
                        + label.substring(equals + 2, label.length() - 1));
            }
        }
    }

    private void occurred(Tape tape, int node, boolean counts) {
        if (!counts
                || tape.kind(node) != Tape.STRING
                || Timestamps.second(tape.pool(), tape.start(node), tape.length(node)) == Timestamps.INVALID) {
            return;
        }
        Instant instant = Timestamps.instant(tape.pool(), tape.start(node), tape.length(node));
        if (from == null || instant.isBefore(from)) {
            from = instant;
        }
        if (until == null || instant.isAfter(until)) {
            until = instant;
        }
    }

    Header header() {
        return new Header(
                types,
                rsit,
                sectors,
                countries,
                confidence == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(confidence),
                languages,
                from == null || until == null ? Optional.empty() : Optional.of(new Occurred(from, until)),
                handling.conditions());
    }
}
