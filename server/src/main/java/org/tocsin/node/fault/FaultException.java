package org.tocsin.node.fault;

/// Carries a fault to the edge, where it becomes a status. Has no stack trace: it is an answer, not a bug.
public final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Fault fault;

    public FaultException(Fault fault) {
        super(fault.reason() + ": " + fault.message(), null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
