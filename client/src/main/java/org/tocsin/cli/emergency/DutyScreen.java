package org.tocsin.cli.emergency;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.cli.CellWidth;
import org.tocsin.cli.Escaper;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Called;
import org.tocsin.model.emergency.Life;
import org.tocsin.render.DeskWording;
import org.tocsin.render.EmergencyWording;
import org.tocsin.render.Language;

/// The duty screen as lines: what is open, the chosen one in full, what was told last, and the keys. Whatever others
/// wrote is escaped; a drill's row begins with the exercise phrase, and so does its detail. Rule R-EMG-5; threat
/// S-SCREEN.
final class DutyScreen {
    /// Of the screen's rows one in so many is for what was told last.
    private static final int ROWS_FOR_ONE_TOLD = 6;
    /// The same of what is wrong; one there is room for always.
    private static final int ROWS_FOR_ONE_TROUBLE = 8;
    /// In front of what somebody wrote, as `EmergencyWording.facts` has it.
    private static final String QUOTED = "   > ";

    /// The first facts: kind, precedence, from whom, to whom. The row says them too.
    private static final int FACTS_IN_ROW = 4;

    /// The keys, one that is empty, and two below the list.
    private static final int ROWS_AROUND = 4;

    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final EmergencyWording wording;
    private final DeskWording words;
    private final EmergencyAnswers answers;
    private final ZoneId here;

    DutyScreen(Language language, ZoneId here) {
        this.wording = new EmergencyWording(language);
        this.words = new DeskWording(language);
        this.answers = new EmergencyAnswers(wording, here);
        this.here = here;
    }

