package org.tocsin.cli.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import picocli.CommandLine;

class CheckCommandTest {
    private static final String VALID =
            "{\"type\":\"mutex\",\"id\":\"mutex--00000001-1111-4111-8111-111111111111\",\"name\":\"m\"}";
    private static final String REFUSED = VALID.replace("\"name\":\"m\"", "\"name\":\"\\u001b[2J\",\"x_null\":null");

    @TempDir
    Path directory = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aValidFileIsValidAndExitsWithZero() throws IOException {
        Files.writeString(directory.resolve("a.json"), VALID);
        assertEquals(ExitCode.OK, run("", "a.json"));
        assertTrue(printed(out).contains("a.json") && printed(out).contains("valid"), printed(out));
    }

    @Test
    void eachLineOfALinesFileIsADocumentAndARefusedOneExitsWithOne() throws IOException {
        Files.writeString(directory.resolve("a.jsonl"), VALID + "\n" + REFUSED + "\n\n" + VALID);
        assertEquals(ExitCode.NEGATIVE, run("", "a.jsonl"));
        String printed = printed(out);
        for (String document : List.of("a.jsonl:1", "a.jsonl:2", "a.jsonl:4")) {
            assertTrue(printed.contains(document), printed);
        }
        assertTrue(printed.contains("x_null is null, which is not a STIX value (STIX-2-NULL)"), printed);
        assertTrue(printed(err).contains("2 valid, 1 refused"), printed(err));
    }

    @Test
    void compressedFilesAndStandardInputAreDocumentsToo() throws IOException {
        try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(directory.resolve("a.jsonl.gz")))) {
            file.write((VALID + "\n" + VALID + "\n").getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(ExitCode.OK, run("\n " + VALID + "\n", "a.jsonl.gz", "-"));
        assertTrue(printed(err).contains("3 valid, 0 refused"), printed(err));
    }

    @Test
    void aFileThatIsNotThereIsUnusable() {
        CommandFault fault = assertThrows(CommandFault.class, () -> run("", "none.json"));
        assertEquals(ExitCode.UNUSABLE, fault.exit());
        assertEquals("", printed(out));
    }

    @Test
    void whatADocumentSaysNeverReachesTheTerminal() {
        assertEquals(ExitCode.NEGATIVE, run(VALID.replace("mutex--", "\\u001b]0;x\\u0007"), "-"));
        assertFalse(printed(out).contains("\u001b") || printed(out).contains("\u0007"), printed(out));
    }

    private ExitCode run(String input, String... files) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                false,
                ZoneOffset.UTC);
        CheckCommand command = new CheckCommand(new Surroundings(
                console,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                new SecureRandom(),
                Map.of(),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                directory));
        new CommandLine(command).parseArgs(files);
        return command.call();
    }

    private static String printed(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
