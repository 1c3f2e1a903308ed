package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tocsin.cli.CommandGroup;
import org.tocsin.cli.ExitCode;

/// What README.md says of commands, exit codes and files is so.
class ReadmeTest {
    static final Path README = Path.of("..", "README.md");

    private static final Pattern COMMAND_ROW = Pattern.compile("(?m)^\\| (`[a-z-]+.*?`) \\|");
    private static final Pattern LISTED = Pattern.compile("(?m)^ {2}([a-z][a-z-]+)(?:, [a-z-]+)* {2,}\\S");

    @Test
    void itsCommandsAreTheCommandsThereAre() throws IOException {
        List<String> written = new ArrayList<>();
        Matcher rows = COMMAND_ROW.matcher(Files.readString(README));
        while (rows.find()) {
            String[] names = rows.group(1).replace("`", "").split(", ", -1);
            String[] first = names[0].split(" ", -1);
            written.add(names[0]);
            // In one row are commands of one group, or of the root.
            String before = first.length > 1 || isGroup(names[0]) ? first[0] + " " : "";
            Arrays.stream(names).skip(1).forEach(name -> written.add(before + name));
        }
        List<String> mounted = new ArrayList<>();
        for (String name : subcommands()) {
            if (isGroup(name)) {
                subcommands(name).forEach(command -> mounted.add(name + " " + command));
            }
            if (!isGroup(name) || doesSomethingByItself(name)) {
                mounted.add(name);
            }
        }
        assertEquals(
                written.stream().sorted().toList(), mounted.stream().sorted().toList());
    }

    @Test
    void itsExitCodesAreTheExitCodesThereAre() throws IOException {
        String text = Files.readString(README);
        for (ExitCode code : ExitCode.values()) {
            assertTrue(text.contains("\n| " + code.number() + " | "), code + " is not in README.md");
        }
    }

    @Test
    void theFilesItPointsToAreThere() throws IOException {
        Matcher links = Pattern.compile("]\\(([^):]+)\\)").matcher(Files.readString(README));
        List<String> missing = new ArrayList<>();
        while (links.find()) {
            if (Files.notExists(README.resolveSibling(links.group(1)))) {
                missing.add(links.group(1));
            }
        }
        assertEquals(List.of(), missing);
    }

    private static boolean isGroup(String name) {
        return Arrays.stream(CommandGroup.values())
                .anyMatch(group -> group.command().equals(name));
    }

    /// A mere group shows how it is used.
    private static boolean doesSomethingByItself(String group) {
        return !CommandRun.of(Clock.systemUTC(), new SecureRandom(), group)
                .err()
                .contains("Usage:");
    }

    private static List<String> subcommands(String... group) {
        List<String> line = new ArrayList<>(List.of(group));
        line.add("--help");
        CommandRun run = CommandRun.of(Clock.systemUTC(), new SecureRandom(), line.toArray(new String[0]));
        assertEquals(ExitCode.OK, run.exit(), run.err());
        String help = run.out();
        int from = help.indexOf("Commands:");
        List<String> names = new ArrayList<>();
        Matcher listed = LISTED.matcher(help.substring(from, help.indexOf("Exit codes:")));
        while (listed.find()) {
            names.add(listed.group(1));
        }
        return names;
    }
}
