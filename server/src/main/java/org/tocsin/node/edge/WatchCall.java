package org.tocsin.node.edge;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;

/// One officer who is told of things as they happen. Whoever tells does not wait: an officer who does not keep up is no
/// longer told.
final class WatchCall<A> {
    /// Answers that wait for the officer's line, at most.
    static final int BEHIND_MAX = 10_000;

    private final ServerCallStreamObserver<A> out;
    private final BooleanSupplier stillTrusted;
    private final A first;

    /// Guards the rest, and the order of the answers.
    private final ReentrantLock lock = new ReentrantLock();

    private Runnable gone = () -> {};
    private int behind;
    private boolean begun;
    private boolean ended;

    /// @param first the first answer
    WatchCall(ServerCallStreamObserver<A> out, BooleanSupplier stillTrusted, A first) {
        this.out = out;
        this.stillTrusted = stillTrusted;
        this.first = first;
        out.setOnCancelHandler(this::end);
    }

    /// Tells the first answer, if that was not done before another one.
    ///
    /// @param left is run once, when nothing more will be told
    void begin(Runnable left) {
        lock.lock();
        try {
            gone = left;
            if (ended || out.isCancelled()) {
                end();
            } else {
                greet();
            }
        } finally {
            lock.unlock();
        }
    }

    private void greet() {
        if (!begun) {
            begun = true;
            out.onNext(first);
        }
    }

    /// @return whether it is on its way to the officer
    boolean tell(A answer) {
        lock.lock();
        try {
            if (ended || out.isCancelled()) {
                return false;
            }
            behind = out.isReady() ? 0 : behind + 1;
            if (behind > BEHIND_MAX) {
                return fail(Fault.of(Reason.TOO_MANY, "you do not keep up with what happens"));
            }
            if (!stillTrusted.getAsBoolean()) {
                return fail(Fault.of(Reason.IDENTITY_REFUSED, "the officer's certificate ended"));
            }
            greet();
            out.onNext(answer);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The node is stopping.
    void drain() {
        lock.lock();
        try {
            if (!ended && !out.isCancelled()) {
                fail(Fault.of(Reason.DRAINING, "the node is stopping"));
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean fail(Fault fault) {
        out.onError(Statuses.of(fault.exception()));
        end();
        return false;
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            gone.run();
            gone = () -> {};
        } finally {
            lock.unlock();
        }
    }
}
