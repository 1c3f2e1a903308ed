package org.tocsin.node.ledger;

import java.util.concurrent.CompletableFuture;

/// The simplest work: one statement, and a future that tells when it is durable.
public final class Appending implements Work {
    private final Draft draft;
    private final CompletableFuture<Done> done = new CompletableFuture<>();
    private Batch.Appended appended = new Batch.Appended(-1, Draft.NO_CONTENT);

    /// A statement that is durable: its index, and a head above it.
    public record Done(long index, Head head) {}

    Appending(Draft draft) {
        this.draft = draft;
    }

    CompletableFuture<Done> done() {
        return done;
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
        done.complete(new Done(appended.index(), head));
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
