package org.tocsin.node.ledger;

/// Something to do in the ledger's next commit: append statements, write rows, or both. All works of a batch become
/// durable together, under one checkpoint.
public interface Work {
    /// Bytes that it is going to append, statements and contents: what counts against the limits of a commit and of the
    /// queue.
    int bytes();

    /// For whom it is done; always the same.
    WorkOrigin origin();

    /// Whether it may append statements. A work that only writes rows is taken while the ledger does not sign, and
    /// makes no
    /// checkpoint by itself.
    default boolean states() {
        return true;
    }

    /// Runs on the committer's thread, in the commit's transaction. It changes nothing but through the batch, because
    /// it
    /// may run again after a rollback, when another work of the batch failed. What it throws fails this work alone.
    void run(Batch batch);

    /// It is durable, and the head is published. Called on the committer's thread, in the order in which they ran: must
    /// be
    /// short, and must not throw.
    void committed(Head head);

    /// It is not part of the ledger, for the reason given. Called on the committer's thread; must be short, and must
    /// not throw.
    void failed(LedgerException cause);
}
