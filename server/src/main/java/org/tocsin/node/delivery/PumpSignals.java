package org.tocsin.node.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.peer.LaneListener;
import org.tocsin.peer.PeerFault;

/// What a pump waits for: answers, room on the stream, new entries, the end of the stream, the end of the node.
/// Transport
/// threads only leave word here. Bounded: an answer comes only when the pump asks for it.
final class PumpSignals {
    /// The reason of the fault that says that nothing came in time.
    static final String SILENT = "SILENT";
    /// The reason of the fault that says that the partner came with another stream.
    static final String REPLACED = "REPLACED";

    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private @Nullable PeerFault end;
    private boolean stirred;
    private boolean hurried;
    private @Nullable Duration shortened;
    private boolean closed;
    private @Nullable Ear current;

    /// Hears one stream; when the next one has begun, nobody listens to it any more.
    private final class Ear implements LaneListener {
        @Override
        public void answered(Answer answer) {
            heard(() -> answers.addLast(answer));
        }

        @Override
        public void writable() {
            heard(() -> stirred = true);
        }

        @Override
        public void ended(PeerFault fault) {
            heard(() -> end = fault);
        }

        private void heard(Runnable change) {
            locked(() -> {
                if (current == this) {
                    change.run();
                }
            });
        }
    }

    /// A new stream begins: what was left of the one before is forgotten.
    LaneListener renew() {
        Ear ear = new Ear();
        locked(() -> {
            current = ear;
            answers.clear();
            end = null;
            stirred = true;
        });
        return ear;
    }

    /// Another stream takes the place of the one that there is, if there is one.
    void replaced() {
        locked(() -> {
            end = new PeerFault(PeerFault.Meaning.UNAVAILABLE, REPLACED, "the partner opened another stream");
            hurried = true;
        });
    }

    /// The pump is not to wait any longer before it tries again.
    void hurry() {
        locked(() -> hurried = true);
    }

    /// The pump is not to wait longer than this from now on: in the wait that there is, or else in the next one.
    void shorten(Duration most) {
        locked(() -> shortened = most);
    }

    /// There may be something to send.
    void wake() {
        locked(() -> stirred = true);
    }

    /// The pump is to stop.
    void close() {
        locked(() -> closed = true);
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// The next answer, if one has come; else nothing, when the stream is writable or entries came.
    ///
    /// @param patience how long to wait at most
    /// @throws PeerFault if the stream ended, or nothing came in time
    @Nullable
    Answer next(Duration patience) throws PeerFault, InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                if (closed) {
                    throw new PeerFault(PeerFault.Meaning.CANCELLED, "CLOSED", "the node is stopping");
                }
                if (!answers.isEmpty()) {
                    return answers.removeFirst();
                }
                if (end != null) {
                    throw end;
                }
                if (stirred) {
                    stirred = false;
                    return null;
                }
                if (nanos <= 0) {
                    throw new PeerFault(PeerFault.Meaning.UNAVAILABLE, SILENT, "the partner does not answer");
                }
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a time, or until the pump is to hurry or to stop.
    void pause(Duration time) throws InterruptedException {
        long nanos = time.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && !hurried && nanos > 0) {
                Duration most = shortened;
                if (most != null) {
                    nanos = Math.min(nanos, most.toNanos());
                    shortened = null;
                }
                nanos = nanos > 0 ? changed.awaitNanos(nanos) : 0;
            }
            hurried = false;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
