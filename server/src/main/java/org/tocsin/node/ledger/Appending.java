package org.tocsin.node.ledger;

import java.util.concurrent.CompletableFuture;

/// The simplest work: one statement, and a future that tells when it is durable.
final class Appending implements Work {
    private final Draft draft;
    private final CompletableFuture<Ledger.Done> done = new CompletableFuture<>();
    private Batch.Appended appended = new Batch.Appended(-1, Draft.NO_CONTENT);

    Appending(Draft draft) {
        this.draft = draft;
    }

    CompletableFuture<Ledger.Done> done() {
        return done;
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Operator();
    }

    @Override
    public int bytes() {
        return draft.bytes();
    }

    @Override
    public void run(Batch batch) {
        appended = batch.append(draft);
    }

    @Override
    public void committed(Head head) {
        done.complete(new Ledger.Done(appended.index(), head));
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
