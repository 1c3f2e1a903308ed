package org.tocsin.node.intake;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.node.directory.LedgerFaults;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// A small statement of ours and what it does here, in one commit, and somebody who waits for it.
final class ControlWork<R> implements Work {
    private static final int BYTES = 2_048;

    private final WorkOrigin origin;
    private final Function<Batch, R> body;
    private final CompletableFuture<R> done = new CompletableFuture<>();
    /// What the last run came to: set on the committer's thread, a later run overwrites it.
    private @Nullable R last;

    private ControlWork(WorkOrigin origin, Function<Batch, R> body) {
        this.origin = origin;
        this.body = body;
    }

    /// Does it, and waits until it is durable.
    ///
    /// @throws FaultException if the ledger does not take it, or what the body throws
    static <R> R durably(Ledger ledger, WorkOrigin origin, Function<Batch, R> body) {
        ControlWork<R> work = new ControlWork<>(origin, body);
        try {
            ledger.submit(work);
            return work.done.join();
        } catch (LedgerException | CompletionException failed) {
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
    public void run(Batch batch) {
        last = body.apply(batch);
    }

    @Override
    public void committed(Head head) {
        done.complete(Objects.requireNonNull(last));
    }

    @Override
    public void failed(LedgerException cause) {
        done.completeExceptionally(cause);
    }
}
