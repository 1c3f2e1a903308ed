package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.CellWidth;
import org.tocsin.cli.Escaper;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.peer.OperatorFault;
import org.tocsin.testing.EmergencySamples;
import org.tocsin.testing.HostileStrings;
import org.tocsin.wire.EmergencyCodec;

/// A partner writes what it likes into an emergency, and nothing of it does anything where it is shown: on the duty
/// screen in a real terminal, in what the bell is told, in the log and the audit. It says what time it likes, too. Rule
/// R-EMG-5; threat S-SCREEN.
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileEmergencyIT {
    private static final Team ES = DutyScene.ES;
    private static final Team JP = DutyScene.JP;
    private static final int OPEN = 3;
    /// By how much the clock of an originator is wrong.
    private static final Duration WRONG = Duration.ofMinutes(30);
    private static final List<int[]> SCREENS =
            List.of(new int[] {40, 12}, new int[] {80, 24}, new int[] {110, 30}, new int[] {150, 40});

    private static DutyScene scene;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        scene = DutyScene.of(List.of(ES, JP), DutyScene.ladder(1, Duration.ofMinutes(5)));
        scene.agree(ES, JP, 1_000, DutyScene.ALWAYS);
    }

    @AfterAll
    static void stop() throws IOException {
        scene.close();
    }

    /// The end of the list are those made for terminals.
    private static String hostile(int piece) throws IOException {
        StringBuilder all = new StringBuilder();
        HostileStrings.all().reversed().forEach(all::append);
        String text = all.toString();
        for (int i = 0; i < piece; i++) {
            text = text.substring(
                    EmergencySamples.bounded(text, Emergency.TEXT_BYTES_MAX).length());
        }
        return EmergencySamples.bounded(text, Emergency.TEXT_BYTES_MAX);
    }

    private static Digest raise(Emergency.Kind kind, String text) {
        return raise(kind, text, Clock.systemUTC().instant());
    }

    private static Digest raise(Emergency.Kind kind, String text, Instant at) {
        Instant now = Instant.ofEpochMilli(at.toEpochMilli());
        var emergency = new Emergency(
                new TreeSet<>(List.of(ES)),
                kind,
                Precedence.FLASH,
                "availability/ddos",
                new TreeSet<>(List.of("investigate")),
                Optional.of(new Emergency.Words(text, "en")),
                List.of(),
                now,
                now.plus(Duration.ofHours(2)),
                ZoneId.of("Asia/Tokyo"));
        return scene.federation()
                .line(JP)
                .emergencies()
                .raise(EmergencyCodec.encode(emergency))
                .id();
    }

    @Test
    @Order(1)
    void theScreenTheBellTheLogAndTheAuditShowItAndStayWhole() throws Exception {
        List<Digest> called = new ArrayList<>();
        called.add(raise(Emergency.Kind.REAL, hostile(0)));
        called.add(raise(Emergency.Kind.EXERCISE, hostile(1)));
        called.add(raise(Emergency.Kind.REAL, hostile(2)));
        for (Digest id : called) {
            Scene.await("it came", () -> scene.isHeld(ES, id));
            scene.does(JP, "emergency", "update", id.hex(), "--text", hostile(OPEN));
        }
        String name = EmergencySamples.bounded(hostile(0), 90);
        scene.does(ES, "emergency", "ack", called.getLast().hex(), "--owner", name, "--channel", name);
        scene.await(called.getLast(), JP, ES, "taken", life -> life.state() == Life.State.ACKNOWLEDGED);

        watched(called);
        scene.bell().rings().forEach(ring -> assertHarmless(ring.body()));
        Scene.await(
                "it rang",
                () -> !scene.bell().summonses(called.getFirst().hex()).isEmpty());
        Scene.await("it is audited, an event a line", () -> isAudited(called));
        for (Team team : List.of(ES, JP)) {
            for (String file : List.of("node.out", "audit.jsonl")) {
                Files.readAllLines(scene.federation().directory(team).resolve(file))
                        .forEach(HostileEmergencyIT::assertHarmless);
            }
        }
    }

    private static boolean isAudited(List<Digest> called) {
        List<String> audit;
        try {
            audit = Files.readAllLines(scene.federation().directory(ES).resolve("audit.jsonl"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return audit.stream().allMatch(line -> line.startsWith("{") && line.endsWith("}"))
                && called.stream()
                        .allMatch(id -> audit.stream()
                                        .filter(line -> line.contains("EMERGENCY_TAKEN") && line.contains(id.hex()))
                                        .count()
                                == 1);
    }

    /// An originator whose clock is wrong takes the drill for one within the window; the called node does not. Comes
    /// last:
    /// the node is not put right again.
    @Test
    @Order(2)
    void aDrillOutsideTheWindowIsRefusedWhereItIsRaisedAndByTheNodeThatItCalls() throws Exception {
        ZonedDateTime opens = Clock.systemUTC()
                .instant()
                .plus(WRONG)
                .minus(Duration.ofMinutes(5))
                .atZone(ZoneOffset.UTC);
        String window = "DTSTART;TZID=Etc/UTC:" + opens.format(DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'00'"))
                + " RRULE:FREQ=DAILY DURATION:PT1H";
        scene.agree(ES, JP, 1_000, window);
        OperatorFault honest = assertThrows(
                OperatorFault.class,
                () -> raise(
                        Emergency.Kind.EXERCISE, "fictional", Clock.systemUTC().instant()));
        assertTrue(honest.getMessage().contains("drill window"), honest.getMessage());

        Path library = FaultyDisk.compiled(directory, "wrong_clock.c");
        scene.federation().kill(JP);
        scene.federation()
                .launch(
                        JP,
                        List.of(),
                        Map.of(
                                "LD_PRELOAD",
                                library.toString(),
                                "WRONG_CLOCK_SECONDS",
                                String.valueOf(WRONG.toSeconds())))
                .awaitReady();
        Scene.await("it signs", () -> scene.federation().line(JP).node().signing());
        Digest drill = raise(
                Emergency.Kind.EXERCISE,
                "fictional",
                Clock.systemUTC().instant().plus(WRONG));
        Scene.await(
                "refused",
                () -> scene.view(JP, drill).called(ES).orElseThrow().refused().isPresent());
        String why = scene.view(JP, drill).called(ES).orElseThrow().refused().orElseThrow();
        assertEquals("DRILL_OUTSIDE_WINDOW", why.toUpperCase(Locale.ROOT).replace('-', '_'));
        assertFalse(scene.isHeld(ES, drill));
        assertEquals(List.of(), scene.bell().summonses(drill.hex()));
    }

    private void watched(List<Digest> called) throws Exception {
        List<String> command = new ArrayList<>(ChildJvm.command(List.of("-Dtocsin.terminal.out=true")));
        command.addAll(List.of(
                "duty",
                "watch",
                "--lang",
                "en",
                "--silent",
                "--node",
                scene.federation().directory(ES).toAbsolutePath().toString()));
        try (Tmux tmux = Tmux.open(directory, 150, 40, command)) {
            for (int[] size : SCREENS) {
                tmux.resize(size[0], size[1]);
                awaitWhole(tmux, size);
                for (int i = 0; i < OPEN; i++) {
                    tmux.press("j");
                    assertOrderly(tmux, size);
                }
                for (int i = 0; i < OPEN; i++) {
                    tmux.press("k");
                    assertOrderly(tmux, size);
                }
            }
            // One key takes the first: the real one that waits.
            tmux.press("a");
            scene.await(called.getFirst(), JP, ES, "taken", life -> life.state() == Life.State.ACKNOWLEDGED);
            awayAndBack(tmux);
            assertEquals(tmux.host(), tmux.title(), "nobody renames the window");
            tmux.press("q");
        }
    }

    /// What is wrong is said as long as it is.
    private static void awayAndBack(Tmux tmux) throws IOException {
        scene.federation().kill(ES);
        Scene.await("it says that the node is away", () -> saysAway(tmux.screen()));
        scene.federation().start(ES);
        Scene.await("it says so no more", () -> !saysAway(tmux.screen()));
    }

    private static boolean saysAway(List<String> screen) {
        return screen.stream().anyMatch(line -> line.contains("the node does not"));
    }

    private static boolean isWhole(List<String> screen, int[] size) {
        return screen.size() == size[1]
                && screen.getFirst().startsWith(" cert-es.example  for you: ")
                && screen.stream().limit(3).anyMatch(line -> line.contains("PARTNER"))
                && screen.getLast().strip().endsWith("q leave")
                && screen.stream().anyMatch(line -> line.contains("EXERCISE EXERCISE EXERCISE"));
    }

    private static List<String> awaitWhole(Tmux tmux, int[] size) {
        var seen = new AtomicReference<>(List.<String>of());
        try {
            Scene.await(
                    "a screen of " + size[0] + " × " + size[1],
                    () -> isWhole(seen.updateAndGet(last -> tmux.screen()), size));
        } catch (AssertionError never) {
            throw new AssertionError(String.join("\n", Objects.requireNonNull(seen.get())), never);
        }
        return Objects.requireNonNull(seen.get());
    }

    private static void assertOrderly(Tmux tmux, int[] size) {
        for (String line : awaitWhole(tmux, size)) {
            assertHarmless(line);
            assertTrue(CellWidth.of(line) <= size[0], line);
        }
    }

    private static void assertHarmless(String line) {
        assertFalse(
                line.codePoints().anyMatch(point -> point != '\n' && Escaper.isForbidden(point)),
                () -> line.codePoints()
                        .filter(point -> point != '\n' && Escaper.isForbidden(point))
                        .mapToObj(Integer::toHexString)
                        .toList()
                        .toString());
    }
}
