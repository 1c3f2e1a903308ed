package org.tocsin.node.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;

/// The seals of a database: which tables have them, under which key; made, and checked. A table of whatever version is
/// sealed without having to be named, unless it is one that is made again from others. Safe for all threads.
final class Seals {
    private final SealKey key;
    private final Map<String, SealedTable> tables;
    private final Map<String, SealedSql> statements = new ConcurrentHashMap<>();

    private Seals(SealKey key, Map<String, SealedTable> tables) {
        this.key = key;
        this.tables = Map.copyOf(tables);
    }

    SealKey key() {
        return key;
    }

    SealedTable table(String name) {
        SealedTable table = tables.get(name);
        if (table == null) {
            throw new IllegalArgumentException("not sealed: " + name);
        }
        return table;
    }

    SealedSql sql(String text) {
        return statements.computeIfAbsent(text, made -> SealedSql.of(made, tables));
    }

    static StoreException broken(String what) {
        return new StoreException(
                StoreException.Cause.REFUSED,
                what
                        + ": somebody changed the database, or keys/store.key; run: tocsin fsck. To go on with what is there,"
                        + " delete keys/store.key: the next start seals it anew");
    }

    /// Makes seals ready where a database is opened to write: all rows are sealed anew where there is no key yet, or
    /// the
    /// schema is a new one.
    ///
    /// @param keyFile where the key is; made if it is not there. Empty: the key that everybody knows
    /// @throws StoreException `REFUSED` if the seal over all tables is missing or was changed
    static Seals prepare(Transactions transactions, Engine engine, Optional<Path> keyFile, Migrations.Schema schema) {
        Optional<SealKey> kept = keyFile.isEmpty() ? Optional.of(SealKey.known()) : SealKey.in(keyFile.get());
        SealKey key = kept.orElseGet(SealKey::fresh);
        boolean isFirst = transactions.read(session -> session.number("select count(*) from store_seal")) == 0
                && (schema.migrated() || keyFile.isEmpty());
        if (kept.isEmpty() || isFirst || isOlder(transactions, key, schema)) {
            transactions.writing(session -> sealAll(session, engine, key, schema));
        }
        if (kept.isEmpty()) {
            keyFile.ifPresent(key::save);
        }
        return new Seals(key, transactions.read(session -> SealedTable.of(columns(session, engine))));
    }

    private static boolean isOlder(Transactions transactions, SealKey key, Migrations.Schema schema) {
        SealRoot.Stored stored = transactions
                .read(session -> SealRoot.read(session, key.sealer()))
                .filter(SealRoot.Stored::isSealed)
                .orElseThrow(() -> broken("the seal over all tables is not the one that was written"));
        return !stored.root().madeUnder().equals(schema.version());
    }

    /// Gives every table that has none a column for seals, and seals all rows.
    static void sealAll(Session session, Engine engine, SealKey key, Migrations.Schema schema) {
        List<SealedTable.Column> columns = columns(session, engine);
        Map<String, SealedTable> tables = SealedTable.of(columns);
        for (String table : tables.keySet()) {
            boolean hasSeals = columns.stream()
                    .anyMatch(column ->
                            column.table().equals(table) && column.name().equals(SealedTable.SEAL));
            if (!hasSeals) {
                session.raw("alter table " + table + " add column " + SealedTable.SEAL + " "
                        + engine.placeholders().get("bytes"));
            }
        }
        SealKey.Sealer sealer = key.sealer();
        Map<String, SealRoot.Sum> sums = new HashMap<>();
        tables.forEach((name, table) -> sums.put(name, sealRows(session, sealer, table)));
        sums.put(SealedTable.HISTORY, history(session, sealer));
        new SealRoot(schema.version(), 1, sums).write(session, sealer);
    }

    private static SealRoot.Sum sealRows(Session session, SealKey.Sealer sealer, SealedTable table) {
        record Sealed(List<@Nullable Object> key, Bytes seal) {}
        List<Sealed> rows = session.list("select " + table.columns() + " from " + table.name(), row -> {
            List<@Nullable Object> key = new ArrayList<>();
            for (int i = 1; i <= table.key().size(); i++) {
                key.add(row.value(i));
            }
            return new Sealed(
                    key, Bytes.wrap(seal(sealer, table, row, table.key().size() + 1)));
        });
        SealRoot.Sum sum = SealRoot.Sum.NONE;
        String sql = "update " + table.name() + " set " + SealedTable.SEAL + " = ? where " + table.whereKey();
        for (Sealed row : rows) {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(row.seal().array());
            values.addAll(row.key());
            session.rawLater(sql, values.toArray());
            sum = sum.with(row.seal().array());
        }
        return sum;
    }

    /// Which migrations were applied, and when.
    private static SealRoot.Sum history(Session session, SealKey.Sealer sealer) {
        SealRoot.Sum[] sum = {SealRoot.Sum.NONE};
        session.each("select * from " + SealedTable.HISTORY, row -> {
            sealer.add(SealedTable.HISTORY);
            for (int i = 1; i <= row.columns(); i++) {
                sealer.add(row.value(i));
            }
            sum[0] = sum[0].with(sealer.seal());
        });
        return sum[0];
    }

