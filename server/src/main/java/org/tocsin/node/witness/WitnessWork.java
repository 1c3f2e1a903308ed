package org.tocsin.node.witness;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// What this room writes or states in one commit.
final class WitnessWork implements Work {
    private final boolean states;
    private final int bytes;
    private final Consumer<Batch> body;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();

    private WitnessWork(boolean states, int bytes, Consumer<Batch> body) {
        this.states = states;
        this.bytes = bytes;
        this.body = body;
    }

    /// States something, and waits until it is durable.
    ///
    /// @throws LedgerException if the ledger does not take it now
    /// @throws java.util.concurrent.CompletionException if it did not commit
    static void stating(Ledger ledger, int bytes, Consumer<Batch> body) {
        done(ledger, new WitnessWork(true, bytes, body));
    }

    /// Writes rows, also while the ledger does not sign, and waits until they are durable.
    static void noting(Ledger ledger, Consumer<Batch> body) {
        done(ledger, new WitnessWork(false, 1_024, body));
    }

    private static void done(Ledger ledger, WitnessWork work) {
        ledger.submit(work);
        work.done.join();
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Maintenance();
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public boolean states() {
        return states;
    }

    @Override
    public void run(Batch batch) {
        body.accept(batch);
    }

    @Override
    public void committed(Head head) {
        done.complete(true);
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
