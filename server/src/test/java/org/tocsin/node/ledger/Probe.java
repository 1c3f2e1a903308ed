package org.tocsin.node.ledger;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A work of a test: runs a body, keeps what it gives, and waits.
class Probe implements Work {
    private final WorkOrigin origin;
    private final boolean states;
    private final Function<Batch, Object> body;
    private final CompletableFuture<Head> done = new CompletableFuture<>();
    private volatile @Nullable Object result;

    Probe(boolean states, Function<Batch, Object> body) {
        this(new WorkOrigin.Operator(), states, body);
    }

    Probe(WorkOrigin origin, boolean states, Function<Batch, Object> body) {
        this.origin = origin;
        this.states = states;
        this.body = body;
    }

    @Override
    public WorkOrigin origin() {
        return origin;
    }

    @Override
    public int bytes() {
        return 0;
    }

    @Override
    public boolean states() {
        return states;
    }

    @Override
    public void run(Batch batch) {
        result = body.apply(batch);
    }

    @Override
    public void committed(Head head) {
        done.complete(head);
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }

    Object result() {
        return Objects.requireNonNull(result);
    }

    Head await() {
        return LedgerFixture.done(done);
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
