package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What an operator is told of a lane to a partner. Reasons are counted by name; `detail` may quote the partner: escape
/// it.
public record LaneStatus(
        State state,
        String detail,
        long released,
        long receipted,
        Map<String, Long> withheld,
        Map<String, Long> refused,
        long voided,
        Optional<Instant> receiptAt) {
    /// What the pump does.
    public enum State {
        /// There is no pump yet.
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

    public LaneStatus {
        withheld = Map.copyOf(withheld);
        refused = Map.copyOf(refused);
    }

    /// Own records that were decided on for this lane, in its current epoch.
    public long decided() {
        return released + withheld.values().stream().mapToLong(Long::longValue).sum();
    }
}
