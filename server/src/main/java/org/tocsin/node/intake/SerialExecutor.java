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

    private final Executor threads;
    /// Guards `waiting` and `scheduled`.
    private final Object lock = new Object();

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean scheduled;

    SerialExecutor(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (lock) {
            waiting.addLast(task);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        threads.execute(this::turn);
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
            synchronized (lock) {
                more = !waiting.isEmpty();
                scheduled = more;
            }
            if (more) {
                threads.execute(this::turn);
            }
        }
    }
}
