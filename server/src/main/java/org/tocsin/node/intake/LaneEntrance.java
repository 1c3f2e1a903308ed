package org.tocsin.node.intake;

import java.time.Duration;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.ledger.LedgerException;

/// Whether a partner's stream may open its lane now. Every lane but CONTROL needs an agreement that both signed, in
/// force or not: what may come on it is decided item by item. Rule R-LAN-11.
sealed interface LaneEntrance {
    Duration RETRY = Duration.ofSeconds(1);
    Duration RETRY_AGREEMENT = Duration.ofSeconds(2);

    /// What is said of a lane that stands still until an officer has decided.
    String HALTED = "what speaks against this team's ledger is not decided: tocsin evidence list";

    /// Nothing is taken until an officer has decided. Rule R-EVI-3.
    record Halted() implements LaneEntrance {}

    record Open() implements LaneEntrance {}

    record Wait(HoldReason reason, Duration retryAfter) implements LaneEntrance {}

    record Refuse(Fault fault) implements LaneEntrance {}

    /// Why a lane waits when the ledger takes nothing.
    static HoldReason reason(LedgerException cause) {
        return switch (cause.reason()) {
            case NOT_SIGNING -> HoldReason.NOT_SIGNING;
            case BUSY, STOPPED, WORK_FAILED -> HoldReason.STORAGE;
        };
    }

    static LaneEntrance ask(Intake intake, IntakeParts parts, Team author, Lane lane) {
        Duration overdrawn = intake.budget(author).overdrawn();
        if (overdrawn.compareTo(RETRY) > 0) {
            return new Refuse(Fault.retry(Fault.Reason.TOO_MANY, "this team has used more than it may", overdrawn));
        }
        if (intake.isDraining()) {
            return new Wait(HoldReason.DRAINING, RETRY);
        }
        if (parts.witnesses().doubts().halts(author, lane)) {
            return new Halted();
        }
        if (!parts.ledger().gate().isSigning() || parts.ledger().failure().isPresent()) {
            return new Wait(HoldReason.NOT_SIGNING, RETRY);
        }
        if (!ToldManifests.of(parts.trust()).take(parts.ledger().head())) {
            // Our manifest is newer than our signature: the next commit signs with the key that it names.
            return new Wait(HoldReason.NOT_SIGNING, RETRY);
        }
        if (lane != Lane.CONTROL && parts.partners().agreements(author).isEmpty()) {
            return new Wait(HoldReason.NO_AGREEMENT, RETRY_AGREEMENT);
        }
        return new Open();
    }
}
