package org.tocsin.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = console(false);

    @Test
    void aTableIsAlignedWhateverTheScript() {
        try (Table table = console.table("team", "name", "size")) {
            table.row(Answer.of()
                    .put("team", "cert-es.example")
                    .put("name", "Señal")
                    .put("size", 5));
            table.row(Answer.of()
                    .put("team", "cert-jp.example")
                    .put("name", "不正アクセス")
                    .put("size", 12345));
            table.row(Answer.of().put("team", "x.example"));
        }
        assertEquals("""
                TEAM             NAME           SIZE
                cert-es.example  Señal             5
                cert-jp.example  不正アクセス  12345
                x.example        -                 -
                """, printed());
    }

    @Test
    void programsGetOneObjectALineWithAllValues() {
        console.useFormat(OutputFormat.JSON);
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("RED", 2L);
        try (Table table = console.table("team")) {
            table.row(Answer.of()
                    .put("team", "a.example")
                    .put("size", 7)
                    .put("verified", true)
                    .put("at", Instant.EPOCH)
                    .put("took", Duration.ofMillis(1_500))
                    .put("withheld", counts)
                    .put("reasons", List.of(Answer.of().put("rule", "R1")))
                    .put("missing", Optional.empty()));
            assertEquals(
                    "{\"team\":\"a.example\",\"size\":7,\"verified\":true,\"at\":\"1970-01-01T00:00:00Z\",\"took\":1.5,"
                            + "\"withheld\":{\"RED\":2},\"reasons\":[{\"rule\":\"R1\"}]}\n",
                    printed());
        }
        console.say("only for people");
        assertEquals(1, printed().lines().count());
    }

    @Test
    void peopleGetABlockWithTimesInTheirZone() {
        console.answer(Answer.of()
                .put("team", "a.example")
                .put("stored_at", Instant.parse("2026-11-22T07:00:00Z"))
                .put("took", Duration.ofSeconds(75))
                .put("lane", Answer.of().put("through", 3)));
        assertEquals("""
                team       a.example
                stored at  2026-11-22 09:00:00 +02:00
                took       1m 15s
                lane
                  through  3
                """, printed());
    }

    @Test
    void aLongTableIsPrintedAsItComes() {
        try (Table table = console.table("n")) {
            for (int i = 0; i < 450; i++) {
                table.row(Answer.of().put("n", i));
            }
            assertEquals(401, printed().lines().count());
        }
        assertEquals(451, printed().lines().count());
    }

    @Test
    void contentIntoAPipeIsExact() throws IOException {
        byte[] bytes = "\u001b[0m \u202e日本\u0000".getBytes(StandardCharsets.UTF_8);
        try (OutputStream content = console.content()) {
            content.write(bytes);
        }
        assertArrayEquals(bytes, out.toByteArray());
    }

    @Test
    void whatCannotBeWrittenIsNoSuccess() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("no space left");
            }
        };
        var stream = new PrintStream(full, false, StandardCharsets.UTF_8);
        var onFullDisk = new Console(stream, stream, false, false, true, ZoneOffset.UTC);
        CommandFault fault = assertThrows(
                CommandFault.class, () -> onFullDisk.answer(Answer.of().put("n", 1)));
        // Not 2, which says that nothing was done.
        assertEquals(ExitCode.NEGATIVE, fault.exit());
        OutputStream content = onFullDisk.content();
        assertThrows(IOException.class, () -> {
            content.write(1);
            content.flush();
        });
    }

    @Test
    void progressIsShownOnlyWhereAPersonWatches() {
        assertSame(Progress.NONE, console.progress("publishing", 3));
        Console watched = console(true);
        try (Progress progress = watched.progress("publishing", 3)) {
            progress.step(2);
        }
        assertEquals(0, out.size());
        watched.useFormat(OutputFormat.JSON);
        assertSame(Progress.NONE, watched.progress("publishing", 3));
    }

    private Console console(boolean terminal) {
        return new Console(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                terminal,
                terminal,
                true,
                ZoneOffset.ofHours(2));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
