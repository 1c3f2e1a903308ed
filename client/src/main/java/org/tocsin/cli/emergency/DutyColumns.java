package org.tocsin.cli.emergency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tocsin.cli.CellWidth;
import org.tocsin.cli.Escaper;
import org.tocsin.render.DeskWording;

/// The columns of the duty screen, as many as a width has room for: what an officer needs least gives way first. They
/// stand under each other on every row, whatever a row is about.
final class DutyColumns {
    /// One column.
    ///
    /// @param least cells that it needs; `most` that it takes if there is room
    /// @param place in which columns are taken: what is lowest goes last
    private record Column(int which, String head, int least, int most, int place) {}

    static final int PRECEDENCE = 0;
    static final int WAY = 1;
    static final int PARTNER = 2;
    static final int WHAT = 3;
    static final int STATE = 4;
    static final int AGE = 5;
    static final int REPLY = 6;
    static final int ID = 7;
    static final int COUNT = 8;

    private static final List<Column> ALL = List.of(
            new Column(PRECEDENCE, "precedence", 10, 10, 0),
            new Column(WAY, "way", 3, 3, 5),
            new Column(PARTNER, "partner", 12, 24, 1),
            new Column(WHAT, "what", 8, 26, 6),
            new Column(STATE, "state", 13, 26, 2),
            new Column(AGE, "age", 7, 8, 7),
            new Column(REPLY, "reply", 8, 9, 3),
            new Column(ID, "id", 6, 12, 4));

    /// Cells beyond the least with which situation and state can be read.
    private static final int READABLE = 20;

    private final int phrase;
    private final int[] widths = new int[COUNT];

    /// @param columns of the screen
    /// @param phrase cells that the exercise phrase takes in front of the row of a drill, 0 if no drill is open
    /// @param partner cells that the longest name of a partner takes
    DutyColumns(int columns, int phrase, int partner) {
        int least = ALL.stream().mapToInt(one -> one.least() + 1).sum();
        this.phrase = phrase > 0 && columns > phrase + 1 + least + READABLE ? phrase : 0;
        int room = columns - 1 - (this.phrase > 0 ? this.phrase + 1 : 0);
        for (Column column : ALL.stream()
                .sorted((a, b) -> Integer.compare(a.place(), b.place()))
                .toList()) {
            int needed = column.least() + 1;
            if (needed <= room) {
                widths[column.which()] = column.least();
                room -= needed;
            } else {
                break;
            }
        }
        for (Column column : ALL) {
            int most = column.which() == PARTNER ? Math.clamp(partner, column.least(), column.most()) : column.most();
            int more = widths[column.which()] == 0 ? 0 : Math.min(room, most - column.least());
            widths[column.which()] += more;
            room -= more;
        }
    }

    /// Whether the phrase has a column of its own; else it takes a line of its own.
    boolean hasPhrase() {
        return phrase > 0;
    }

    String heads(DeskWording words) {
        return row(
                "",
                ALL.stream()
                        .map(column -> words.phrase("column." + column.head()))
                        .toArray(String[]::new));
    }

    /// @param front what stands in the phrase's column
    /// @param cells one for each column, foreign text perhaps
    String row(String front, String[] cells) {
        StringBuilder text = new StringBuilder(" ");
        if (phrase > 0) {
            append(text, front, phrase);
        }
        for (int which = 0; which < COUNT; which++) {
            if (widths[which] > 0) {
                // The first digits of an id are as good as all.
                append(text, which == ID ? fit(cells[which], widths[which]) : cells[which], widths[which]);
            }
        }
        return text.toString().stripTrailing();
    }

    private static void append(StringBuilder text, String cell, int width) {
        String shown = Escaper.show(cell);
        String fitting = CellWidth.of(shown) > width ? fit(shown, width - 1) + "…" : shown;
        text.append(fitting).append(" ".repeat(width - CellWidth.of(fitting) + 1));
    }

    /// A text as lines of so many cells, at words where there are any.
    ///
    /// @param front what stands in front of every line but the first
    static List<String> wrapped(String text, String front, int cells) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (CellWidth.of(rest) > cells) {
            String begin = fit(rest, cells);
            int space = begin.lastIndexOf(' ');
            String line = space <= Math.max(front.length(), begin.length() / 2) ? begin : begin.substring(0, space + 1);
            lines.add(line.stripTrailing());
            rest = front + rest.substring(line.length());
        }
        lines.add(rest);
        return lines;
    }

    /// As much of a text as stands in so many cells.
    static String fit(String text, int cells) {
        StringBuilder fitting = new StringBuilder();
        int width = 0;
        for (int point : text.codePoints().toArray()) {
            width += CellWidth.of(Character.toString(point));
            if (width > cells) {
                break;
            }
            fitting.appendCodePoint(point);
        }
        return fitting.toString();
    }

    @Override
    public String toString() {
        return Arrays.toString(widths);
    }
}
