package org.tocsin.node.delivery;

/// A place in our own ledger, over all its epochs.
record LedgerPlace(int epoch, long index) implements Comparable<LedgerPlace> {
    @Override
    public int compareTo(LedgerPlace other) {
        return epoch == other.epoch ? Long.compare(index, other.index) : Integer.compare(epoch, other.epoch);
    }
}
