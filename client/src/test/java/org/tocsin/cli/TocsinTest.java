package org.tocsin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

class TocsinTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void severalModulesContributeToOneGroup() {
        assertEquals(ExitCode.OK, run("record", "--help"));
        assertTrue(printed(out).contains("greet"), printed(out));
        assertTrue(printed(out).contains("break"), printed(out));
    }

    @Test
    void everyHelpListsTheExitCodes() {
        for (String[] line : List.of(
                new String[] {"--help"}, new String[] {"record", "--help"}, new String[] {"record", "greet", "--help"
                })) {
            out.reset();
            assertEquals(ExitCode.OK, run(line));
            for (ExitCode code : ExitCode.values()) {
                assertTrue(
                        printed(out).contains(code.number() + "   ")
                                || printed(out).contains(code.meaning()),
                        printed(out));
            }
        }
    }

    @Test
    void theFormatMayBeChosenAnywhere() {
        assertEquals(ExitCode.OK, run("record", "greet", "--output", "json", "世界"));
        assertEquals("{\"greeting\":\"hello 世界\"}\n", printed(out));
        out.reset();
        assertEquals(ExitCode.OK, run("--output", "JSON", "record", "greet", "x"));
        assertEquals("{\"greeting\":\"hello x\"}\n", printed(out));
        out.reset();
        assertEquals(ExitCode.OK, run("record", "greet", "x"));
        assertEquals("greeting  hello x\n", printed(out));
    }

    @Test
    void anUnknownOptionIsOneLineAndUnusable() {
        for (String[] line : List.of(
                new String[] {"record", "greet", "--nonsense"},
                new String[] {"nonsense"},
                new String[] {"record", "greet"},
                new String[] {"record", "greet", "x", "--output", "xml"})) {
            err.reset();
            assertEquals(ExitCode.UNUSABLE, run(line));
            assertOneLine();
        }
    }

    @Test
    void aSlipOfTheFingerIsAnsweredWithWhatWasMeant() {
        assertEquals(ExitCode.UNUSABLE, run("record", "gret", "x"));
        assertTrue(printed(err).contains("greet"), printed(err));
        assertOneLine();
    }

    @Test
    void anArgumentThatBeginsWithAnAtSignIsNoFileOfArguments() {
        assertEquals(
                ExitCode.OK, run("record", "greet", "@" + Path.of("pom.xml").toAbsolutePath()));
        assertTrue(printed(out).startsWith("greeting  hello @"), printed(out));
    }

    @Test
    void aGroupWithoutCommandShowsItsHelpOnStandardError() {
        assertEquals(ExitCode.UNUSABLE, run("record"));
        assertEquals("", printed(out));
        assertTrue(printed(err).contains("greet"));
    }

    @Test
    void aFaultIsOneLineThatSaysWhatWhereAndWhatToDo() {
        assertEquals(ExitCode.UNREACHABLE, run("record", "break", "fault"));
        assertEquals("tocsin: no answer: 127.0.0.1:1\\u{1b}: start the node\n", printed(err));
    }

    @Test
    void aBugIsOneLineAndItsTraceIsInAFile() throws IOException {
        assertEquals(ExitCode.BUG, run("record", "break", "bug"));
        assertOneLine();
        String line = printed(err);
        String file = line.substring(line.indexOf("trace in ") + 9, line.indexOf(": please"));
        String trace = Files.readString(Path.of(file));
        Files.delete(Path.of(file));
        assertTrue(trace.contains("IllegalStateException: broken \\u{1b}"), trace);
        assertTrue(trace.contains("TocsinTest"), trace);
    }

    @Test
    void aNegativeVerdictIsItsOwnExitCode() {
        assertEquals(ExitCode.NEGATIVE, run("record", "break", "verdict"));
        assertEquals("", printed(err));
    }

    @Test
    void theNodeIsTakenFromTheOption() {
        assertEquals(ExitCode.OK, run("record", "greet", "--node", "/srv/tocsin", "x"));
        assertEquals("greeting  hello x at /srv/tocsin\n", printed(out));
    }

    @Test
    void theVersionAndTheCompletionScriptAreThere() {
        assertEquals(ExitCode.OK, run("--version"));
        assertEquals("tocsin 9.9\n", printed(out));
        out.reset();
        assertEquals(ExitCode.OK, run("completion"));
        assertTrue(printed(out).contains("complete -F _complete_tocsin"));
        assertTrue(printed(out).contains("greet"));
    }

    private void assertOneLine() {
        String line = printed(err);
        assertTrue(line.startsWith("tocsin: "), line);
        assertEquals(1, line.lines().count(), line);
        assertFalse(line.contains("\tat "), line);
    }

    private ExitCode run(String... arguments) {
        Console console = new Console(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                false,
                false,
                true,
                ZoneOffset.UTC);
        Surroundings surroundings = new Surroundings(
                console,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                new SecureRandom(),
                Map.of(),
                new ByteArrayInputStream(new byte[0]),
                Path.of(""));
        CommandModule one = given -> List.of(new CommandModule.Mount(CommandGroup.RECORD, new Greet(given.console())));
        CommandModule two = given -> List.of(new CommandModule.Mount(CommandGroup.RECORD, new Break()));
        return new Tocsin(surroundings, List.of(one, two), "tocsin 9.9").run(arguments);
    }

    private static String printed(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Command(name = "greet", description = "Says hello.")
    static final class Greet implements Callable<ExitCode> {
        private final Console console;

        @Mixin
        private NodeOption node = new NodeOption();

        @Parameters(paramLabel = "NAME")
        private String name = "";

        Greet(Console console) {
            this.console = console;
        }

        @Override
        public ExitCode call() {
            console.answer(Answer.of()
                    .put(
                            "greeting",
                            "hello " + name + (node.directory().isAbsolute() ? " at " + node.directory() : "")));
            return ExitCode.OK;
        }
    }

    @Command(name = "break", description = "Fails in one of its ways.")
    static final class Break implements Callable<ExitCode> {
        @Parameters(paramLabel = "WAY")
        private String way = "";

        @Override
        public ExitCode call() {
            return switch (way) {
                case "fault" -> throw CommandFault.unreachable("no answer", "127.0.0.1:1\u001b", "start the node");
                case "bug" -> throw new IllegalStateException("broken \u001b");
                default -> ExitCode.NEGATIVE;
            };
        }
    }
}
