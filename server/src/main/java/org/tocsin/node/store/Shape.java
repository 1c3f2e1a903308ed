package org.tocsin.node.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sqlite.SQLiteDataSource;

/// What a SQLite database's schema is to be: that of a fresh one, made in memory.
final class Shape {
    /// With the types of what stands there: bytes that spell `table` make a table for SQLite, but one that nobody who
    /// asks for tables is told of.
    private static final String EVERYTHING =
            "select coalesce(type, '') || ' ' || coalesce(name, ''), coalesce(tbl_name, '') || ' ' || coalesce(sql, '') || ' ' || typeof(type) || typeof(name)"
                    + " || typeof(tbl_name) || typeof(rootpage) || typeof(sql) from sqlite_master where name not like 'sqlite_stat%'";

    /// Of one column.
    private static final int ROWS_NAMED = 10;

    private Shape() {}

    /// What is not as in a fresh database: tables and indexes that are missing, changed or too many.
    static List<String> wrong(Session session) {
        Map<String, String> expected = new TreeMap<>(Fresh.SHAPE);
        List<String> wrong = new ArrayList<>();
        read(session).forEach((name, sql) -> {
            String made = expected.remove(name);
            if (made == null) {
                wrong.add(name + " was put in");
            } else if (!made.equals(sql)) {
                wrong.add(name + " was changed");
            }
        });
        expected.keySet().forEach(name -> wrong.add(name + " is missing"));
        if (wrong.isEmpty()) {
            values(session, wrong);
        }
        return wrong;
    }

    /// Values of another type than their column's: the driver hands out text as bytes, and no bytes as nought, so
    /// that nobody who reads them notices.
    private static void values(Session session, List<String> wrong) {
        record Column(String table, String name, String type) {}
        List<Column> columns = session.list(
                "select m.name, c.name, case lower(c.type) when 'bigint' then 'integer' else lower(c.type) end"
                        + " from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table'"
                        + " and lower(c.type) in ('text', 'blob', 'integer', 'bigint') order by m.name, c.cid",
                row -> new Column(row.text(1), row.text(2), row.text(3)));
        for (Column column : columns) {
            session.list(
                            "select cast(rowid as text), typeof(" + column.name() + ") from " + column.table()
                                    + " where typeof(" + column.name() + ") not in ('" + column.type()
                                    + "', 'null') limit " + ROWS_NAMED,
                            row -> "table " + column.table() + ", row " + row.text(1) + ", column " + column.name()
                                    + " holds " + row.text(2) + ", not " + column.type())
                    .forEach(wrong::add);
        }
    }

    /// Made once a process: it is the program's own.
    private static final class Fresh {
        static final Map<String, String> SHAPE = Map.copyOf(fresh());
    }

    private static Map<String, String> read(Session session) {
        Map<String, String> all = new TreeMap<>();
        session.each(EVERYTHING, row -> all.put(row.text(1), row.text(2)));
        return all;
    }

    /// It lives as long as the connection that is opened first.
    private static Map<String, String> fresh() {
        SQLiteDataSource memory = new SQLiteDataSource();
        memory.setUrl(
                "jdbc:sqlite:file:tocsin-shape-" + Thread.currentThread().threadId() + "?mode=memory&cache=shared");
        try (Connection first = memory.getConnection()) {
            Migrations.Schema schema = Migrations.run(memory, Engine.SQLITE);
            first.setAutoCommit(false);
            Session session = new Session(first, Engine.SQLITE, Map.of());
            Seals.sealAll(session, Engine.SQLITE, SealKey.known(), schema);
            return new TreeMap<>(read(session));
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }
}
