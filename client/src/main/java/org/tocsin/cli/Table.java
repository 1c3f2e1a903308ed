package org.tocsin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A series of answers. Programs get a line of JSON each, at once and with all values; people get an aligned table of
/// the chosen columns. Rows are printed a screenful at a time, so that an endless series shows and memory stays
/// bounded.
public final class Table implements AutoCloseable {
    /// Rows that are aligned together.
    private static final int ROWS_MAX = 200;

    private final Console console;
    private final Shapes shapes;
    private final List<String> columns;
    private final List<Answer> rows = new ArrayList<>();
    private int[] widths = {};
    private String none = "";

    Table(Console console, Shapes shapes, List<String> columns) {
        this.console = console;
        this.shapes = shapes;
        this.columns = columns;
    }

    /// What people are told in the place of an empty table; programs get nothing.
    public Table orSay(String whatThereIsNot) {
        none = whatThereIsNot;
        return this;
    }

    public void row(Answer row) {
        none = "";
        if (console.isJson()) {
            console.line(shapes.json(row));
            return;
        }
        rows.add(row);
        if (rows.size() == ROWS_MAX) {
            print();
        }
    }

    /// Prints what waits; for series that go on.
    public void flush() {
        if (!rows.isEmpty()) {
            print();
        }
    }

    /// Prints what waits. An empty table prints nothing, but for what `orSay` has.
    @Override
    public void close() {
        flush();
        if (!none.isEmpty()) {
            console.say(none);
        }
    }

    private void print() {
        boolean first = widths.length == 0;
        int[] before = widths;
        widths = new int[columns.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = first ? CellWidth.of(title(column)) : before[column];
            for (Answer row : rows) {
                widths[column] = Math.max(widths[column], CellWidth.of(text(row, column)));
            }
        }
        if (first) {
            StringBuilder head = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                append(head, column, title(column), isNumeric(column));
            }
            console.line(head.toString().stripTrailing());
        }
        for (Answer row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                append(line, column, text(row, column), isNumeric(column));
            }
            console.line(line.toString().stripTrailing());
        }
        rows.clear();
    }

    private void append(StringBuilder line, int column, String text, boolean right) {
        line.append(column == 0 ? "" : "  ")
                .append(right ? CellWidth.paddedLeft(text, widths[column]) : CellWidth.padded(text, widths[column]));
    }

    private String title(int column) {
        return Shapes.heading(columns.get(column)).toUpperCase(Locale.ROOT);
    }

    private String text(Answer row, int column) {
        @Nullable Object value = row.values().get(columns.get(column));
        return value == null ? "-" : shapes.cell(value);
    }

    private boolean isNumeric(int column) {
        return rows.stream().allMatch(row -> {
            @Nullable Object value = row.values().get(columns.get(column));
            return value == null || value instanceof Number;
        });
    }
}
