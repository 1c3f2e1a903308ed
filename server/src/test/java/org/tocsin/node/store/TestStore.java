package org.tocsin.node.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A fresh database of either engine for a test; each call of `address` names the same one.
public interface TestStore {
    Database.Address address();

    default Database open() {
        return Database.open(address());
    }

    /// SQLite in a directory of the test's own.
    static TestStore sqlite(Path directory) {
        return () -> new Database.Address.SqliteFile(directory.resolve("tocsin.db"));
    }

    /// A new database of the PostgreSQL server that all tests of this JVM share.
    static TestStore postgres() {
        Database.Address.Postgres address = Server.create();
        return () -> address;
    }

    /// The shared server: started at the first use, ended with the JVM.
    final class Server {
        private static final AtomicInteger NAMES = new AtomicInteger();
        private static @Nullable EmbeddedPostgres running;

        private Server() {}

        private static synchronized Database.Address.Postgres create() {
            try {
                EmbeddedPostgres server = running;
                if (server == null) {
                    server = EmbeddedPostgres.builder()
                            .setServerConfig("fsync", "on")
                            .setServerConfig("synchronous_commit", "on")
                            .start();
                    running = server;
                }
                String name = "test_" + NAMES.incrementAndGet();
                try (var connection = server.getPostgresDatabase().getConnection();
                        var statement = connection.createStatement()) {
                    statement.execute("create database " + name);
                }
                return new Database.Address.Postgres(server.getJdbcUrl("postgres", name), "postgres", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw StoreException.of(e);
            }
        }
    }
}
