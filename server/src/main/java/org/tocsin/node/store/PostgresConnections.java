package org.tocsin.node.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;

/// PostgreSQL behind a pool. Sessions are made a transaction; the driver keeps prepared statements by their text.
final class PostgresConnections implements Connections {
    static final int CONNECTIONS = 8;

    private final HikariDataSource pool;

    PostgresConnections(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setPoolName("tocsin-store");
        config.setConnectionInitSql("set synchronous_commit = on");
        this.pool = new HikariDataSource(config);
    }

    @Override
    public Engine engine() {
        return Engine.POSTGRESQL;
    }

    @Override
    public Session writer() {
        return reader();
    }

    @Override
    public Session reader() {
        try {
            return new Session(pool.getConnection(), Engine.POSTGRESQL);
        } catch (SQLException e) {
            throw new StoreException(
                    StoreException.Cause.MEDIUM, "no connection to the database: " + e.getMessage(), e);
        }
    }

    @Override
    public void release(Session session, boolean broken) {
        try {
            if (broken) {
                pool.evictConnection(session.connection());
            }
            session.connection().close();
        } catch (SQLException e) {
            pool.evictConnection(session.connection());
        }
    }

    /// PostgreSQL keeps old row versions until a vacuum; a full one is the administrator's, this one frees the rows.
    @Override
    public void scrub() {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("vacuum content");
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
