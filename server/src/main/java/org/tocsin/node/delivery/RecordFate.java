package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.node.policy.WithholdReason;

/// What became of one record of ours for one partner.
public sealed interface RecordFate {
    Team partner();

    /// Withheld, and why.
    record Withheld(Team partner, WithholdReason reason) implements RecordFate {}

    /// Released under a sequence. `refused` is why the partner refused it, `voided` why it went out void.
    ///
    /// @param releasedAt when it was decided, by our clock
    /// @param processedAt when the first receipt came that covers it, by our clock
    record Released(
            Team partner,
            long sequence,
            boolean processed,
            Optional<String> refused,
            Optional<String> voided,
            Optional<Instant> releasedAt,
            Optional<Instant> processedAt)
            implements RecordFate {}
}
