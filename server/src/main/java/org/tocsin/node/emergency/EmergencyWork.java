package org.tocsin.node.emergency;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.tocsin.node.directory.LedgerFaults;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// What is done about an emergency in one commit.
final class EmergencyWork<R> implements Work {
    /// An emergency, or a few steps.
    private static final int BYTES = 16 * 1024;

    private final WorkOrigin origin;
    private final boolean states;
    private final Function<Batch, R> body;
    private final CompletableFuture<R> done = new CompletableFuture<>();

    private EmergencyWork(WorkOrigin origin, boolean states, Function<Batch, R> body) {
        this.origin = origin;
        this.states = states;
        this.body = body;
    }

    /// Does it, and waits until it is durable.
    ///
    /// @throws FaultException if the ledger does not take it, or what the body throws
    static <R> R durably(Ledger ledger, WorkOrigin origin, Function<Batch, R> body) {
        return await(submit(ledger, new EmergencyWork<>(origin, true, body)));
    }

    /// As `noting`, without waiting.
    ///
    /// @throws FaultException if the ledger does not take it
    static <R> CompletableFuture<R> begin(Ledger ledger, WorkOrigin origin, Function<Batch, R> body) {
        return submit(ledger, new EmergencyWork<>(origin, false, body)).done;
    }

    /// As `durably`, of what needs no statement, or can owe it (`EmergencyStating.step`): it is done also while the
    /// ledger does not sign.
    static <R> R noting(Ledger ledger, WorkOrigin origin, Function<Batch, R> body) {
        return await(submit(ledger, new EmergencyWork<>(origin, false, body)));
    }

    private static <R> EmergencyWork<R> submit(Ledger ledger, EmergencyWork<R> work) {
        try {
            ledger.submit(work);
        } catch (LedgerException refused) {
            throw LedgerFaults.of(refused).exception();
        }
        return work;
    }

    private static <R> R await(EmergencyWork<R> work) {
        try {
            return work.done.join();
        } catch (CompletionException failed) {
            Throwable cause = failed;
            while (cause != null && !(cause instanceof FaultException)) {
                cause = cause.getCause();
            }
            throw cause instanceof FaultException fault
                    ? fault
                    : LedgerFaults.of(failed).exception();
        }
    }

    @Override
    public WorkOrigin origin() {
        return origin;
    }

    @Override
    public int bytes() {
        return BYTES;
    }

    @Override
    public boolean states() {
        return states;
    }

    @Override
    public void run(Batch batch) {
        R result = body.apply(batch);
        batch.closing(this, Awaited.class, () -> new Awaited(() -> done.complete(result)));
    }

    @Override
    public void committed(Head head) {
        // Whoever waits is told behind what the body has told of, and finds it done.
    }

    private record Awaited(Runnable tell) implements Batch.Closing {
        @Override
        public void close(Batch batch) {
            // Writes nothing.
        }

        @Override
        public void afterwards(Head head) {
            tell.run();
        }
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
