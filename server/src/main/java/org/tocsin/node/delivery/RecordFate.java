package org.tocsin.node.delivery;

import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.node.policy.WithholdReason;

/// What became of one record of ours for one partner.
public sealed interface RecordFate {
    Team partner();

    /// Withheld, and why.
    record Withheld(Team partner, WithholdReason reason) implements RecordFate {}

    /// Released under a sequence. `refused` is why the partner refused it, `voided` why it went out void.
    record Released(Team partner, long sequence, boolean processed, Optional<String> refused, Optional<String> voided)
            implements RecordFate {}
}