    /// In the language of the screen.
    DeskWording words() {
        return words;
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
        var cells = new DutyColumns(columns, phraseWidth(board), partnerWidth(board));
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(head(board, now, columns), Style.HEAD));
        board.troubles().stream()
                .limit(Math.max(1, rows / ROWS_FOR_ONE_TROUBLE))
                .forEach(text -> lines.add(new Line(" " + text, Style.URGENT)));
        lines.add(new Line(cells.heads(words), Style.PLAIN));
        List<Line> told = board.told().stream()
                .skip(Math.max(0, board.told().size() - Math.max(1, rows / ROWS_FOR_ONE_TOLD)))
                .map(text -> new Line(" " + text, Style.PLAIN))
                .toList();
        List<Line> rang = board.rang().map(view -> rang(board, view)).stream().toList();
        List<Line> whole =
                board.chosen().map(view -> whole(view, columns, false)).orElse(List.of());
        int spare = rows - lines.size() - told.size() - rang.size() - whole.size() - ROWS_AROUND;
        listed(board, now, cells, Math.max(Math.max(3, (rows - ROWS_AROUND) / 3), spare))
                .forEach(lines::add);
        if (board.count() == 0) {
            lines.add(new Line(" " + words.phrase("nothing"), Style.PLAIN));
        }
        lines.add(new Line("", Style.PLAIN));
        int room = rows - lines.size() - told.size() - rang.size() - 1;
        board.chosen().ifPresent(view -> lines.addAll(whole.size() <= room ? whole : some(view, columns, room)));
        while (lines.size() < rows - told.size() - rang.size() - 1) {
            lines.add(new Line("", Style.PLAIN));
        }
        lines.addAll(told);
        lines.addAll(rang);
        lines.add(new Line(" " + words.phrase("keys"), Style.HEAD));
        return lines.stream()
                .limit(rows)
                .map(line -> new Line(DutyColumns.fit(Escaper.show(line.text()), columns), line.style()))
                .toList();
    }

    private int phraseWidth(DutyBoard board) {
        boolean hasDrill =
                board.open().stream().anyMatch(view -> view.emergency().isExercise());
        return hasDrill ? CellWidth.of(wording.exercisePhrase()) : 0;
    }

    private static int partnerWidth(DutyBoard board) {
        return board.own()
                .map(own -> board.open().stream()
                        .mapToInt(view -> CellWidth.of(Escaper.show(EmergencyAnswers.partners(view, own))))
                        .max()
                        .orElse(0))
                .orElse(0);
    }

    /// With the time of day alone where there is no room for more.
    private String head(DutyBoard board, Instant now, int columns) {
        String front = " " + board.own().map(Object::toString).orElse("…") + "  "
                + words.phrase("head", board.waiting(), board.count()) + "  ";
        String time = EmergencyWording.time(now, here);
        return front + (CellWidth.of(front + time) <= columns ? time : TIME_OF_DAY.format(now.atZone(here)));
    }

    /// What rang last, which need not be what is chosen.
    private Line rang(DutyBoard board, EmergencyView view) {
        String which = answers.precedence(view.emergency()) + " " + view.originator() + " " + view.shortId();
        boolean isDrill = view.emergency().isExercise();
        String text = " " + words.phrase("rang", which);
        return isDrill
                ? new Line(" " + wording.exercisePhrase() + text, Style.DRILL)
                : new Line(text, board.chosen().filter(view::equals).isPresent() ? Style.PLAIN : Style.URGENT);
    }

    /// The rows around the chosen one, as many as there is room for.
    private List<Line> listed(DutyBoard board, Instant now, DutyColumns cells, int room) {
        List<List<Line>> all =
                board.open().stream().map(view -> row(board, view, cells, now)).toList();
        List<Line> lines = new ArrayList<>();
        if (!all.isEmpty()) {
            int[] shown = around(all, Math.max(0, board.place()), room);
            all.subList(shown[0], shown[1]).forEach(lines::addAll);
            int count = shown[1] - shown[0];
            if (count < all.size()) {
                lines.add(new Line(" " + words.phrase("rows-more", all.size() - count), Style.PLAIN));
            }
        }
        if (board.folded() > 0) {
            lines.add(new Line(" " + words.phrase("folded", board.folded()), Style.PLAIN));
        }
        return lines;
    }

    /// From which to before which there is room for, as many above a place as below it where there are any.
    private static int[] around(List<List<Line>> all, int place, int room) {
        int from = place;
        int until = place + 1;
        int left = room - all.get(place).size();
        boolean grows = true;
        while (grows) {
            grows = false;
            if (until < all.size() && all.get(until).size() <= left) {
                left -= all.get(until++).size();
                grows = true;
            }
            if (from > 0 && all.get(from - 1).size() <= left) {
                left -= all.get(--from).size();
                grows = true;
            }
        }
        return new int[] {from, until};
    }

    private List<Line> row(DutyBoard board, EmergencyView view, DutyColumns columns, Instant now) {
        boolean chosen = board.chosen().filter(view::equals).isPresent();
        boolean drill = view.emergency().isExercise();
        String[] cells = new String[DutyColumns.COUNT];
        cells[DutyColumns.PRECEDENCE] = answers.precedence(view.emergency());
        cells[DutyColumns.WAY] = board.own()
                .map(own -> words.phrase("way." + EmergencyAnswers.way(view, own)))
                .orElse("");
        cells[DutyColumns.PARTNER] =
                board.own().map(own -> EmergencyAnswers.partners(view, own)).orElse("");
        cells[DutyColumns.WHAT] = wording.situation(view.emergency().situation());
        cells[DutyColumns.STATE] = board.own().map(own -> stands(view, own)).orElse("");
        cells[DutyColumns.AGE] = EmergencyAnswers.left(now, view.emergency().raisedAt());
        cells[DutyColumns.REPLY] = EmergencyAnswers.replyIn(view, now);
        cells[DutyColumns.ID] = view.shortId();
        String mark = chosen ? ">" : " ";
        if (!drill) {
            Style style = board.needsUs(view) ? Style.URGENT : chosen ? Style.CHOSEN : Style.PLAIN;
            return List.of(new Line(mark + columns.row("", cells).substring(1), style));
        }
        if (columns.hasPhrase()) {
            return List.of(
                    new Line(mark + columns.row(wording.exercisePhrase(), cells).substring(1), Style.DRILL));
        }
        return List.of(
                new Line(mark + wording.exercisePhrase(), Style.DRILL), new Line(columns.row("", cells), Style.DRILL));
    }

    /// The chosen one in full.
    ///
    /// @param shortens whether what its row says already comes last
    private List<Line> whole(EmergencyView view, int columns, boolean shortens) {
        List<Line> whole = new ArrayList<>();
        for (Line line : detail(view, shortens)) {
            String front = line.text().startsWith(QUOTED) ? QUOTED : "     ";
            DutyColumns.wrapped(line.text(), front, columns).forEach(part -> whole.add(new Line(part, line.style())));
        }
        return whole;
    }

    /// As much of the chosen one as there is room for, and that there is more.
    private List<Line> some(EmergencyView view, int columns, int room) {
        if (room <= 0) {
            return List.of();
        }
        List<Line> whole = whole(view, columns, true);
        List<Line> some = new ArrayList<>(whole.subList(0, room - 1));
        some.add(new Line(
                " " + words.phrase("lines-more", whole.size() - room + 1, "tocsin emergency show " + view.shortId()),
                Style.PLAIN));
        return some;
    }

    /// How it stands; in front, where nothing is cut off, where on the ladder it is.
    private String stands(EmergencyView view, Team own) {
        Optional<Life> climbing = view.called().stream()
                .filter(called -> view.called().size() == 1 && called.refused().isEmpty())
                .map(Called::life)
                .filter(life -> life.state() == Life.State.SUMMONING)
                .findFirst();
        return climbing.map(life -> life.round() + "." + life.rung() + " " + wording.state(life.state()))
                .orElseGet(() -> answers.states(view, own));
    }

    private List<Line> detail(EmergencyView view, boolean shortens) {
        Style style = view.emergency().isExercise() ? Style.DRILL : Style.PLAIN;
        List<Line> lines = new ArrayList<>();
        if (view.emergency().isExercise()) {
            lines.add(new Line(" " + wording.exercisePhrase(), style));
        }
        for (Called called : view.called()) {
            lines.add(new Line(" " + called.team() + ": " + Escaper.show(answers.state(called)), style));
        }
        wording.records(view).forEach(record -> lines.add(new Line(" " + record, Style.PLAIN)));
        List<String> facts = new ArrayList<>(wording.facts(view, here));
        if (shortens) {
            Collections.rotate(facts, -FACTS_IN_ROW);
        }
        facts.forEach(fact -> lines.add(new Line(" " + fact, Style.PLAIN)));
        return lines;
    }
}
