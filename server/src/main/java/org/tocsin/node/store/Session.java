package org.tocsin.node.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;

/// One connection inside one transaction: what a room's `…Table` class speaks SQL through. Every statement is prepared
/// once a connection and used again; so the text must be constant, with values as `?` only.
///
/// Values may be `Bytes`, `Digest`, `byte[]`, `String`, `Long`, `Integer`, `Boolean` (0 or 1), `Instant`
/// (milliseconds),
/// an enum (its name) or null. Not for use by two threads at once.
public final class Session {
    private static final int PAGE_BYTES = 4_096;
    /// How SQLite keeps the text that a table, an index was made by.
    private static final String CREATE_TABLE = "CREATE TABLE";

    private static final String CREATE_INDEX = "CREATE INDEX ";

    private final Connection connection;
    private final Engine engine;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    /// Statements that have rows added and not yet executed, in the order of their first row.
    private final Map<String, PreparedStatement> pending = new LinkedHashMap<>();

    /// What was written, about, and not asked for: the bytes of values, and a page a row.
    private long written;
    /// Shared by all sessions of a database.
    private final Map<Class<?>, Object> companions;
    /// Where rows are sealed as they are written; null where they are only read.
    private @Nullable SealWork sealing;

    Session(Connection connection, Engine engine, Map<Class<?>, Object> companions) {
        this.connection = connection;
        this.engine = engine;
        this.companions = companions;
    }

    /// What a room keeps in memory beside the database, as long as it is open: made from what this session sees by the
    /// first one that asks, while the others wait. Whoever changes what it is made of changes it too, once the change
    /// is
    /// durable.
    public <C> C companion(Class<C> kind, Function<Session, C> made) {
        return kind.cast(companions.computeIfAbsent(kind, absent -> made.apply(this)));
    }

    /// From now on what this session writes is sealed.
    void sealWith(Seals seals) {
        sealing = new SealWork(seals);
    }

    /// Seals and executes what is still to be done before a commit.
    void finish() {
        SealWork work = sealing;
        if (work != null) {
            work.finish(this);
        }
        flush();
    }

    Connection connection() {
        return connection;
    }

    /// About how much was written since this was asked last.
    long takeWritten() {
        long taken = written;
        written = 0;
        return taken;
    }

    /// Inserts, updates or deletes, at once.
    ///
    /// @return the rows touched
    public int update(String sql, @Nullable Object... values) {
        return sealing == null ? raw(sql, values) : sealing.update(this, sql, values);
    }

