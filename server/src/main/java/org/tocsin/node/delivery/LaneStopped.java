package org.tocsin.node.delivery;

import org.tocsin.model.Delivery.StopReason;

/// The lane cannot go on until a human acted; carries why out of a conversation with the partner.
final class LaneStopped extends Exception {
    private static final long serialVersionUID = 1L;

    private final StopReason reason;

    LaneStopped(StopReason reason, String what) {
        super(what, null, false, false);
        this.reason = reason;
    }

    StopReason reason() {
        return reason;
    }

    /// Rule R-EVI-3.
    static void ifHalted(Partners partners, OutboundLane lane) throws LaneStopped {
        if (partners.halts(lane.partner(), lane.lane())) {
            throw new LaneStopped(
                    StopReason.INCONSISTENT,
                    "what speaks against this team's ledger is not decided: tocsin evidence list");
        }
    }
}
