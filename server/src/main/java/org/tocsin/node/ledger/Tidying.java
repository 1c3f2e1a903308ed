package org.tocsin.node.ledger;

/// A commit of nothing, behind which the ledger does what it owes.
final class Tidying implements Work {
    @Override
    public int bytes() {
        return 0;
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Maintenance();
    }

    @Override
    public boolean states() {
        return false;
    }

    @Override
    public void run(Batch batch) {
        // Nothing is written: being behind a commit is all it is for.
    }

    @Override
    public void committed(Head head) {
        // Nobody waits.
    }

    @Override
    public void failed(LedgerException cause) {
        // The next tick tries again.
    }
}
