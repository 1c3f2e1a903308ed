package org.tocsin.node.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteDataSource;

/// Moves SQLite's write-ahead log into the file on a thread and a connection of its own, while the writer goes on. A
/// commit that had to do it would take a hundred times as long as the others, and an emergency would wait behind it.
///
/// What is left when the log has grown to the writer's own limit, the writer moves: little, and the log begins anew.
final class LogMover implements AutoCloseable {
    /// Bytes written until it is worth while.
    static final long EVERY_BYTES = 4L << 20;

    private static final Logger log = LoggerFactory.getLogger(LogMover.class);

    private final SQLiteDataSource source;
    private final Thread thread;
    /// Guards what follows.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private long written;
    private boolean closed;
    /// Held while the log is being moved.
    private final ReentrantLock moving = new ReentrantLock();

    LogMover(SQLiteDataSource source) {
        this.source = source;
        this.thread = Thread.ofPlatform().daemon().name("log-mover").unstarted(this::run);
        thread.start();
    }

    /// A transaction wrote about so much.
    void wrote(long bytes) {
        lock.lock();
        try {
            written += bytes;
            if (written >= EVERY_BYTES) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Does something while the log stays where it is.
    <T> T whileStill(Moving<T> body) throws SQLException {
        moving.lock();
        try {
            return body.run();
        } finally {
            moving.unlock();
        }
    }

    /// What must not run beside the mover.
    @FunctionalInterface
    interface Moving<T> {
        T run() throws SQLException;
    }

    private void run() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            while (awaitWork()) {
                move(statement);
            }
        } catch (SQLException failed) {
            log.warn("the write-ahead log is moved by commits from now on, which take longer", failed);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && written < EVERY_BYTES) {
                changed.await();
            }
            written = 0;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /// What it cannot do now, it does with the next one: nothing is lost.
    private void move(Statement statement) {
        moving.lock();
        try {
            statement.execute("pragma wal_checkpoint(passive)");
        } catch (SQLException failed) {
            log.debug("the write-ahead log was not moved", failed);
        } finally {
            moving.unlock();
        }
    }

    /// Ends; a move that is under way is done first.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
