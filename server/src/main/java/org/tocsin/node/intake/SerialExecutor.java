package org.tocsin.node.intake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks one after the other on the threads of another executor, one task a turn, so that no stream keeps a thread
/// from the others. Who submits bounds how much waits.
final class SerialExecutor implements Executor {
    private static final Logger log = LoggerFactory.getLogger(SerialExecutor.class);

    /// Guards everything below.
    private final Object lock = new Object();

    private Executor threads;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean scheduled;

    SerialExecutor(Executor threads) {
        this.threads = threads;
    }

    /// From now on, turns are taken on other threads.
    void moveTo(Executor others) {
        synchronized (lock) {
            threads = others;
        }
    }

    @Override
    public void execute(Runnable task) {
        Executor next;
        synchronized (lock) {
            waiting.addLast(task);
            if (scheduled) {
                return;
            }
            scheduled = true;
            next = threads;
        }
        next.execute(this::turn);
    }

    private void turn() {
        Runnable task;
        synchronized (lock) {
            task = waiting.removeFirst();
        }
        try {
            task.run();
        } catch (RuntimeException bug) {
            log.error("a task of a lane threw", bug);
        } finally {
            boolean more;
            Executor next;
            synchronized (lock) {
                more = !waiting.isEmpty();
                scheduled = more;
                next = threads;
            }
            if (more) {
                next.execute(this::turn);
            }
        }
    }
}
