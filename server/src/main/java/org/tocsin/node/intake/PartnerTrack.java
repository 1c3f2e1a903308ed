package org.tocsin.node.intake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.RecordReceipt;
import org.tocsin.model.Team;

/// What a team said of a version of a record, and what it was told: the latest of each kind.
///
/// @param via the hub through which it said so
/// @param withdrawalStatedAt when the withdrawal was stated that it is told of
public record PartnerTrack(
        Team partner, Optional<Team> via, List<RecordReceipt> receipts, Optional<Instant> withdrawalStatedAt) {
    public PartnerTrack {
        receipts = List.copyOf(receipts);
    }
}
