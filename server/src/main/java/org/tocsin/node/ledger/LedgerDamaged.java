package org.tocsin.node.ledger;

/// What is stored is not what was written. Nothing may be appended to it; `tocsin ledger verify` names the place.
public final class LedgerDamaged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LedgerDamaged(String message) {
        super(message);
    }
}
