package org.tocsin.node.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Works that wait for the committer: bounded in number and in bytes.
final class WorkQueue {
    static final int WORKS_MAX = 8_192;
    static final long BYTES_MAX = 64L << 20;

    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition filled = lock.newCondition();
    private final Deque<Work> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /// What became of a work that was offered.
    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    Offer offer(Work work) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            // A single work above the limit is let into an empty queue: records may be large.
            if (waiting.size() >= WORKS_MAX || (!waiting.isEmpty() && bytes + work.bytes() > BYTES_MAX)) {
                return Offer.FULL;
            }
            waiting.add(work);
            bytes += work.bytes();
            filled.signal();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for works and takes the first of them, as many as fit the limits, at least one; empty when the queue is
    /// closed
    /// and nothing is left.
    List<Work> take(int worksMax, int bytesMax) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                filled.await();
            }
            List<Work> taken = new ArrayList<>();
            long sum = 0;
            while (!waiting.isEmpty() && taken.size() < worksMax) {
                Work next = waiting.peek();
                if (!taken.isEmpty() && sum + next.bytes() > bytesMax) {
                    break;
                }
                sum += next.bytes();
                taken.add(waiting.remove());
            }
            bytes -= sum;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more works; those that wait can still be taken.
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Closes, and gives back what waits.
    List<Work> abandon() {
        lock.lock();
        try {
            closed = true;
            List<Work> left = List.copyOf(waiting);
            waiting.clear();
            bytes = 0;
            filled.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
