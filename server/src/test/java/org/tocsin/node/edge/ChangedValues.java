package org.tocsin.node.edge;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Values in a SQLite file changed by another program, one at a time; behind each the value is put back as it was.
final class ChangedValues {
    private final Path file;
    private final boolean each;
    private final Predicate<String> isNamed;
    private final Map<String, String> unseen = new TreeMap<>();
    private int changes;

    /// @param each every row, and many values in the place of each; else the first row, and few
    /// @param isNamed whether a checkup names anything, given the table that was changed
    ChangedValues(Path file, boolean each, Predicate<String> isNamed) {
        this.file = file;
        this.each = each;
        this.isNamed = isNamed;
    }

    /// What nobody named, of columns.
    Map<String, String> unseen() {
        return unseen;
    }

    /// What was tried; what the schema refuses does not count.
    int changes() {
        return changes;
    }

    void change(String table, String column) throws SQLException {
        List<List<Object>> rows;
        try (ForeignHand hand = new ForeignHand(file)) {
            rows = hand.read("select rowid, " + column + " from " + table + " order by rowid");
        }
        String update = "update " + table + " set " + column + " = ? where rowid = ?";
        for (List<Object> row : each ? rows : rows.subList(0, Math.min(1, rows.size()))) {
            Object value = row.get(1);
            for (Object other : others(value)) {
                try (ForeignHand hand = new ForeignHand(file)) {
                    hand.write(update, other, row.getFirst());
                } catch (SQLException theSchemaRefuses) {
                    continue;
                }
                changes++;
                if (!isNamed.test(table)) {
                    unseen.put(table + "." + column, "row " + row.getFirst() + ": " + other);
                }
                try (ForeignHand hand = new ForeignHand(file)) {
                    if (hand.write(update, value, row.getFirst()) == 0) {
                        // The column is the row number.
                        hand.write(update, value, other);
                    }
                }
            }
        }
    }

    private List<Object> others(Object value) {
        List<Object> others = new ArrayList<>();
        switch (value) {
            case null -> others.addAll(List.of(7L, "null"));
            case byte[] bytes -> {
                int places = each ? 20 : 2;
                for (int i = 0; i < places && bytes.length > 0; i++) {
                    byte[] other = bytes.clone();
                    other[(int) ((long) (bytes.length - 1) * i / (places - 1))] ^= (byte) (1 << i % 8);
                    others.add(other);
                }
                others.add(Arrays.copyOf(bytes, bytes.length + 1));
            }
            case Number number -> others.add(number.longValue() + 1);
            case String text -> others.add(text + "x");
            default -> throw new IllegalStateException(value.getClass().getName());
        }
        if (each && value instanceof Number number) {
            others.add(number.longValue() - 1);
        }
        if (each && value != null) {
            others.add(null);
        }
        return others;
    }
}
