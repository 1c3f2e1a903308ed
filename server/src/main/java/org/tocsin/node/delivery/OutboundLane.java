package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// A lane to a partner as it is stored. `last` is its end; `receipted` is what the partner's receipts cover; `behind`
/// says that entries of our ledger from (scanEpoch, scanIndex) on are still to be decided for it; `paused` that an
/// officer
/// asked to send nothing on it for now.
record OutboundLane(
        Team partner,
        Lane lane,
        int laneEpoch,
        boolean behind,
        int scanEpoch,
        long scanIndex,
        Lane.Position last,
        long receipted,
        Optional<Instant> receiptAt,
        Optional<String> stopped,
        boolean paused) {}
