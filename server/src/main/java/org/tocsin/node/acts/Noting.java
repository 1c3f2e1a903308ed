package org.tocsin.node.acts;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// The work that writes something into the local ledger and states nothing.
final class Noting implements Work {
    private static final int BYTES = 1_024;

    private final Function<Batch, Long> note;
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private volatile long noted;

    Noting(Function<Batch, Long> note) {
        this.note = note;
    }

    /// The entry's index, once it is durable; fails with a `LedgerException`.
    CompletableFuture<Long> done() {
        return done;
    }

    @Override
    public int bytes() {
        return BYTES;
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Operator();
    }

    @Override
    public boolean states() {
        return false;
    }

    @Override
    public void run(Batch batch) {
        noted = note.apply(batch);
    }

    @Override
    public void committed(Head head) {
        done.complete(noted);
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
