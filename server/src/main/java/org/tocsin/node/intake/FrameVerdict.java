package org.tocsin.node.intake;

import java.util.Optional;
import org.tocsin.model.Delivery.StopReason;

/// What the check of a frame's evidence comes to.
sealed interface FrameVerdict {
    /// Everything in the frame stands in the author's ledger.
    record Proven(ProvenFrame frame) implements FrameVerdict {}

    /// Signed by a key whose period is closed, and not at a head that the root vouched for: worth nothing from whoever
    /// holds that key now. Its author proves the same under a newer checkpoint, on another stream. Rule R-MAN-6.
    record Retired(String what) implements FrameVerdict {}

    /// Not to be believed; the lane stops. `what` is our own text. `contradiction` is the signed checkpoint that cannot
    /// stand beside one that we hold, if that is what is wrong, with the statements that stand under it.
    record Failed(StopReason reason, String what, Optional<ProvenFrame> contradiction) implements FrameVerdict {
        static Failed of(StopReason reason, String what) {
            return new Failed(reason, what, Optional.empty());
        }
    }
}
