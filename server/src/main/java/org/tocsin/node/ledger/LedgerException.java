package org.tocsin.node.ledger;

/// The ledger did not take a work, or did not commit it. Nothing of the work was written, unless the reason says
/// otherwise.
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// Why.
    public enum Reason {
        /// The queue is full: try again later.
        BUSY,
        /// The start gate is not open: the message says why, and what to do.
        NOT_SIGNING,
        /// The ledger stopped, at the end or for a failure of the disk: this process will not commit again. If the
        /// disk failed, whether the works of that commit were written is not known until the next start.
        STOPPED,
        /// The work itself threw.
        WORK_FAILED
    }

    public LedgerException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public LedgerException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