    /// As `update`, of rows that are not sealed here.
    int raw(String sql, @Nullable Object... values) {
        flush();
        written += PAGE_BYTES;
        try {
            return bound(sql, values).executeUpdate();
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /// Inserts, updates or deletes, at the latest before the next query, update or commit of this session. For the many
    /// rows of a batch: saves PostgreSQL a round trip each. A broken constraint shows up when the rows are executed.
    public void enqueue(String sql, @Nullable Object... values) {
        if (engine == Engine.SQLITE) {
            update(sql, values);
            return;
        }
        if (sealing == null) {
            rawLater(sql, values);
            return;
        }
        SealWork.Later row = sealing.later(sql, values);
        if (row == null) {
            update(sql, values);
        } else {
            rawLater(row.sql(), row.values().toArray());
        }
    }

    /// As `enqueue`, of rows that are not sealed here.
    void rawLater(String sql, @Nullable Object... values) {
        if (engine == Engine.SQLITE) {
            raw(sql, values);
            return;
        }
        try {
            PreparedStatement statement = bound(sql, values);
            statement.addBatch();
            pending.put(sql, statement);
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /// Deletes all rows of a table.
    ///
    /// @param table a name that the program knows, never one that came from outside
    public void empty(String table) {
        update("delete from " + table);
    }

    /// Puts an empty table of the same name and shape in front of one, for this connection alone: what is written to
    /// the
    /// name from now on goes there, and the stored table stays as it is. For `Transactions.rehearse`, whose end takes
    /// it
    /// away.
    ///
    /// @param table a name that the program knows, never one that came from outside
    public void shadow(String table) {
        if (engine == Engine.POSTGRESQL) {
            update("create temp table " + table + " (like " + table + " including all) on commit drop");
            return;
        }
        list(
                        "select type, sql from sqlite_master where tbl_name = ? and sql is not null order by type desc",
                        row -> row.text(2),
                        table)
                .forEach(made -> update(
                        made.regionMatches(true, 0, CREATE_TABLE, 0, CREATE_TABLE.length())
                                ? "create temp table" + made.substring(CREATE_TABLE.length())
                                : "create index temp." + made.substring(CREATE_INDEX.length())));
    }

    /// What the engine finds wrong with its own file: pages, rows that cannot be read, indexes that do not fit their
    /// tables. At most so many. PostgreSQL has tools of its own for that: there it is always empty.
    public List<String> integrity(int most) {
        if (engine == Engine.POSTGRESQL) {
            return List.of();
        }
        List<String> wrong = list("pragma integrity_check(" + most + ")", row -> row.text(1));
        return wrong.equals(List.of("ok")) ? List.of() : wrong;
    }

    /// All rows of a query, in its order.
    public <T> List<T> list(String sql, Function<Row, T> reader, @Nullable Object... values) {
        List<T> list = new ArrayList<>();
        each(sql, row -> list.add(reader.apply(row)), values);
        return list;
    }

    /// The first row of a query.
    public <T> Optional<T> first(String sql, Function<Row, T> reader, @Nullable Object... values) {
        flush();
        try (ResultSet results = bound(sql, values).executeQuery()) {
            return results.next() ? Optional.of(reader.apply(new Row(results))) : Optional.empty();
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /// The first column of the first row, or 0 if there is no row or it is null.
    public long number(String sql, @Nullable Object... values) {
        return first(sql, row -> row.number(1), values).orElse(0L);
    }

    /// Hands every row to a visitor, in the query's order. The visitor must not use this session with the same text.
    public void each(String sql, Consumer<Row> visitor, @Nullable Object... values) {
        flush();
        try (ResultSet results = bound(sql, values).executeQuery()) {
            Row row = new Row(results);
            while (results.next()) {
                visitor.accept(row);
            }
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /// Executes what was enqueued.
    void flush() {
        if (pending.isEmpty()) {
            return;
        }
        try {
            for (PreparedStatement statement : pending.values()) {
                statement.executeBatch();
            }
        } catch (SQLException e) {
            throw StoreException.of(e);
        } finally {
            pending.clear();
        }
    }

    /// Forgets what was enqueued: the transaction is rolled back.
    void discard() {
        SealWork work = sealing;
        if (work != null) {
            work.forget();
        }
        for (PreparedStatement statement : pending.values()) {
            try {
                statement.clearBatch();
            } catch (SQLException e) {
                throw StoreException.of(e);
            }
        }
        pending.clear();
    }

    private PreparedStatement bound(String sql, @Nullable Object[] values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            written += values[i] instanceof Bytes bytes ? bytes.length() : 0;
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(place, Types.NULL);
            case Bytes bytes -> statement.setBytes(place, bytes.array());
            case Digest digest -> statement.setBytes(place, digest.array());
            case byte[] array -> statement.setBytes(place, array);
            case String text -> statement.setString(place, text);
            case Long number -> statement.setLong(place, number);
            case Integer number -> statement.setLong(place, number);
            case Boolean truth -> statement.setLong(place, truth ? 1 : 0);
            case Instant instant -> statement.setLong(place, instant.toEpochMilli());
            case Enum<?> constant -> statement.setString(place, constant.name());
            default ->
                throw new IllegalArgumentException(
                        "no column type for " + value.getClass().getName());
        }
    }
}
