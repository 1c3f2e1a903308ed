package org.tocsin.node.delivery;

import org.tocsin.model.Digest;
import org.tocsin.node.policy.WithholdReason;

/// What was decided for one partner of one record of ours, once and for good in a lane's epoch.
sealed interface Decision {
    /// The record's index in our ledger.
    long index();

    /// It has a sequence in the lane.
    record Releasing(long index, Digest leaf, Shown shown) implements Decision {}

    /// It has none, and this is why.
    record Withholding(long index, WithholdReason reason) implements Decision {}
}
