package org.tocsin.node.ledger;

/// Is told how far a long walk is.
@FunctionalInterface
public interface Progress {
    /// Called now and then, and at the end.
    void at(long done, long total);

    static Progress none() {
        return (done, total) -> {};
    }
}
