package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// A lane to a partner as it is stored.
///
/// @param last its end
/// @param packs rows of decisions in this lane epoch
/// @param receipted what the partner's receipts cover
/// @param paused an officer wants nothing sent on it for now
/// @param began where our ledger ended when the lane was opened
/// @param scan entries that are still to be decided for it, or to be decided again
/// @param historyFrom bulk: the instant from which on history was asked for
/// @param terms which agreements were in force when it was last looked at what they let through
record OutboundLane(
        Team partner,
        Lane lane,
        int laneEpoch,
        Lane.Position last,
        long packs,
        long receipted,
        Optional<Instant> receiptAt,
        Optional<String> stopped,
        boolean paused,
        LedgerPlace began,
        Instant beganAt,
        Optional<Scan> scan,
        Optional<Instant> historyFrom,
        Optional<Bytes> terms) {
    /// Entries from `next` on up to `until`, which is not among them.
    record Scan(LedgerPlace next, LedgerPlace until) {}
}
