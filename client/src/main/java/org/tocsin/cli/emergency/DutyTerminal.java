package org.tocsin.cli.emergency;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Escaper;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.OperatorFault;

/// The duty screen on a real terminal: draws it, rings, and takes keys. A node that goes away is asked again until it
/// is
/// back. Runs on the command's thread; two others listen.
final class DutyTerminal {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final Duration LISTEN = Duration.ofSeconds(5);
    private static final int NEWS_MAX = 1_000;
    private static final int MOST = 200;
    private static final int CTRL_C = 3;
    private static final int ESCAPE = 27;
    /// How old what is shown may be, though nothing was told.
    private static final Duration ASK = Duration.ofSeconds(30);
    private static final long KEY_MILLIS = 20;

    private final EmergencyLine line;
    private final Officer officer;
    private final DutyScreen screen;
    private final InstantSource clock;
    private final Looks looks;
    private final DutyBoard board = new DutyBoard();
    /// What the listeners heard; when it is full the oldest is not missed: the list is asked for anyway.
    private final BlockingQueue<News> news = new ArrayBlockingQueue<>(NEWS_MAX);
    /// What officers were called for, and the board was not told yet.
    private Optional<Digest> rung = Optional.empty();

    /// Who sits here.
    record Officer(EmergencySigning signing, Owner taker) {}

    record Looks(boolean coloured, boolean rings) {}

    /// @param need whose it is
    /// @param text to be shown; may be empty
    /// @param rings whether somebody must look
    /// @param about which one, if it is about one
    /// @param isTrouble whether it says what is wrong; else the need is met
    private record News(DutyBoard.Need need, String text, boolean rings, Optional<Digest> about, boolean isTrouble) {
        static News well(DutyBoard.Need need) {
            return new News(need, "", false, Optional.empty(), false);
        }
    }

    DutyTerminal(EmergencyLine line, Officer officer, DutyScreen screen, InstantSource clock, Looks looks) {
        this.line = line;
        this.officer = officer;
        this.screen = screen;
        this.clock = clock;
        this.looks = looks;
    }

    ExitCode run() throws InterruptedException {
        Thread changes = Thread.ofVirtual().start(() -> listen(DutyBoard.Need.CHANGES, this::changes));
        Thread notices = Thread.ofVirtual().start(() -> listen(DutyBoard.Need.NOTICES, this::notices));
        try (Terminal terminal = TerminalBuilder.builder()
                .name("tocsin")
                .system(true)
                .dumb(false)
                .encoding(StandardCharsets.UTF_8)
                .stdinEncoding(StandardCharsets.UTF_8)
                .stdoutEncoding(StandardCharsets.UTF_8)
                .build()) {
            return onScreen(terminal);
        } catch (IOException | IllegalStateException none) {
            throw CommandFault.unusable(
                    "no terminal to draw on",
                    String.valueOf(none.getMessage()),
                    "use: tocsin duty watch --lines",
                    none);
        } finally {
            changes.interrupt();
            notices.interrupt();
        }
    }

