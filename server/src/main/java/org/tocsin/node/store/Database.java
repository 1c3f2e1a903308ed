package org.tocsin.node.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// A node's database, open: its schema is this program's, and its transactions can be run. Close it last.
public final class Database implements AutoCloseable {
    private final Connections connections;
    private final Transactions transactions;

    private Database(Connections connections) {
        this.connections = connections;
        this.transactions = new Transactions(connections);
    }

    /// Where a database is.
    public sealed interface Address {
        /// A SQLite file; made if it is not there.
        ///
        /// @param sealKey the file of the key that rows are sealed with; empty: one that everybody knows
        record SqliteFile(Path path, Optional<Path> sealKey) implements Address {
            public SqliteFile(Path path) {
                this(path, Optional.empty());
            }
        }

        /// A PostgreSQL database: a URL without secrets (`jdbc:postgresql://host/name?sslmode=verify-full`), a user and
        /// a
        /// password.
        ///
        /// @param sealKey as of a SQLite file
        record Postgres(String url, String user, String password, Optional<Path> sealKey) implements Address {
            public Postgres(String url, String user, String password) {
                this(url, user, password, Optional.empty());
            }

            @Override
            public String toString() {
                return "Postgres[" + url + "]";
            }
        }

        /// The file of the key that rows are sealed with; empty: one that everybody knows.
        Optional<Path> sealKey();
    }

    /// Opens a database to write, and brings its schema up to date. The caller holds the `DirectoryLock`.
    ///
    /// @throws StoreException `REFUSED` if the schema is newer than this program
    public static Database open(Address address) {
        return switch (address) {
            case Address.SqliteFile file -> {
                Path path = file.path();
                makeParent(path);
                Migrations.Schema schema = Migrations.run(SqliteConnections.source(path, false), Engine.SQLITE);
                SqliteConnections connections = SqliteConnections.open(path, false);
                // A crash may have come between an erasure and its leaving the write-ahead log.
                connections.scrub(Duration.ZERO);
                yield sealing(new Database(connections), schema, address);
            }
            case Address.Postgres postgres -> {
                DataSource source = source(postgres);
                Migrations.Schema schema = Migrations.run(source, Engine.POSTGRESQL);
                yield sealing(new Database(new PostgresConnections(source, false)), schema, address);
            }
        };
    }

    private static Database sealing(Database database, Migrations.Schema schema, Address address) {
        try {
            Engine engine = database.connections.engine();
            database.connections.sealWith(Seals.prepare(database.transactions, engine, address.sealKey(), schema));
            return database;
        } catch (StoreException refused) {
            database.close();
            throw refused;
        }
    }

    /// What of the schema is not as this program makes it. PostgreSQL is not looked at.
    public List<String> checkSchema() {
        return connections.engine() == Engine.SQLITE ? transactions.read(Shape::wrong) : List.of();
    }

    /// Whether every row of every table that nothing makes again is as it was written, and none is missing or was put
    /// in.
    ///
    /// @param address the one that the database was opened with
    /// @param most findings
    public List<SealFault> checkSeals(Address address, int most, LongConsumer rowsChecked) {
        return transactions.read(
                session -> Seals.check(session, connections.engine(), address.sealKey(), most, rowsChecked));
    }

    /// Opens a database to read only, also while a node runs on it. Nothing is changed; writing fails.
    ///
    /// @throws StoreException `REFUSED` if there is none, or its schema is not this program's
    public static Database openToRead(Address address) {
        return switch (address) {
            case Address.SqliteFile file -> {
                Path path = file.path();
                if (!Files.isRegularFile(path)) {
                    throw new StoreException(StoreException.Cause.REFUSED, "there is no database at " + path);
                }
                SqliteMedium.requireReadable(path);
                Migrations.check(SqliteConnections.source(path, true), Engine.SQLITE);
                yield new Database(SqliteConnections.open(path, true));
            }
            case Address.Postgres postgres -> {
                DataSource source = source(postgres);
                Migrations.check(source, Engine.POSTGRESQL);
                yield new Database(new PostgresConnections(source, true));
            }
        };
    }

    /// As `openToRead`, where no node runs and none starts: nothing is made beside a SQLite file, unless what a killed
    /// process left there is needed to read it.
    public static Database openStill(Address address) {
        if (address instanceof Address.SqliteFile file && Files.isRegularFile(file.path())) {
            Path path = file.path();
            SqliteMedium.requireReadable(path);
            Migrations.check(SqliteConnections.stillSource(path), Engine.SQLITE);
            return new Database(SqliteConnections.openStill(path));
        }
        return openToRead(address);
    }

    public Transactions transactions() {
        return transactions;
    }

    /// Is told how far a copy is.
    @FunctionalInterface
    public interface CopyProgress {
        /// @param bytesTotal about as many as it will be
        void at(long bytes, long bytesTotal);
    }

    /// Writes a copy of the whole database, as one snapshot, to a file that is not there yet. Whoever writes to the
    /// database goes on; bytes that were overwritten or deleted are not in the copy. Not durable by itself.
    ///
    /// @throws StoreException `REFUSED` if the database is PostgreSQL, which has pg_dump for that
    public void copyTo(Path file, CopyProgress progress) {
        connections.copyTo(file, progress);
    }

    @Override
    public void close() {
        connections.close();
    }

    static DataSource source(Address.Postgres postgres) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(postgres.url());
        source.setUser(postgres.user());
        source.setPassword(postgres.password());
        return source;
    }

    private static void makeParent(Path path) {
        try {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Cause.REFUSED, "cannot make the directory of " + path + ": " + e.getMessage(), e);
        }
    }
}
