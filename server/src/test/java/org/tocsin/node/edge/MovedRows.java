package org.tocsin.node.edge;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Rows of one table of a SQLite file deleted, put in and swapped by another program, one change at a time; behind each
/// the rows are put back as they were.
final class MovedRows {
    private final Path file;
    private final String table;
    private final BooleanSupplier isNamed;
    /// The row number is not among them, but may be under another name.
    private final List<String> columns = new ArrayList<>();
    private final List<Boolean> isKey = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    /// The row number, then the columns.
    private final List<List<Object>> rows;
    private final List<String> unseen = new ArrayList<>();
    private int changes;

    /// @param isNamed whether a checkup names anything
    MovedRows(Path file, String table, BooleanSupplier isNamed) throws SQLException {
        this.file = file;
        this.table = table;
        this.isNamed = isNamed;
        try (ForeignHand hand = new ForeignHand(file)) {
            for (List<Object> column :
                    hand.read("select name, pk > 0, type from pragma_table_info('" + table + "') order by cid")) {
                columns.add(column.get(0).toString());
                isKey.add(column.get(1).equals(1));
                types.add(column.get(2).toString());
            }
            this.rows = hand.read("select rowid, * from " + table + " order by rowid");
        }
    }

    /// What nobody named.
    List<String> unseen() {
        return unseen;
    }

    /// What was tried; what the schema refuses does not count.
    int changes() {
        return changes;
    }

    /// @param each every row; else the last one
    void delete(boolean each) throws SQLException {
        for (List<Object> row : each ? rows : rows.subList(Math.max(0, rows.size() - 1), rows.size())) {
            List<List<Object>> others = new ArrayList<>(rows);
            others.remove(row);
            look("row " + row.getFirst() + " deleted", others);
        }
    }

    /// A row that is as the last one but for one column, of each column; one by the columns' types where there is none.
    void insert() throws SQLException {
        if (rows.isEmpty()) {
            List<Object> row = new ArrayList<>(List.of(1L));
            types.forEach(type -> row.add(invented(type)));
            look("a row put in", List.of(row));
            return;
        }
        for (int i = 1; i <= columns.size(); i++) {
            List<Object> row = new ArrayList<>(rows.getLast());
            row.set(0, null);
            row.set(i, other(row.get(i)));
            List<List<Object>> more = new ArrayList<>(rows);
            more.add(row);
            look("a row put in, with another " + columns.get(i - 1), more);
        }
    }

    /// Each two rows have what the other one has, but for their key.
    ///
    /// @param each every pair; else the last two
    void swap(boolean each) throws SQLException {
        if (!isKey.contains(true) || !isKey.contains(false)) {
            // They would be the same rows.
            return;
        }
        for (int i = each ? 1 : Math.max(1, rows.size() - 1); i < rows.size(); i++) {
            for (int j = each ? 0 : i - 1; j < i; j++) {
                List<List<Object>> swapped = new ArrayList<>(rows);
                swapped.set(i, mixed(rows.get(i), rows.get(j)));
                swapped.set(j, mixed(rows.get(j), rows.get(i)));
                if (!same(swapped.get(i), rows.get(i))) {
                    look(
                            "rows " + rows.get(j).getFirst() + " and "
                                    + rows.get(i).getFirst() + " swapped",
                            swapped);
                }
            }
        }
    }

    private List<Object> mixed(List<Object> key, List<Object> rest) {
        List<Object> row = new ArrayList<>(key);
        for (int i = 0; i < columns.size(); i++) {
            if (!isKey.get(i)) {
                row.set(i + 1, rest.get(i + 1));
            }
        }
        return row;
    }

    private void look(String change, List<List<Object>> instead) throws SQLException {
        boolean isAdmitted = put(instead);
        if (isAdmitted) {
            changes++;
            if (!isNamed.getAsBoolean()) {
                unseen.add(table + ": " + change);
            }
        }
        if (!put(rows)) {
            throw new IllegalStateException("cannot be put back: " + table);
        }
    }

    /// @return false if the schema refuses: then nothing was changed
    private boolean put(List<List<Object>> instead) throws SQLException {
        String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
        String names = String.join(", ", columns);
        try (ForeignHand hand = new ForeignHand(file)) {
            hand.write("begin");
            hand.write("delete from " + table);
            for (List<Object> row : instead) {
                boolean isNumbered = row.getFirst() != null;
                hand.write(
                        "insert into " + table + " (" + (isNumbered ? "rowid, " : "") + names + ") values ("
                                + (isNumbered ? "?, " : "") + marks + ")",
                        (isNumbered ? row : row.subList(1, row.size())).toArray());
            }
            hand.write("commit");
            return true;
        } catch (SQLException refused) {
            if (String.valueOf(refused.getMessage()).contains("SQLITE_CONSTRAINT")) {
                return false;
            }
            throw refused;
        }
    }

    private static boolean same(List<Object> one, List<Object> other) {
        return Arrays.deepEquals(one.toArray(), other.toArray());
    }

    private static Object invented(String type) {
        return switch (type) {
            case "text" -> "x";
            case "blob" -> new byte[32];
            default -> 1L;
        };
    }

    private static Object other(@Nullable Object value) {
        return switch (value) {
            case null -> 7L;
            case byte[] bytes -> {
                byte[] other = Arrays.copyOf(bytes, Math.max(1, bytes.length));
                other[other.length - 1] ^= 1;
                yield other;
            }
            case Number number -> number.longValue() + 1_000;
            case String text -> text + "x";
            default -> throw new IllegalStateException(value.getClass().getName());
        };
    }
}