    private ExitCode onScreen(Terminal terminal) throws IOException, InterruptedException {
        Attributes before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        // Ctrl-C is a key: what was changed on the terminal is put back.
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        try {
            loop(terminal);
            return ExitCode.OK;
        } finally {
            terminal.puts(Capability.cursor_normal);
            terminal.puts(Capability.exit_ca_mode);
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    private void loop(Terminal terminal) throws IOException, InterruptedException {
        NonBlockingReader keys = terminal.reader();
        Instant drawn = Instant.EPOCH;
        Instant asked = clock.instant();
        boolean stays = true;
        refresh(terminal);
        while (stays) {
            Instant now = clock.instant();
            boolean changed = hear(terminal);
            // Of the plan and the channels nothing is told: it is asked for.
            if (changed || Duration.between(asked, now).abs().compareTo(ASK) >= 0) {
                refresh(terminal);
                asked = now;
            }
            if (changed || Duration.between(drawn, now).compareTo(Duration.ofSeconds(1)) >= 0) {
                draw(terminal, now);
                drawn = now;
            }
            int key = keys.read(TICK.toMillis());
            if (key != NonBlockingReader.READ_EXPIRED) {
                stays = key >= 0 && press(key, keys);
                drawn = Instant.EPOCH;
            }
        }
    }

    /// @return whether anything was heard
    private boolean hear(Terminal terminal) {
        boolean changed = false;
        boolean rings = false;
        for (News one = news.poll(); one != null; one = news.poll()) {
            changed = true;
            rings |= one.rings();
            rung = one.rings() ? one.about() : rung;
            if (one.isTrouble()) {
                board.trouble(one.need(), one.text());
                continue;
            }
            board.well(one.need());
            if (!one.text().isEmpty()) {
                board.tell(one.text());
            }
        }
        if (rings) {
            ring(terminal);
        }
        return changed;
    }

    private void ring(Terminal terminal) {
        if (looks.rings()) {
            terminal.puts(Capability.bell);
            terminal.flush();
        }
    }

    private void refresh(Terminal terminal) {
        try {
            EmergencyLine.Listed listed = line.list(true, Optional.empty(), MOST);
            if (board.show(listed, clock.instant())) {
                ring(terminal);
            }
            reach(listed.trouble());
            rung.ifPresent(id -> board.rang(id, clock.instant()));
            rung = Optional.empty();
        } catch (OperatorFault gone) {
            board.trouble(DutyBoard.Need.LIST, screen.words().phrase("no-answer", String.valueOf(gone.getMessage())));
        }
    }

    /// Says what keeps officers from being reached.
    private void reach(EmergencyLine.Trouble trouble) {
        board.well(DutyBoard.Need.PLAN);
        trouble.plan().ifPresent(what -> board.trouble(DutyBoard.Need.PLAN, what));
        board.well(DutyBoard.Need.CHANNELS);
        if (!trouble.brokenChannels().isEmpty()) {
            String names = String.join(", ", trouble.brokenChannels());
            board.trouble(DutyBoard.Need.CHANNELS, screen.words().phrase("broken", names));
        }
    }

    private boolean press(int key, NonBlockingReader keys) throws IOException {
        switch (key) {
            case 'q', CTRL_C -> {
                return false;
            }
            case 'a' -> acknowledge();
            case 'j' -> board.move(1, clock.instant());
            case 'k' -> board.move(-1, clock.instant());
            case 'f' -> board.fold();
            case ESCAPE -> arrow(keys);
            default -> {
                // Not a key of ours.
            }
        }
        return true;
    }

    private void arrow(NonBlockingReader keys) throws IOException {
        int second = keys.read(KEY_MILLIS);
        if (second == '[' || second == 'O') {
            int third = keys.read(KEY_MILLIS);
            board.move(third == 'A' ? -1 : third == 'B' ? 1 : 0, clock.instant());
        }
    }

    private void acknowledge() {
        Optional<EmergencyView> chosen = board.chosen();
        if (chosen.isEmpty()) {
            return;
        }
        EmergencyView view = chosen.get();
        if (board.hasJumped(clock.instant())) {
            board.tell(screen.words().phrase("has-rung", view.shortId()));
            return;
        }
        if (!board.mayTake(view)) {
            board.tell(screen.words().phrase("not-yours", view.shortId()));
            return;
        }
        SortedSet<Team> to = new TreeSet<>(List.of(view.originator()));
        try {
            officer.signing()
                    .state(to, view.id(), new What.Acknowledged(officer.taker(), Optional.empty(), false), true);
            board.tell(screen.words()
                    .phrase("taken", view.shortId(), officer.taker().name()));
        } catch (OperatorFault refused) {
            board.tell(view.shortId() + ": " + refused.getMessage());
        }
        news.offer(News.well(DutyBoard.Need.LIST));
    }

    private void draw(Terminal terminal, Instant now) {
        int columns = Math.max(40, terminal.getWidth());
        int rows = Math.max(10, terminal.getHeight());
        StringBuilder out = new StringBuilder("\u001b[H");
        List<DutyScreen.Line> lines = screen.lines(board, now, columns, rows);
        for (int i = 0; i < lines.size(); i++) {
            out.append(i == 0 ? "" : "\r\n")
                    .append(style(lines.get(i).style()))
                    .append(lines.get(i).text())
                    .append("\u001b[K\u001b[0m");
        }
        terminal.writer().write(out.append("\u001b[J").toString());
        terminal.flush();
    }

    private String style(DutyScreen.Style style) {
        return switch (style) {
            case PLAIN -> "";
            case HEAD, CHOSEN -> "\u001b[7m";
            case URGENT -> looks.coloured() ? "\u001b[1;41;97m" : "\u001b[1m";
            case DRILL -> looks.coloured() ? "\u001b[30;43m" : "";
        };
    }

    /// Listens, again and again, until it is interrupted.
    private interface Listening {
        void listen() throws InterruptedException;
    }

    private void listen(DutyBoard.Need need, Listening listening) {
        boolean goesOn = true;
        while (goesOn) {
            try {
                listening.listen();
            } catch (OperatorFault gone) {
                news.offer(new News(
                        need,
                        screen.words().phrase("no-news", Escaper.show(gone.getMessage())),
                        false,
                        Optional.empty(),
                        true));
                goesOn = pause();
            } catch (InterruptedException over) {
                goesOn = false;
            }
        }
    }

    private static boolean pause() {
        try {
            // Nobody counts down.
            return !new CountDownLatch(1).await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException over) {
            return false;
        }
    }

    private void changes() throws InterruptedException {
        try (var watch = line.watch(Optional.empty())) {
            var changed = News.well(DutyBoard.Need.CHANGES);
            news.offer(changed);
            while (true) {
                watch.next(LISTEN).ifPresent(one -> news.offer(changed));
            }
        }
    }

    private void notices() throws InterruptedException {
        try (var watch = line.duty()) {
            news.offer(News.well(DutyBoard.Need.NOTICES));
            while (true) {
                watch.next(LISTEN)
                        .ifPresent(notice -> news.offer(new News(
                                DutyBoard.Need.NOTICES,
                                notice.subject(),
                                !notice.purpose().equals("notice"),
                                about(notice),
                                false)));
            }
        }
    }

    private static Optional<Digest> about(EmergencyLine.Notice notice) {
        return notice.emergency().length() == Digest.LENGTH * 2
                ? Optional.of(Digest.ofHex(notice.emergency()))
                : Optional.empty();
    }
}
