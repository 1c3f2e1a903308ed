package org.tocsin.node.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Transactions;

/// Keeps some small tables of a test and puts them back.
final class Snapshot {
    private Snapshot() {}

    static Map<String, List<List<Object>>> take(Transactions transactions, Map<String, List<String>> tables) {
        return transactions.read(session -> {
            Map<String, List<List<Object>>> saved = new HashMap<>();
            tables.forEach((table, columns) -> saved.put(
                    table,
                    session.list(
                            "select " + String.join(", ", columns) + " from " + table, row -> values(row, columns))));
            return saved;
        });
    }

    static void restore(
            Transactions transactions, Map<String, List<String>> tables, Map<String, List<List<Object>>> saved) {
        transactions.writing(session -> saved.forEach((table, rows) -> {
            List<String> columns = Objects.requireNonNull(tables.get(table));
            session.update("delete from " + table);
            String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
            rows.forEach(row -> session.update(
                    "insert into " + table + " (" + String.join(", ", columns) + ") values (" + marks + ")",
                    row.toArray()));
        }));
    }

    private static List<Object> values(Row row, List<String> columns) {
        List<Object> values = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
            values.add(row.value(i));
        }
        return values;
    }
}
