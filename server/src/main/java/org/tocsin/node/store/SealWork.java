package org.tocsin.node.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;

/// Seals what a transaction writes: rows as they are inserted where all of them is known, the others before the commit,
/// and the sums of their tables with it. Costs a seal for each row and two for each commit. For one session.
final class SealWork {
    private final Seals seals;
    private final SealKey.Sealer sealer;
    /// By table and key: rows whose seal is yet to be written.
    private final Map<String, Map<List<Object>, Changed>> changed = new LinkedHashMap<>();
    /// By table: what the sums change by.
    private final Map<String, SealRoot.Sum> more = new HashMap<>();

    /// @param before what the row has as its seal; null if it is new
    private record Changed(List<Object> key, @Nullable Bytes before, Bytes now) {}

    SealWork(Seals seals) {
        this.seals = seals;
        this.sealer = seals.key().sealer();
    }

    /// @return the rows touched
    int update(Session session, String sql, @Nullable Object[] values) {
        return switch (seals.sql(sql)) {
            case SealedSql.Plain plain -> session.raw(sql, values);
            case SealedSql.Insert insert -> {
                byte[] seal = seal(insert, values);
                int rows = session.raw(insert.sql(), with(values, seal));
                count(insert, seal);
                yield rows;
            }
            case SealedSql.Returning returning -> returned(session, returning, values);
        };
    }

    /// How a row is to be inserted later, if it can be said beforehand.
    @Nullable
    Later later(String sql, @Nullable Object[] values) {
        return switch (seals.sql(sql)) {
            case SealedSql.Plain plain -> new Later(sql, Arrays.asList(values));
            case SealedSql.Insert insert -> {
                byte[] seal = seal(insert, values);
                count(insert, seal);
                yield new Later(insert.sql(), Arrays.asList(with(values, seal)));
            }
            case SealedSql.Returning returning -> null;
        };
    }

    /// @param values for the text's places
    record Later(String sql, List<@Nullable Object> values) {}

    private byte[] seal(SealedSql.Insert insert, @Nullable Object[] values) {
        sealer.add(insert.table().name());
        for (SealedSql.Value value : insert.values()) {
            sealer.add(value.in(values));
        }
        return sealer.seal();
    }

    private void count(SealedSql.Insert insert, byte[] seal) {
        more.merge(insert.table().name(), SealRoot.Sum.NONE.with(seal), SealWork::sum);
    }

    private static @Nullable Object[] with(@Nullable Object[] values, byte[] seal) {
        @Nullable Object[] all = Arrays.copyOf(values, values.length + 1);
        all[values.length] = seal;
        return all;
    }

    private int returned(Session session, SealedSql.Returning returning, @Nullable Object[] values) {
        SealedTable table = returning.table();
        Map<List<Object>, Changed> rows = changed.computeIfAbsent(table.name(), none -> new LinkedHashMap<>());
        int[] touched = {0};
        session.each(
                returning.sql(),
                row -> {
                    touched[0]++;
                    take(table, returning.isDelete(), rows, row);
                },
                values);
        return touched[0];
    }

    private void take(SealedTable table, boolean isDelete, Map<List<Object>, Changed> rows, Row row) {
        List<Object> key = new ArrayList<>();
        List<Object> name = new ArrayList<>();
        for (int i = 1; i <= table.key().size(); i++) {
            Object value = row.value(i);
            if (value != null) {
                key.add(value);
                name.add(value instanceof byte[] bytes ? Bytes.wrap(bytes) : value);
            }
        }
        int at = table.key().size() + 1;
        Changed earlier = rows.get(name);
        Bytes before = earlier != null ? earlier.before() : row.isNull(at) ? null : row.bytes(at);
        if (isDelete) {
            rows.remove(name);
            if (before != null) {
                more.merge(table.name(), SealRoot.Sum.NONE.without(before.array()), SealWork::sum);
            }
            return;
        }
        rows.put(name, new Changed(key, before, Bytes.wrap(Seals.seal(sealer, table, row, at))));
    }

    /// Writes what is still to be written. Called behind everything else of the transaction.
    void finish(Session session) {
        changed.forEach((table, rows) -> {
            SealedTable of = seals.table(table);
            String sql = "update " + table + " set " + SealedTable.SEAL + " = ? where " + of.whereKey();
            for (Changed row : rows.values()) {
                List<Object> values = new ArrayList<>();
                values.add(row.now().array());
                values.addAll(row.key());
                session.rawLater(sql, values.toArray());
                Bytes before = row.before();
                if (before != null) {
                    more.merge(table, SealRoot.Sum.NONE.without(before.array()), SealWork::sum);
                }
                more.merge(table, SealRoot.Sum.NONE.with(row.now().array()), SealWork::sum);
            }
        });
        changed.clear();
        if (!more.isEmpty()) {
            SealRoot.Stored stored = SealRoot.read(session, sealer)
                    .filter(SealRoot.Stored::isSealed)
                    .orElseThrow(() -> Seals.broken("the seal over all tables is not the one that was written"));
            Map<String, SealRoot.Sum> tables = new HashMap<>(stored.root().tables());
            more.forEach((table, sum) -> tables.merge(table, sum, SealWork::sum));
            new SealRoot(stored.root().madeUnder(), stored.root().commits() + 1, tables).write(session, sealer);
            more.clear();
        }
    }

    /// The transaction is rolled back.
    void forget() {
        changed.clear();
        more.clear();
    }

    private static SealRoot.Sum sum(SealRoot.Sum one, SealRoot.Sum other) {
        return one.plus(other);
    }
}
