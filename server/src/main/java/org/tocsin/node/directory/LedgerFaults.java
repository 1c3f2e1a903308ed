package org.tocsin.node.directory;

import java.time.Duration;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.ledger.LedgerException;

/// Says to a caller why the ledger did not take what it was to state.
public final class LedgerFaults {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private LedgerFaults() {}

    /// A bug's fault for what is no refusal of the ledger.
    public static Fault of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof LedgerException)) {
            cause = cause.getCause();
        }
        if (!(cause instanceof LedgerException refused)) {
            return Fault.internal();
        }
        return switch (refused.reason()) {
            case BUSY -> Fault.retry(Reason.TOO_MANY, "the ledger has too much to commit", RETRY_AFTER);
            case NOT_SIGNING -> Fault.of(Reason.NOT_SIGNING, "the node does not sign: " + refused.getMessage());
            case STOPPED -> Fault.of(Reason.STORAGE, String.valueOf(refused.getMessage()));
            case WORK_FAILED -> Fault.internal();
        };
    }
}
