package org.tocsin.node.intake;

import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.VoidReason;
import org.tocsin.model.Digest;

/// One sequence of a lane that has arrived whole.
sealed interface Arrival {
    long sequence();

    /// What the channel hash is continued with.
    Digest leaf();

    /// A proven statement, by its place among those of its frame.
    sealed interface Proven extends Arrival {
        ProvenFrame frame();

        int place();

        default ProvenFrame.Entry entry() {
            return frame().entries().get(place());
        }

        @Override
        default Digest leaf() {
            return entry().leaf();
        }
    }

    /// As it came, with the exact bytes of the fragment set that is shown.
    record Stated(long sequence, ProvenFrame frame, int place, Bytes fragments) implements Proven {}

    /// A proven statement whose content passed the limit; what came of it was dropped on the way.
    record Oversize(long sequence, ProvenFrame frame, int place) implements Proven {}

    /// A place whose statement the author withholds.
    record Voided(long sequence, Digest leaf, VoidReason reason) implements Arrival {}
}
