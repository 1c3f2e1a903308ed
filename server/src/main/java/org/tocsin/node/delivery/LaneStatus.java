package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// How a lane to a partner does: live numbers, which cost no query. `detail` may quote the partner: escape it.
///
/// @param released the last sequence that was given out
/// @param receipted the last sequence that the partner's receipts cover
/// @param oldestOwedAt when the oldest sequence without a receipt was given out, or a little before
/// @param recordsPerSecond receipted, over the last ten seconds
/// @param windowFrames frames on their way without a receipt, of `windowFramesMax`
/// @param retryAt when the pump tries again by itself
/// @param alarm why the lane is out of step, while it is
/// @param counts what it takes a query to know; only where one lane was asked for
public record LaneStatus(
        Team partner,
        Lane lane,
        State state,
        String detail,
        long released,
        long receipted,
        Optional<Instant> receiptAt,
        Optional<Instant> oldestOwedAt,
        double recordsPerSecond,
        int windowFrames,
        int windowFramesMax,
        Optional<Instant> retryAt,
        Optional<String> alarm,
        boolean paused,
        Optional<Counts> counts) {
    /// What the pump does.
    public enum State {
        /// It has nothing to send, and no stream.
        IDLE,
        /// It dials, or waits for the partner to say where it stands.
        CONNECTING,
        /// It sends whatever there is.
        CONNECTED,
        /// It waits to try again.
        WAITING,
        /// The partner asked it to wait.
        HELD,
        /// A human must act.
        STOPPED
    }

    /// What was withheld, refused and sent void in the lane's current epoch. Reasons are counted by name.
    public record Counts(Map<String, Long> withheld, Map<String, Long> refused, long voided) {
        static final Counts NONE = new Counts(Map.of(), Map.of(), 0);

        public Counts {
            withheld = Map.copyOf(withheld);
            refused = Map.copyOf(refused);
        }
    }

    /// What the partner's receipts do not cover yet.
    public long owed() {
        return released - receipted;
    }

    public Map<String, Long> withheld() {
        return counts.orElse(Counts.NONE).withheld();
    }

    public Map<String, Long> refused() {
        return counts.orElse(Counts.NONE).refused();
    }

    public long voided() {
        return counts.orElse(Counts.NONE).voided();
    }

    /// Own records that were decided on for this lane, in its current epoch.
    public long decided() {
        return released
                + withheld().values().stream().mapToLong(Long::longValue).sum();
    }

    /// A lane's name, as people read it.
    public static String name(Lane lane) {
        return lane.name().toLowerCase(Locale.ROOT);
    }
}
