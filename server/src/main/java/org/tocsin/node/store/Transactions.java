package org.tocsin.node.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Transactions of one database. `write` is durable when it returns (SQLite: WAL with synchronous=FULL; PostgreSQL:
/// synchronous_commit on) and runs alone; `read` sees one snapshot and runs beside anything.
public final class Transactions {
    private final Connections connections;
    /// Guards the one writing session. Fair: the ledger's committer must not starve.
    private final ReentrantLock writing = new ReentrantLock(true);
    /// How the database's file failed. Perhaps it was a sync: one that succeeds later says nothing of what was written
    /// before. Guarded by `writing`.
    private @Nullable StoreException failed;

    Transactions(Connections connections) {
        this.connections = connections;
    }

    /// Runs a body in a writing transaction; anything it throws rolls the transaction back and is thrown on.
    ///
    /// @throws StoreException if the commit fails: whether it is durable is then unknown. Where a file failed, nothing
    /// is
    ///     written any more until the database is opened again
    public <T> T write(Function<Session, T> body) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("a writing transaction inside a writing transaction");
        }
        writing.lock();
        try {
            StoreException before = failed;
            if (before != null) {
                throw new StoreException(
                        StoreException.Cause.MEDIUM, "the disk failed before: " + before.getMessage(), before);
            }
            return run(connections.writer(), body);
        } catch (StoreException failure) {
            if (failure.kind() == StoreException.Cause.MEDIUM && connections.engine() == Engine.SQLITE) {
                failed = failure;
            }
            throw failure;
        } finally {
            writing.unlock();
        }
    }

    /// As `write`, without a result.
    public void writing(Consumer<Session> body) {
        write(session -> {
            body.accept(session);
            return true;
        });
    }

    /// Runs a body that only reads, in one snapshot.
    public <T> T read(Function<Session, T> body) {
        return run(connections.reader(), body);
    }

    /// Runs a body that may make and fill tables of this connection alone (`Session.shadow`), in one snapshot; at the
    /// end
    /// it is rolled back.
    public <T> T rehearse(Function<Session, T> body) {
        Session session = connections.reader();
        boolean broken = true;
        try {
            if (connections.engine() == Engine.POSTGRESQL) {
                session.update("set transaction read write");
            }
            T result = body.apply(session);
            session.discard();
            session.connection().rollback();
            broken = false;
            return result;
        } catch (SQLException e) {
            throw StoreException.of(e);
        } finally {
            connections.release(session, broken && !rolledBack(session));
        }
    }

    /// Makes bytes that were overwritten or deleted leave the database's files. Waits for writers, and for whoever
    /// reads
    /// not longer than it is told to.
    ///
    /// @return false if somebody reads still: the bytes may be there
    public boolean scrub(Duration readersWaitedFor) {
        writing.lock();
        try {
            return connections.scrub(readersWaitedFor);
        } finally {
            writing.unlock();
        }
    }

    private <T> T run(Session session, Function<Session, T> body) {
        boolean broken = true;
        try {
            T result = body.apply(session);
            session.finish();
            session.connection().commit();
            broken = false;
            return result;
        } catch (SQLException e) {
            StoreException failure = StoreException.of(e);
            throw new StoreException(
                    failure.kind() == StoreException.Cause.CONSTRAINT
                            ? StoreException.Cause.CONSTRAINT
                            : StoreException.Cause.MEDIUM,
                    "the commit failed: " + e.getMessage(),
                    e);
        } finally {
            connections.release(session, broken && !rolledBack(session));
        }
    }

    private static boolean rolledBack(Session session) {
        try {
            session.discard();
            session.connection().rollback();
            return true;
        } catch (SQLException | StoreException e) {
            return false;
        }
    }
}
