package org.tocsin.node.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/// SQLite: one file, one writing connection, a few reading ones, all opened at the start. They live as long as the
/// database, so their prepared statements do too.
final class SqliteConnections implements Connections {
    private static final Logger log = LoggerFactory.getLogger(SqliteConnections.class);

    static final int READERS = 4;
    static final int BUSY_MILLIS = 10_000;
    /// Pages of 4 KiB after which the writer moves what the mover left of the write-ahead log into the file.
    private static final int CHECKPOINT_PAGES = 8_000;
    /// Steps of SQLite's machine between two looks at how far a copy is.
    private static final int PROGRESS_STEPS = 100_000;
    /// What the writer keeps of the file, in KiB.
    private static final int WRITER_CACHE_KIB = 16 * 1024;

    private final SQLiteDataSource source;
    private final List<Connection> all = new ArrayList<>();
    private final Session writer;
    /// Only where something is written.
    private final Optional<LogMover> mover;
    private final Map<Class<?>, Object> companions = new ConcurrentHashMap<>();
    private final BlockingQueue<Session> readers = new ArrayBlockingQueue<>(READERS);

    private SqliteConnections(SQLiteDataSource source, boolean readOnly) throws SQLException {
        this.source = source;
        this.mover = readOnly ? Optional.empty() : Optional.of(new LogMover(source));
        try {
            Connection first = open(source);
            this.writer = new Session(first, Engine.SQLITE, companions);
            SQLiteDataSource reading = source(Path.of("."), true);
            reading.setUrl(source.getUrl());
            for (int i = 0; i < READERS; i++) {
                readers.add(new Session(open(reading), Engine.SQLITE, companions));
            }
            if (!readOnly) {
                try (Statement statement = first.createStatement()) {
                    statement.execute("pragma wal_autocheckpoint = " + CHECKPOINT_PAGES);
                    statement.execute("pragma cache_size = -" + WRITER_CACHE_KIB);
                    first.commit();
                }
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    static SqliteConnections open(Path file, boolean readOnly) {
        try {
            return new SqliteConnections(source(file, readOnly), readOnly);
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /// To read a file that nobody writes to meanwhile.
    static SqliteConnections openStill(Path file) {
        try {
            return new SqliteConnections(stillSource(file), true);
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    static SQLiteDataSource stillSource(Path file) {
        SQLiteDataSource source = source(file, true);
        source.setUrl("jdbc:sqlite:" + SqliteMedium.nameOfStill(file));
        return source;
    }

    static SQLiteDataSource source(Path file, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        // Nobody asks for them here, and the driver would prepare and run a query behind every insert.
        config.setGetGeneratedKeys(false);
        // Also where nothing is written here: a copy is made as its connection says, and would keep pieces of rows in
        // places between them, which nobody overwrites when the rows are.
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        // What undoes a statement of many rows is small, and so is what a checkup makes beside the stored tables; no
        // secret
        // of either may lie about in a file, and a full disk is not to look like damage.
        config.setPragma(SQLiteConfig.Pragma.TEMP_STORE, "MEMORY");
        if (!readOnly) {
            config.setJournalMode(JournalMode.WAL);
            config.setSynchronous(SynchronousMode.FULL);
            // The driver begins the next transaction when it commits one: any other mode would hold the write lock for
            // ever.
            config.setTransactionMode(TransactionMode.DEFERRED);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + (readOnly ? SqliteMedium.nameToRead(file) : file.toString()));
        return source;
    }

    private Connection open(SQLiteDataSource source) throws SQLException {
        Connection connection = source.getConnection();
        all.add(connection);
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public Engine engine() {
        return Engine.SQLITE;
    }

    @Override
    public Session writer() {
        return writer;
    }

    @Override
    public void sealWith(Seals seals) {
        writer.sealWith(seals);
    }

    @Override
    public Session reader() {
        try {
            return readers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    StoreException.Cause.OTHER, "interrupted while waiting for a connection to read with", e);
        }
    }

    /// A broken connection to a file is not mended by another one: it is given out again and says so again.
    @Override
    public void release(Session session, boolean broken) {
        if (session == writer) {
            long bytes = session.takeWritten();
            mover.ifPresent(moves -> moves.wrote(bytes));
        } else {
            readers.add(session);
        }
    }

    @Override
    public void copyTo(Path file, Database.CopyProgress progress) {
        // In a transaction there is no copying: this connection is in none.
        try (Connection connection = source.getConnection();
                PreparedStatement copy = connection.prepareStatement("vacuum into ?")) {
            long total = number(connection, "pragma page_count") * number(connection, "pragma page_size");
            ProgressHandler.setHandler(connection, PROGRESS_STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    progress.at(file.toFile().length(), total);
                    return 0;
                }
            });
            copy.setString(1, file.toString());
            copy.execute();
            ProgressHandler.clearHandler(connection);
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    private static long number(Connection connection, String pragma) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(pragma)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    @Override
    public boolean scrub(Duration readersWaitedFor) {
        try {
            return mover.isEmpty()
                    ? truncated(readersWaitedFor)
                    : mover.get().whileStill(() -> truncated(readersWaitedFor));
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    private boolean truncated(Duration readersWaitedFor) throws SQLException {
        // Needs a connection that is in no transaction, ever.
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = " + readersWaitedFor.toMillis());
            try (ResultSet result = statement.executeQuery("pragma wal_checkpoint(truncate)")) {
                return !result.next() || result.getInt(1) == 0;
            }
        }
    }

    @Override
    public void close() {
        mover.ifPresent(LogMover::close);
        // The writer, opened first, is closed last: it can move the write-ahead log into the file, readers cannot.
        for (Connection connection : all.reversed()) {
            closeQuietly(connection);
        }
    }

    /// Closing is the last thing asked of a connection; what is committed is durable already.
    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            log.warn("a connection to the database did not close", e);
        }
    }
}
