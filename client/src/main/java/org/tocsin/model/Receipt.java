package org.tocsin.model;

import java.util.List;
import java.util.Optional;

/// A cumulative receipt: everything up to a sequence of a lane is processed, durably. Rule R-RCP-1.
public record Receipt(
        Team author, Lane lane, int laneEpoch, Lane.Position through, List<Refusal> refusals, Optional<Seen> seen) {
    public static final int REFUSALS_MAX = 1_024;

    /// An item that was processed by refusing it.
    public record Refusal(long sequence, RefusalReason reason) {}

    /// Why a receiver refused an item. Rule R-ADM-2.
    public enum RefusalReason {
        MALFORMED,
        NO_AGREEMENT,
        MARKING_ABOVE_CEILING,
        NOT_IN_AUDIENCE,
        INVALID_CONTENT,
        MARKING_UNDERSTATED,
        VERSION_CONFLICT,
        TOO_LARGE,
        KIND_NOT_CARRIED,
        NOT_ENTITLED,
        EVIDENCE_FAILED,
        OUT_OF_SCOPE,
        PAP_ABOVE_CEILING,
        IEP_NOT_IN_FORCE,
        IEP_CONFLICT,
        NOT_WITHHELD,
        NOT_APPROVED,
        EMERGENCY_NOT_AGREED,
        DRILL_OUTSIDE_WINDOW,
        QUOTA,
        EXPIRED,
        RELAY_NOT_AGREED
    }

    public Receipt {
        refusals = List.copyOf(refusals);
        if (refusals.size() > REFUSALS_MAX) {
            throw new IllegalArgumentException("at most 1024 refusals in a receipt, not " + refusals.size());
        }
    }
}
