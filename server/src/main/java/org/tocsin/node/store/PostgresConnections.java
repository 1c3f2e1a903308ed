package org.tocsin.node.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// PostgreSQL behind two pools: one that writes, one that reads from snapshots. Sessions are made a transaction; the
/// driver keeps prepared statements by their text.
final class PostgresConnections implements Connections {
    static final int READERS = 8;
    /// One writes; the other is there so that a broken one can be replaced.
    static final int WRITERS = 2;

    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final Map<Class<?>, Object> companions = new ConcurrentHashMap<>();
    /// Null until they are ready.
    private volatile @Nullable Seals seals;

    PostgresConnections(DataSource source, boolean readOnly) {
        HikariConfig reading = config(source, READERS);
        reading.setReadOnly(true);
        reading.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        this.readers = new HikariDataSource(reading);
        this.writers = readOnly ? readers : new HikariDataSource(config(source, WRITERS));
    }

    private static HikariConfig config(DataSource source, int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setConnectionInitSql("set synchronous_commit = on");
        return config;
    }

    @Override
    public Engine engine() {
        return Engine.POSTGRESQL;
    }

    @Override
    public Session writer() {
        Session session = session(writers);
        Seals sealing = seals;
        if (sealing != null) {
            session.sealWith(sealing);
        }
        return session;
    }

    @Override
    public void sealWith(Seals with) {
        seals = with;
    }

    @Override
    public Session reader() {
        return session(readers);
    }

    private Session session(HikariDataSource pool) {
        try {
            return new Session(pool.getConnection(), Engine.POSTGRESQL, companions);
        } catch (SQLException e) {
            throw new StoreException(
                    StoreException.Cause.MEDIUM, "no connection to the database: " + e.getMessage(), e);
        }
    }

    @Override
    public void release(Session session, boolean broken) {
        try {
            if (broken) {
                evict(session);
            }
            session.connection().close();
        } catch (SQLException e) {
            evict(session);
        }
    }

    private void evict(Session session) {
        writers.evictConnection(session.connection());
        readers.evictConnection(session.connection());
    }

    @Override
    public void copyTo(Path file, Database.CopyProgress progress) {
        throw new StoreException(
                StoreException.Cause.REFUSED,
                "a PostgreSQL database is not copied here: take it with pg_dump --format=custom, which sees one snapshot");
    }

    /// PostgreSQL keeps old row versions until a vacuum; a full one is the administrator's, this one frees the rows.
    @Override
    public boolean scrub(Duration readersWaitedFor) {
        try (var connection = writers.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("vacuum content, content_segment, record_pack");
            return true;
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    @Override
    public void close() {
        writers.close();
        readers.close();
    }
}
