package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Team;

/// How far the history that a partner gets is.
///
/// @param from the instant from which on history was agreed; empty if none was
/// @param until when the routine lane began: what was stated from then on is no history
/// @param scanned entries of our ledger that were looked at, of `toScan`
/// @param released sequences given out on the bulk lane, of which `receipted` are
public record BackfillStatus(
        Team partner,
        Optional<Instant> from,
        Instant until,
        State state,
        long scanned,
        long toScan,
        long released,
        long receipted) {
    /// Where it stands.
    public enum State {
        /// No history was agreed.
        IDLE,
        /// There is history to look at, or to deliver.
        RUNNING,
        /// An officer wants it to wait.
        PAUSED,
        /// Everything was looked at, and is receipted.
        DONE
    }
}
