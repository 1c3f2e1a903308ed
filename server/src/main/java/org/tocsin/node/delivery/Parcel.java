package org.tocsin.node.delivery;

import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.VoidReason;
import org.tocsin.model.Digest;

/// What goes out under one sequence of a lane.
sealed interface Parcel {
    /// From 1.
    long sequence();

    /// A statement of an epoch of our ledger, with the exact bytes of the fragment set that is shown.
    record Stated(long sequence, int epoch, long index, Digest leaf, Bytes statement, Bytes fragments)
            implements Parcel {}

    /// The place of a statement that is withheld now.
    record Voided(long sequence, Digest leaf, VoidReason reason) implements Parcel {}
}
