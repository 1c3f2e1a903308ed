package org.tocsin.node.intake;

import java.util.Map;
import java.util.Optional;

/// What an operator is told of a lane from a partner. Items refused are counted by reason, over all epochs of the lane.
public record InboundStatus(
        long through, long stored, long duplicates, long voided, Map<String, Long> refused, Optional<String> stopped) {
    public InboundStatus {
        refused = Map.copyOf(refused);
    }
}
