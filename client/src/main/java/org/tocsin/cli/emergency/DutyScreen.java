package org.tocsin.cli.emergency;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tocsin.cli.CellWidth;
import org.tocsin.cli.Escaper;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Called;
import org.tocsin.render.EmergencyWording;
import org.tocsin.render.Language;

/// The duty screen as lines: what is open, the chosen one in full, what was told last, and the keys. Whatever others
/// wrote is escaped; a drill's row begins with the exercise phrase, and so does its detail. Rule R-EMG-5; threat
/// S-SCREEN.
final class DutyScreen {
    private static final String KEYS = " a acknowledge   up/down choose   q leave";
    private static final int[] WIDTHS = {10, 3, 24, 26, 26, 8, 9, 12};
    /// Columns that give way on a narrow screen, and how narrow they become.
    private static final int[] NARROWING = {4, 3, 2, 7};

    private static final int[] NARROWEST = {10, 3, 12, 8, 12, 8, 9, 6};
    private static final String[] HEADS = {"PRECEDENCE", "WAY", "PARTNER", "WHAT", "STATE", "AGE", "REPLY IN", "ID"};

    private final EmergencyWording wording;
    private final EmergencyAnswers answers;
    private final ZoneId here;

    DutyScreen(Language language, ZoneId here) {
        this.wording = new EmergencyWording(language);
        this.answers = new EmergencyAnswers(wording, here);
        this.here = here;
    }

    /// How a line looks.
    enum Style {
        PLAIN,
        HEAD,
        /// Somebody must answer, and it is real.
        URGENT,
        DRILL,
        CHOSEN
    }

    /// A line, not wider than the screen.
    record Line(String text, Style style) {}

    /// @param now the node's or this machine's clock
    List<Line> lines(DutyBoard board, Instant now, int columns, int rows) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(head(board, now), Style.HEAD));
        lines.add(new Line(cells(HEADS, columns), Style.PLAIN));
        int listed = Math.min(board.open().size(), Math.max(1, rows / 2 - 3));
        int first =
                Math.max(0, Math.min(board.place() - listed / 2, board.open().size() - listed));
        for (int i = first; i < first + listed; i++) {
            lines.add(row(board, board.open().get(i), columns, now));
        }
        if (board.open().isEmpty()) {
            lines.add(new Line(" nothing is open", Style.PLAIN));
        } else if (listed < board.open().size()) {
            lines.add(new Line(" … " + (board.open().size() - listed) + " more", Style.PLAIN));
        }
        lines.add(new Line("", Style.PLAIN));
        List<Line> told = board.told().stream()
                .map(text -> new Line(" " + text, Style.PLAIN))
                .toList();
        int room = rows - lines.size() - told.size() - 2;
        board.chosen()
                .ifPresent(
                        view -> detail(view).stream().limit(Math.max(0, room)).forEach(lines::add));
        while (lines.size() < rows - told.size() - 1) {
            lines.add(new Line("", Style.PLAIN));
        }
        lines.addAll(told);
        lines.add(new Line(KEYS, Style.HEAD));
        return lines.stream()
                .limit(rows)
                .map(line -> new Line(fit(Escaper.show(line.text()), columns), line.style()))
                .toList();
    }

    private String head(DutyBoard board, Instant now) {
        return " duty " + board.own().map(Object::toString).orElse("…") + "   " + EmergencyWording.time(now, here)
                + "   open: " + board.open().size() + "   for you: " + board.waiting();
    }

    private Line row(DutyBoard board, EmergencyView view, int columns, Instant now) {
        boolean chosen = board.chosen().filter(view::equals).isPresent();
        boolean drill = view.emergency().isExercise();
        String[] cells = {
            answers.precedence(view.emergency()),
            board.own().map(own -> EmergencyAnswers.way(view, own)).orElse(""),
            board.own().map(own -> EmergencyAnswers.partners(view, own)).orElse(""),
            wording.situation(view.emergency().situation()),
            board.own().map(own -> answers.states(view, own)).orElse(""),
            EmergencyAnswers.left(now, view.emergency().raisedAt()),
            EmergencyAnswers.left(view.emergency().replyBy(), now),
            view.shortId()
        };
        String text = cells(cells, columns - (drill ? CellWidth.of(wording.exercisePhrase()) + 1 : 0));
        String marked = (chosen ? ">" : " ") + (drill ? wording.exercisePhrase() + " " : "") + text.substring(1);
        if (drill) {
            return new Line(marked, Style.DRILL);
        }
        return new Line(marked, board.needsUs(view) ? Style.URGENT : chosen ? Style.CHOSEN : Style.PLAIN);
    }

    /// @param room for all of them
    private static String cells(String[] cells, int room) {
        int[] widths = WIDTHS.clone();
        int over = Arrays.stream(widths).sum() + widths.length + 1 - room;
        for (int column : NARROWING) {
            int less = Math.clamp(over, 0, widths[column] - NARROWEST[column]);
            widths[column] -= less;
            over -= less;
        }
        StringBuilder text = new StringBuilder(" ");
        for (int i = 0; i < widths.length; i++) {
            String cell = fit(Escaper.show(cells[i]), widths[i]);
            text.append(cell).append(" ".repeat(widths[i] - CellWidth.of(cell) + 1));
        }
        return text.toString().stripTrailing();
    }

    private List<Line> detail(EmergencyView view) {
        Style style = view.emergency().isExercise() ? Style.DRILL : Style.PLAIN;
        List<Line> lines = new ArrayList<>();
        if (view.emergency().isExercise()) {
            lines.add(new Line(" " + wording.exercisePhrase(), style));
        }
        for (Called called : view.called()) {
            lines.add(new Line(" " + called.team() + ": " + answers.state(called), style));
        }
        wording.facts(view, here).forEach(fact -> lines.add(new Line(" " + fact, Style.PLAIN)));
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
}
