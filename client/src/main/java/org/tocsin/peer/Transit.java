package org.tocsin.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a node says to its own officers of what is on its way to partners and from them.
public final class Transit {
    private Transit() {}

    /// All lanes at one instant, by the node's clock.
    public record Lanes(Instant at, List<Lane> lanes) {
        public Lanes {
            lanes = List.copyOf(lanes);
        }
    }

    /// One lane, in one direction. What is said of one direction only is 0, empty or false in the other.
    ///
    /// @param lane emergency, routine, bulk or control
    /// @param released the last sequence given out
    /// @param through the last sequence that receipts cover
    /// @param oldestOwedAt when the oldest sequence without a receipt was given out
    /// @param retryAt when it is tried again by itself
    /// @param alarm why it is out of step; empty: it is not
    public record Lane(
            String partner,
            String lane,
            boolean inbound,
            String state,
            String detail,
            long released,
            long through,
            Optional<Instant> oldestOwedAt,
            double recordsPerSecond,
            int windowFrames,
            int windowFramesMax,
            Optional<Instant> lastReceiptAt,
            Optional<Instant> retryAt,
            String alarm,
            boolean paused,
            long stored,
            long duplicates,
            Map<String, Long> refused) {
        public Lane {
            refused = Map.copyOf(refused);
        }

        /// Sequences that no receipt covers yet.
        public long lag() {
            return released - through;
        }

        /// How long the oldest of them has waited.
        public Optional<Duration> lagTime(Instant now) {
            return oldestOwedAt.map(since -> since.isAfter(now) ? Duration.ZERO : Duration.between(since, now));
        }

        /// Whether a human has to look.
        public boolean needsLooking() {
            return state.equals("stopped") || !alarm.isEmpty();
        }
    }
}