    /// The seal of the row under a cursor, as `SealedTable.columns` selects it.
    ///
    /// @param at where the stored seal stands
    static byte[] seal(SealKey.Sealer sealer, SealedTable table, Row row, int at) {
        sealer.add(table.name());
        for (int i = 1; i <= table.sealed().size(); i++) {
            sealer.add(row.value(at + i));
        }
        return sealer.seal();
    }

    /// Whether every row of every table is as it was written, and none is missing or was put in.
    ///
    /// @param most findings
    static List<SealFault> check(
            Session session, Engine engine, Optional<Path> keyFile, int most, LongConsumer rowsChecked) {
        return check(session, engine, keyFile, most, rowsChecked, table -> true);
    }

    /// As above, of some tables.
    static List<SealFault> check(
            Session session,
            Engine engine,
            Optional<Path> keyFile,
            int most,
            LongConsumer rowsChecked,
            Predicate<String> some) {
        SealKey key =
                keyFile.isEmpty() ? SealKey.known() : SealKey.in(keyFile.get()).orElse(null);
        if (key == null) {
            return List.of(new SealFault(
                    SealedTable.ROOT,
                    "",
                    "cannot be checked: its key is not in keys/store.key; the next start makes one"));
        }
        SealKey.Sealer sealer = key.sealer();
        Optional<SealRoot.Stored> stored = SealRoot.read(session, sealer);
        if (stored.filter(SealRoot.Stored::isSealed).isEmpty()
                || session.number("select count(*) from " + SealedTable.ROOT) != 1) {
            return List.of(new SealFault(
                    SealedTable.ROOT,
                    "",
                    stored.isEmpty() ? "is missing" : "is not the one that was written, or keys/store.key is another"));
        }
        List<SealFault> faults = new ArrayList<>();
        Map<String, SealRoot.Sum> expected = new HashMap<>(stored.get().root().tables());
        List<SealedTable.Column> columns = columns(session, engine);
        long rows = 0;
        for (SealedTable table : SealedTable.of(columns).values()) {
            SealRoot.Sum sum = expected.remove(table.name());
            if (!some.test(table.name())) {
                continue;
            }
            rows += new TableCheck(table, sealer, faults, most).check(session, columns, sum);
            rowsChecked.accept(rows);
        }
        if (!history(session, sealer).equals(expected.remove(SealedTable.HISTORY))) {
            faults.add(new SealFault(SealedTable.HISTORY, "", "is not what the last migration left"));
        }
        expected.keySet().forEach(gone -> faults.add(new SealFault(gone, "", "the table is missing")));
        return faults.subList(0, Math.min(most, faults.size()));
    }

    /// One table's rows against their seals, and against what there should be of them.
    private record TableCheck(SealedTable table, SealKey.Sealer sealer, List<SealFault> faults, int most) {
        long check(Session session, List<SealedTable.Column> columns, SealRoot.@Nullable Sum expected) {
            boolean hasSeals = columns.stream()
                    .anyMatch(column ->
                            column.table().equals(table.name()) && column.name().equals(SealedTable.SEAL));
            if (!hasSeals || expected == null) {
                faults.add(new SealFault(table.name(), "", "is not sealed: this program did not make it"));
                return 0;
            }
            SealRoot.Sum[] found = {SealRoot.Sum.NONE};
            int before = faults.size();
            session.each("select " + table.columns() + " from " + table.name(), row -> {
                int at = table.key().size() + 1;
                byte[] seal = Seals.seal(sealer, table, row, at);
                found[0] = found[0].with(seal);
                if (!(row.value(at) instanceof byte[] stored && Arrays.equals(stored, seal)) && faults.size() < most) {
                    faults.add(new SealFault(table.name(), key(row), "the row, or its seal, was changed"));
                }
            });
            long more = found[0].rows() - expected.rows();
            if (more != 0) {
                faults.add(new SealFault(
                        table.name(), "", more < 0 ? -more + " of its rows are missing" : more + " rows too many"));
            } else if (faults.size() == before && !found[0].equals(expected)) {
                faults.add(new SealFault(table.name(), "", "holds rows of an earlier time in the place of newer ones"));
            }
            return found[0].rows();
        }

        private String key(Row row) {
            List<String> words = new ArrayList<>();
            for (int i = 1; i <= table.key().size(); i++) {
                Object value = row.value(i);
                words.add(table.key().get(i - 1) + "="
                        + (value instanceof byte[] bytes ? Bytes.wrap(bytes).hex() : String.valueOf(value)));
            }
            return words.stream().collect(Collectors.joining(", "));
        }
    }

    static List<SealedTable.Column> columns(Session session, Engine engine) {
        String sql = switch (engine) {
            case SQLITE ->
                "select m.name, c.name, c.pk, c.dflt_value from sqlite_master m, pragma_table_info(m.name) c"
                        + " where m.type = 'table' order by m.name, c.cid";
            case POSTGRESQL ->
                "select c.relname, a.attname, (select count(*) from pg_index i where i.indrelid = c.oid and i.indisprimary"
                        + " and a.attnum = any (i.indkey)), pg_get_expr(d.adbin, d.adrelid) from pg_class c"
                        + " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                        + " left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum"
                        + " where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace"
                        + " order by c.relname, a.attnum";
        };
        return session.list(
                sql,
                row -> new SealedTable.Column(
                        row.text(1), row.text(2), row.number(3) > 0, row.isNull(4) ? null : row.text(4)));
    }
}
