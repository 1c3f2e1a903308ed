package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A terminal as people have it, and what stands on it: `tmux`, with a server of its own.
final class Tmux implements AutoCloseable {
    /// Set by `.ci/run`: there it must be installed.
    private static final String REQUIRED = "TOCSIN_CI";
    private static final String PANE = "desk";

    private final Path socket;

    private Tmux(Path socket) {
        this.socket = socket;
    }

    /// Runs a command in a terminal of so many columns and rows. Without tmux the test is skipped, but never in
    /// `.ci/run`.
    ///
    /// @param directory of the test's own, with a short path
    static Tmux open(Path directory, int columns, int rows, List<String> command) throws IOException {
        boolean isThere = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(one -> Files.isExecutable(Path.of(one, "tmux")));
        assertTrue(isThere || System.getenv(REQUIRED) == null, "no tmux on the PATH");
        assumeTrue(isThere, "no tmux on the PATH");
        Path settings = Files.writeString(directory.resolve("tmux.conf"), """
                set -g remain-on-exit on
                set -g status off
                set -s escape-time 0
                """);
        // A class path is longer than what tmux takes as a command.
        Path script = Files.writeString(
                directory.resolve("command.sh"),
                command.stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" ", "exec ", "\n")));
        var tmux = new Tmux(directory.resolve("tmux.sock"));
        tmux.run(
                "-f",
                settings.toString(),
                "new-session",
                "-d",
                "-s",
                PANE,
                "-x",
                String.valueOf(columns),
                "-y",
                String.valueOf(rows),
                "sh",
                script.toString());
        return tmux;
    }

    void resize(int columns, int rows) throws IOException {
        run("resize-window", "-t", PANE, "-x", String.valueOf(columns), "-y", String.valueOf(rows));
    }

    void press(String key) throws IOException {
        run("send-keys", "-t", PANE, key);
    }

    /// What stands there, a line a row.
    List<String> screen() {
        try {
            return run("capture-pane", "-p", "-t", PANE).lines().toList();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /// What the program called itself: the machine's name, if it did not.
    String title() throws IOException {
        return run("display-message", "-p", "-t", PANE, "#{pane_title}").strip();
    }

    String host() throws IOException {
        return run("display-message", "-p", "-t", PANE, "#{host}").strip();
    }

    private String run(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "tmux answers");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    @Override
    public void close() throws IOException {
        run("kill-server");
    }
}
