package org.tocsin.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Team;
import org.tocsin.node.fault.CrashPoint;

/// An emergency brings the record that it is about, as officers see it: while its own lanes are full, and whichever of
/// the two nodes dies while that is decided or taken in. The record was stated before the agreement, so no other lane
/// ever brings it. Rules R-EMG-11 to R-EMG-13.
@Timeout(300)
class RecordsAheadIT {
    private static final Team ES = DutyScene.ES;
    private static final Team JP = DutyScene.JP;
    private static final Pattern NAMED = Pattern.compile("cert-es\\.example/1/[0-9a-f]{32}");
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f]{64})\"");
    /// Records on the routine lane beside it.
    private static final int BESIDE = 64;
    private static final int BESIDE_LETTERS = 100_000;

    @TempDir
    private static Path directory;

    private static DutyScene scene;
    private static String first;
    private static String second;
    private static String third;

    @BeforeAll
    static void start() throws IOException {
        scene = DutyScene.of(List.of(ES, JP), DutyScene.ladder(1, Duration.ofSeconds(3)));
        first = publish(1, 100);
        second = publish(2, 100);
        third = publish(3, 90_000);
        scene.agree(ES, JP, 1_000, DutyScene.ALWAYS);
    }

    @AfterAll
    static void stop() throws IOException {
        scene.close();
    }

    @Test
    void theRecordComesWithTheEmergencyThoughItsLanesAreFullAndWhoeverDies() throws IOException {
        for (int i = 0; i < BESIDE; i++) {
            publish(100 + i, BESIDE_LETTERS);
        }
        String raised = raise("--record", first + "," + third);
        assertTrue(raised.contains("\"reason\":\"TOO_LARGE\""), raised);
        held(raised, first);

        // Dies while it is decided: decided by the next process.
        awaitSigning(ES);
        scene.federation().kill(ES);
        launch(ES, CrashPoint.EMERGENCY_RECORD_DECIDED);
        awaitSigning(ES);
        CommandRun cut = scene.tocsin(ES, words("--record", second));
        assertEquals(CrashPoint.EXIT, scene.federation().node(ES).awaitEnd(), cut.err());
        scene.federation().start(ES);
        awaitSigning(ES);
        Scene.await("the second record", () -> isHeld(second));

        // Is dead when it is raised: taken in once, though the routine lane brings that one too.
        scene.federation().kill(JP);
        String fourth = publish(4, 100);
        raise("--record", fourth);
        scene.federation().start(JP);
        Scene.await("the last record", () -> isHeld(fourth));
        // The record may be there before its emergency is, by the routine lane.
        Scene.await("all three emergencies, each once", () -> emergencies() == 3);
        // A drill is no other.
        held(raise("--record", first, "--exercise"), first);
    }

    private static void launch(Team team, CrashPoint point) throws IOException {
        scene.federation()
                .launch(team, List.of("-D" + CrashPoint.PROPERTY + "=" + point), Map.of())
                .awaitReady();
    }

    private static void awaitSigning(Team team) {
        Scene.await(team + " signs", () -> scene.federation().line(team).node().signing());
    }

    private static void held(String raised, String record) {
        Matcher id = ID.matcher(raised);
        assertTrue(id.find(), raised);
        Scene.await("the record with its emergency", () -> {
            CommandRun run = scene.tocsin(JP, "emergency", "show", id.group(1), "--output", "json");
            return run.exit() == ExitCode.OK
                    && run.out().contains("\"record\":\"" + record + ":1\",\"standing\":\"held\"");
        });
    }

    private static long emergencies() {
        return scene.does(JP, "emergency", "list", "--output", "json")
                .lines()
                .filter(line -> line.contains("\"id\""))
                .count();
    }

    private static boolean isHeld(String record) {
        return scene.tocsin(JP, "record", "show", record, "--unread").exit() == ExitCode.OK;
    }

    private static String raise(String... more) {
        return scene.does(ES, words(more));
    }

    private static String[] words(String... more) {
        return Stream.concat(
                        List.of(
                                "emergency",
                                "raise",
                                "--to",
                                JP.domain(),
                                "--precedence",
                                "FLASH",
                                "--situation",
                                "availability/ddos",
                                "--action",
                                "investigate",
                                "--output",
                                "json")
                                .stream(),
                        List.of(more).stream())
                .toArray(String[]::new);
    }

    private static String publish(int number, int letters) throws IOException {
        Path file = directory.resolve("record-" + number + ".json");
        String text = """
                {"type":"bundle","id":"bundle--%s","objects":[{"type":"incident","spec_version":"2.1",
                "id":"incident--%s","created":"2026-11-01T00:00:00.000Z","modified":"2026-11-01T00:00:00.000Z",
                "name":"Incident %d","description":"%s",
                "object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}]}
                """.formatted(id(number, 1), id(number, 2), number, "x".repeat(letters));
        Files.writeString(file, text);
        String out = scene.does(ES, "record", "publish", file.toString(), "--output", "json");
        Matcher named = NAMED.matcher(out);
        assertTrue(named.find(), out);
        return named.group();
    }

    private static String id(int number, int object) {
        return new UUID(0x4000L | ((long) number << 16), 0x8000000000000000L | object).toString();
    }
}
