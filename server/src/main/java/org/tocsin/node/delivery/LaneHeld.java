package org.tocsin.node.delivery;

import java.time.Duration;
import org.tocsin.model.Delivery.HoldReason;

/// The partner asked to wait; carries for how long out of a conversation with it.
final class LaneHeld extends Exception {
    private static final long serialVersionUID = 1L;

    private final HoldReason reason;
    private final Duration retryAfter;

    LaneHeld(HoldReason reason, Duration retryAfter) {
        super(reason.name(), null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    HoldReason reason() {
        return reason;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
