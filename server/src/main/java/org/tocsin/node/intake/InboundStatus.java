package org.tocsin.node.intake;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// What an operator is told of a lane from a partner. Items refused are counted by reason, over all epochs of the lane.
///
/// @param connected whether a stream of it is open
/// @param itemsPerSecond what came in over the last ten seconds
/// @param receiptAt when the latest receipt was stated
/// @param stopped why it stopped, if it did
public record InboundStatus(
        Team author,
        Lane lane,
        boolean connected,
        double itemsPerSecond,
        long through,
        long stored,
        long duplicates,
        long voided,
        Map<String, Long> refused,
        Optional<Instant> receiptAt,
        Optional<String> stopped) {
    public InboundStatus {
        refused = Map.copyOf(refused);
    }
}
