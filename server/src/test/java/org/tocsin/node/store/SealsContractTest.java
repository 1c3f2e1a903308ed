package org.tocsin.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every column of every table that the schema has, whatever its version: changed behind the store's back, and named.
/// Threat S-ALTERED.
abstract class SealsContractTest {
    private static final int ROWS = 3;
    private static final int MOST = 20;

    private TestStore store;
    private Database database;
    private Map<String, SealedTable> tables;
    private Map<String, Map<String, Boolean>> binary;

    abstract TestStore store();

    abstract Engine engine();

    @BeforeEach
    void fill() {
        store = store();
        database = store.open();
        tables = read(session -> SealedTable.of(Seals.columns(session, engine())));
        binary = read(this::binary);
        tables.values().forEach(this::fill);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyTableIsSealedOrIsMadeAgain() {
        List<String> others = read(session -> Seals.columns(session, engine())).stream()
                .map(SealedTable.Column::table)
                .distinct()
                .filter(table -> !tables.containsKey(table))
                .sorted()
                .toList();
        List<String> expected = Stream.concat(
                        SealedTable.DERIVED.stream(),
                        Stream.of("content_segment", SealedTable.ROOT, SealedTable.HISTORY))
                .sorted()
                .toList();
        assertEquals(expected, others);
        assertTrue(tables.size() > 30, tables.keySet().toString());
        assertEquals(List.of(), check());
        assertEquals(List.of(), database.checkSchema());
    }

    @Test
    void everyColumnOfEveryTableThatIsChangedIsNamed() {
        List<String> unseen = new ArrayList<>();
        int changes = 0;
        for (SealedTable table : tables.values()) {
            List<String> columns = new ArrayList<>(table.sealed());
            columns.add(SealedTable.SEAL);
            for (String column : columns) {
                Object before = value(table.name(), column);
                Object after = other(before, isBinary(table.name(), column));
                try {
                    raw("update " + table.name() + " set " + column + " = ? where " + first(table), after, key(table));
                } catch (StoreException refused) {
                    // The schema itself takes no other value there.
                    assertEquals(StoreException.Cause.CONSTRAINT, refused.kind());
                    continue;
                }
                if (!named(table.name())) {
                    unseen.add(table.name() + "." + column);
                }
                String where = table.key().contains(column) ? column + " = ?" : first(table);
                raw(
                        "update " + table.name() + " set " + column + " = ? where " + where,
                        before,
                        table.key().contains(column) ? List.of(after) : key(table));
                changes++;
            }
        }
        assertEquals(List.of(), unseen);
        assertEquals(List.of(), check());
        assertTrue(changes > 200, "changes: " + changes);
    }

    @Test
    void aRowThatIsDeletedOrPutInOrOldIsNamed() {
        List<String> unseen = new ArrayList<>();
        for (SealedTable table : tables.values()) {
            String all = table.name() + " (" + String.join(", ", columns(table.name())) + ")";
            List<Object> row = row(table);
            raw("delete from " + table.name() + " where " + first(table), null, key(table));
            if (!named(table.name())) {
                unseen.add("deleted from " + table.name());
            }
            String marks = row.stream().map(value -> "?").collect(Collectors.joining(", "));
            writing(session -> session.raw("insert into " + all + " values (" + marks + ")", row.toArray()));
            assertEquals(List.of(), checkOnly(table.name()), table.name());
        }
        assertEquals(List.of(), unseen);
        // A row of another table, or of nobody, has no seal that fits.
        writing(session -> session.raw("insert into sighting (team, due, told_at, seal, row_seal)"
                + " select 'cert-xx.example', due, told_at, seal, row_seal from sighting where team = 't1'"));
        assertTrue(named("sighting"));
        writing(session -> session.raw("delete from sighting where team = 'cert-xx.example'"));
        // What was true once, with its seal of then.
        List<Object> old = row(table("peer_cut"));
        writing(session -> session.update("update peer_cut set reason = ? where team = 't1'", "newer"));
        assertEquals(List.of(), check());
        List<String> names = columns("peer_cut");
        for (String column : List.of("reason", SealedTable.SEAL)) {
            raw("update peer_cut set " + column + " = ? where team = 't1'", old.get(names.indexOf(column)), List.of());
        }
        assertTrue(named("peer_cut"));
    }

    @Test
    void rowsThatAreSwappedAreNamed() {
        List<String> unseen = new ArrayList<>();
        for (SealedTable table : tables.values()) {
            for (String column : table.sealed()) {
                if (rows(table.name()) < 2 || table.key().contains(column) || isUnique(table.name(), column)) {
                    continue;
                }
                // What the first row has, the others have now: their seals are for something else.
                Object before = value(table.name(), column);
                writing(session -> session.raw(
                        "update " + table.name() + " set " + column + " = (select " + column + " from " + table.name()
                                + " where " + second(table) + ") where " + first(table),
                        concat(keyOf(table, 2), key(table))));
                if (!named(table.name())) {
                    unseen.add(table.name() + "." + column);
                }
                raw("update " + table.name() + " set " + column + " = ? where " + first(table), before, key(table));
            }
        }
        assertEquals(List.of(), unseen);
        assertEquals(List.of(), check());
    }

    @Test
    void theSealOverAllTablesIsNamedToo() {
        for (String column : List.of("made_under", "commits", "tables", "seal")) {
            Object before = read(session -> session.first("select " + column + " from store_seal", row -> row.value(1)))
                    .orElseThrow();
            Object after = other(before, before instanceof byte[]);
            writing(session -> session.raw("update store_seal set " + column + " = ?", after));
            assertTrue(named(SealedTable.ROOT), column);
            // Nothing is written over it: that would make it good.
            assertThrows(
                    StoreException.class,
                    () -> writing(session -> session.update("update sighting set due = due + 1")),
                    column);
            database.close();
            assertThrows(StoreException.class, () -> store.open(), column);
            database = reopenedRaw(column, before);
        }
        assertEquals(List.of(), check());
        raw("update " + SealedTable.HISTORY + " set installed_by = ?", "somebody", List.of());
        assertTrue(named(SealedTable.HISTORY));
    }

    @Test
    void sealsOutlastARestartARollbackAndManyChangesOfOneRow() {
        assertThrows(
                IllegalStateException.class,
                () -> writing(session -> {
                    session.update("update sighting set due = 7");
                    session.enqueue(
                            "insert into sighting (team, due, told_at, seal) values (?, 1, 2, ?)", "x", new byte[1]);
                    throw new IllegalStateException("no");
                }));
        writing(session -> {
            session.update("insert into sighting (team, due, told_at, seal) values (?, 1, 2, ?)", "a", new byte[1]);
            session.update("update sighting set due = 7 where team = 'a'");
            session.update("update sighting set due = 8 where team = 'a'");
            session.update("delete from sighting where team = 'a'");
            session.update(
                    "insert into sighting (team, due, told_at, seal) values (?, 1, 2, ?) on conflict do nothing",
                    "a",
                    new byte[1]);
            session.update("update sighting set due = 9 where team in ('a', 't1')");
            session.enqueue("insert into sighting (team, due, told_at, seal) values (?, 1, 2, ?)", "b", new byte[1]);
            session.update("delete from sighting where team = 't2'");
        });
        assertEquals(List.of(), check());
        database.close();
        database = store.open();
        assertEquals(List.of(), check());
        writing(session -> session.empty("sighting"));
        assertEquals(List.of(), check());
    }

    private Database reopenedRaw(String column, Object value) {
        // The same file, as somebody with another program opens it.
        try (Connections other = switch (store.address()) {
            case Database.Address.SqliteFile file -> SqliteConnections.open(file.path(), false);
            case Database.Address.Postgres postgres -> new PostgresConnections(Database.source(postgres), false);
        }) {
            new Transactions(other).writing(session -> session.raw("update store_seal set " + column + " = ?", value));
        }
        return store.open();
    }

    private void fill(SealedTable table) {
        List<String> columns = columns(table.name()).stream()
                .filter(column -> !column.equals(SealedTable.SEAL))
                .toList();
        String marks = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
        String insert = "insert into " + table.name() + " (" + String.join(", ", columns) + ") values (" + marks + ")";
        for (int row = 1; row <= ROWS; row++) {
            int number = row;
            Object[] values = columns.stream()
                    .map(column -> sample(table.name(), column, number))
                    .toArray();
            try {
                // By both ways in which a row may come to be.
                writing(session ->
                        session.update(number % 2 == 1 ? insert : insert + " on conflict do nothing", values));
            } catch (StoreException onlyOneRowFits) {
                assertEquals(StoreException.Cause.CONSTRAINT, onlyOneRowFits.kind());
            }
        }
    }

    private Object sample(String table, String column, int row) {
        if (isBinary(table, column)) {
            return new byte[] {(byte) row, 2, 3};
        }
        return Boolean.TRUE.equals(isText(table, column)) ? (Object) ("t" + row) : (Object) (long) row;
    }

    private boolean isBinary(String table, String column) {
        return Boolean.TRUE.equals(binary.getOrDefault(table, Map.of()).get(column));
    }

    private boolean isText(String table, String column) {
        return binary.getOrDefault(table + "/text", Map.of()).containsKey(column);
    }

    private static Object other(Object value, boolean isBinary) {
        return switch (value) {
            case byte[] bytes -> {
                byte[] changed = bytes.clone();
                changed[changed.length - 1] ^= 1;
                yield changed;
            }
            case String text -> text + "x";
            case Number number -> number.longValue() + 1_000;
            default -> throw new IllegalStateException(isBinary + " " + value);
        };
    }

    private boolean named(String table) {
        return checkOnly(table).stream().anyMatch(fault -> fault.table().equals(table));
    }

    private List<SealFault> checkOnly(String table) {
        return read(
                session -> Seals.check(session, engine(), store.address().sealKey(), MOST, rows -> {}, table::equals));
    }

    private List<SealFault> check() {
        return database.checkSeals(store.address(), MOST, rows -> {});
    }

    private void raw(String sql, @Nullable Object value, List<?> more) {
        List<Object> values = new ArrayList<>();
        if (value != null) {
            values.add(value);
        }
        values.addAll(more);
        writing(session -> session.raw(sql, values.toArray()));
    }

    private void writing(java.util.function.Consumer<Session> body) {
        database.transactions().writing(body);
    }

    private <T> T read(java.util.function.Function<Session, T> body) {
        return database.transactions().read(body);
    }

    private static String first(SealedTable table) {
        return table.whereKey();
    }

    private static String second(SealedTable table) {
        return table.whereKey();
    }

    private List<Object> key(SealedTable table) {
        return keyOf(table, 1);
    }

    private List<Object> keyOf(SealedTable table, int row) {
        return table.key().stream()
                .map(column -> sample(table.name(), column, row))
                .toList();
    }

    private static Object[] concat(List<Object> one, List<Object> other) {
        return Stream.concat(one.stream(), other.stream()).toArray();
    }

    private SealedTable table(String name) {
        return Objects.requireNonNull(tables.get(name), name);
    }

    private long rows(String table) {
        return read(session -> session.number("select count(*) from " + table));
    }

    private Object value(String table, String column) {
        SealedTable of = table(table);
        return read(session -> session.first(
                        "select " + column + " from " + table + " where " + first(of),
                        row -> Optional.ofNullable(row.value(1)),
                        key(of).toArray()))
                .flatMap(value -> value)
                .orElseThrow(() -> new IllegalStateException(table + "." + column));
    }

    private List<Object> row(SealedTable table) {
        List<Object> row = new ArrayList<>();
        columns(table.name()).forEach(column -> row.add(value(table.name(), column)));
        return row;
    }

    private List<String> columns(String table) {
        return read(session -> Seals.columns(session, engine())).stream()
                .filter(column -> column.table().equals(table))
                .map(SealedTable.Column::name)
                .toList();
    }

    private boolean isUnique(String table, String column) {
        return table.equals("ledger_segment") && column.equals("first_index");
    }

    /// Which columns hold bytes, and which hold text.
    private Map<String, Map<String, Boolean>> binary(Session session) {
        Map<String, Map<String, Boolean>> all = new HashMap<>();
        try {
            DatabaseMetaData schema = session.connection().getMetaData();
            try (ResultSet columns = schema.getColumns(null, null, "%", "%")) {
                while (columns.next()) {
                    String table = columns.getString("TABLE_NAME");
                    String column = columns.getString("COLUMN_NAME");
                    String type = columns.getString("TYPE_NAME").toLowerCase(java.util.Locale.ROOT);
                    all.computeIfAbsent(table, none -> new HashMap<>())
                            .put(column, type.equals("blob") || type.equals("bytea"));
                    Map<String, Boolean> texts = all.computeIfAbsent(table + "/text", none -> new HashMap<>());
                    if (type.equals("text")) {
                        texts.put(column, true);
                    }
                }
            }
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
        return all;
    }
}
