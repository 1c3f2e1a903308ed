package org.tocsin.local;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// One entry of the ledger `<team>/local`: something that an officer or the node did. Its bytes are eight lines of
/// printable ASCII; they are what is hashed.
///
/// @param actor an officer's URI, or `node`
/// @param method what was called, `service/Method`; for the node what it did
/// @param arguments SHA-256 of the call's first message
/// @param act index of the entry in which the act began; empty: it is this one
/// @param outcome what came of it: empty, OK, a reason, or what was stated
public record LocalEntry(
        Instant at,
        Kind kind,
        String actor,
        String method,
        Optional<Digest> arguments,
        Optional<Long> act,
        String outcome) {
    /// Who acts when no officer does.
    public static final String NODE = "node";
    /// Characters of one line.
    public static final int LINE_MAX = 400;

    private static final String FIRST = "tocsin/local/v1";
    private static final String NOTHING = "-";
    private static final int LINES = 8;
    private static final Pattern LINE = Pattern.compile("[ -~]{0," + LINE_MAX + "}");
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,17}");

    /// What the entry says of the act. Exactly one entry of an act has no `act`: so acts can be counted.
    public enum Kind {
        /// The node started, stopped, read its papers again.
        NODE,
        /// An officer asked for something that changes nothing.
        ASKED,
        /// An officer's call begins that may change something.
        BEGUN,
        /// What was stated or written for it, in the commit of this entry.
        STATED,
        /// How it ended.
        ENDED,
        /// It was refused, and had no effect.
        REFUSED
    }

    public LocalEntry {
        at = Instant.ofEpochMilli(at.toEpochMilli());
        for (String line : new String[] {actor, method, outcome}) {
            if (!LINE.matcher(line).matches()) {
                throw new IllegalArgumentException("not one line of at most " + LINE_MAX + " printable characters");
            }
        }
    }

    /// The name of a team's local ledger, as it stands in its checkpoints.
    public static String origin(Team team) {
        return team.domain() + "/local";
    }

    /// Whether an act begins here.
    public boolean begins() {
        return act.isEmpty();
    }

    public Bytes encode() {
        return Bytes.ofUtf8(String.join(
                "\n",
                FIRST,
                at.toString(),
                kind.name().toLowerCase(Locale.ROOT),
                actor,
                method,
                arguments.map(Digest::hex).orElse(NOTHING),
                act.map(String::valueOf).orElse(NOTHING),
                outcome + "\n"));
    }

    /// @return empty if the bytes are no entry in its one spelling
    public static Optional<LocalEntry> decode(Bytes bytes) {
        String[] lines = bytes.utf8().split("\n", -1);
        if (lines.length != LINES + 1 || !lines[0].equals(FIRST) || !lines[LINES].isEmpty()) {
            return Optional.empty();
        }
        Optional<Kind> kind = Arrays.stream(Kind.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(lines[2]))
                .findFirst();
        boolean isArguments = lines[5].equals(NOTHING) || lines[5].matches("[0-9a-f]{64}");
        boolean isAct = lines[6].equals(NOTHING) || INDEX.matcher(lines[6]).matches();
        if (kind.isEmpty() || !isArguments || !isAct) {
            return Optional.empty();
        }
        try {
            var entry = new LocalEntry(
                    Instant.parse(lines[1]),
                    kind.get(),
                    lines[3],
                    lines[4],
                    lines[5].equals(NOTHING) ? Optional.empty() : Optional.of(Digest.ofHex(lines[5])),
                    lines[6].equals(NOTHING) ? Optional.empty() : Optional.of(Long.parseLong(lines[6])),
                    lines[7]);
            return entry.encode().equals(bytes) ? Optional.of(entry) : Optional.empty();
        } catch (DateTimeParseException | IllegalArgumentException unfit) {
            return Optional.empty();
        }
    }
}
