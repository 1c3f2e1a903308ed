package org.tocsin.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The identity of an incident record: its author, the epoch in which it was first stated, and 16 random bytes. Rule
/// R-REC-1.
public record RecordId(Team team, int epoch, Bytes localId) {
    public static final int LOCAL_ID_BYTES = 16;

    private static final Pattern TEXT = Pattern.compile("([a-z0-9.-]{3,253})/([1-9][0-9]{0,8})/([0-9a-f]{32})");

    public RecordId {
        if (localId.length() != LOCAL_ID_BYTES) {
            throw new IllegalArgumentException("a local id has 16 bytes, not " + localId.length());
        }
        if (epoch < 1) {
            throw new IllegalArgumentException("epochs count from 1, not " + epoch);
        }
    }

    /// Reads `<team>/<epoch>/<32 hex digits>`.
    public static Optional<RecordId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || !Team.isDomain(matcher.group(1))) {
            return Optional.empty();
        }
        return Optional.of(new RecordId(
                new Team(matcher.group(1)), Integer.parseInt(matcher.group(2)), Bytes.ofHex(matcher.group(3))));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordId id && epoch == id.epoch && localId.equals(id.localId) && team.equals(id.team);
    }

    /// Of the local id alone: it is random.
    @Override
    public int hashCode() {
        return localId.hashCode();
    }

    @Override
    public String toString() {
        return team.domain() + "/" + epoch + "/" + localId.hex();
    }
}
