package org.tocsin.node.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.calendar.Span;
import org.tocsin.node.config.ConfigProblem;

/// What is wrong with a `duty.toml` is told, all of it, by line; nothing that it says is passed over.
class DutyPlanReaderTest {
    private static final String GOOD = DutyTemplate.of("7f3a");

    @TempDir
    Path directory;

    private List<String> problems(String text) {
        return assertTimeout(Duration.ofSeconds(60), () -> switch (DutyPlan.parse(text, directory)) {
            case DutyPlanResult.Read read -> List.of();
            case DutyPlanResult.Absent absent -> List.of();
            case DutyPlanResult.Unusable unusable ->
                unusable.problems().stream().map(ConfigProblem::toString).toList();
        });
    }

    private static int line(String text, String of) {
        return text.substring(0, text.indexOf(of)).split("\n", -1).length;
    }

    @Test
    void theTemplateIsUsableAsItStandsAndWithAllThatItExplains() throws IOException {
        assertEquals(List.of(), problems(GOOD));

        for (String file : List.of("smtp-password", "duty-openpgp.asc", "duty-openpgp-passphrase", "ntfy-token")) {
            Files.createDirectories(directory.resolve("keys"));
            Files.writeString(directory.resolve("keys").resolve(file), "x");
        }
        Files.createDirectories(directory.resolve("papers"));
        Files.writeString(directory.resolve("papers/ana-openpgp.asc"), "x");
        String all = GOOD.replaceAll("(?m)^# (?=\\[|[a-z_]+ = )", "");
        assertTrue(all.lines().noneMatch(line -> line.startsWith("# [")), all);
        assertEquals(List.of(), problems(all));

        DutyPlan plan = DutyPlanTest.plan(all.replace("\"keys/", "\"" + directory + "/keys/")
                .replace("\"papers/", "\"" + directory + "/papers/"));
        assertEquals(
                List.of("watch", "ana-mail", "ana-phone", "siren"),
                plan.channels().stream().map(ChannelSettings::name).toList());
        assertEquals(3, plan.ladder().rungs().size());
        assertEquals("7f3a", plan.liaison().orElseThrow().id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zone = \"UTC\" | zone = \"Europe/Toledo\" | zone: is no time zone that there is",
                "zone = \"UTC\" | zone = \"+01:00\" | zone: is no time zone that there is",
                "zone = \"UTC\" | zone = 1 | zone: is no text",
                "liaison = \"7f3a\" | liaison = \"8f3a\" | liaison: \"8f3a\" is the id of no officer",
                "liaison = \"7f3a\" | lieson = \"7f3a\" | lieson: is no key of this version",
                "kind = \"terminal\" | kind = \"pager\" | channel.kind: is not one of its choices",
                "kind = \"terminal\" | kind = \"mail\" | channel.kind: is mail, but no mail server is named",
                "name = \"watch\" | name = \"mail\" | channel.name: is the name of another channel or of a kind",
                "name = \"watch\" | name = \"Watch\" | channel.name: \"Watch\": name is not made of",
                "name = \"watch\" | nam = \"watch\" | channel.name: is missing",
                "name = \"First officer\" | name = \"Fi\\u202erst\" | officer.name: has a character in it that is not shown",
                "name = \"First officer\" | name = \" \" | officer.name: is empty",
                "id = \"7f3a\" | id = \"7f/3a\" | officer.id: is no officer's pseudonym",
                "languages = [\"en\"] | languages = [] | officer.languages: is no list of languages",
                "languages = [\"en\"] | languages = [\"English\"] | officer.languages: is no list of languages",
                "languages = [\"en\"] | languages = \"en\" | officer.languages: is no list of at most 8 texts",
                "channels = [\"watch\"] | channels = [\"wach\"] | officer.channels: \"wach\" is the name of no channel",
                "channels = [\"watch\"] | channels = [[\"watch\"]] | officer.channels: is no list of texts",
                "officers = [\"7f3a\"] | officers = [] | rota.turn.officers: names nobody who takes the turn",
                "officers = [\"7f3a\"] | officers = [\"b21c\"] | rota.turn.officers: \"b21c\" is the id of no officer",
                "start = 2026-01-05T09:00:00 | start = \"2026-01-05T09:00:00\" | rota.turn.start: is no local time",
                "start = 2026-01-05T09:00:00 | start = 2026-01-05T09:00:30 | rota.turn.start: is no local time",
                "start = 2026-01-05T09:00:00 | start = 2026-01-05T09:00:00Z | rota.turn.start: is no local time",
                "start = 2026-01-05T09:00:00 | start = 1926-01-05T09:00:00 | rota.turn.start: is no local time",
                "rule = \"FREQ=WEEKLY\" | rule = \"FREQ=SECONDLY\" | rota.turn.rule: has a FREQ other than",
                "rule = \"FREQ=WEEKLY\" | rule = \"FREQ=WEEKLY;BYDAY=TU\" | rota.turn.rule: does not match its own start",
                "rule = \"FREQ=WEEKLY\" | rule = \"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\" | rota.turn.rule: never happens",
                "rule = \"FREQ=WEEKLY\" | rule = \"FREQ=WEEKLY;COUNT=3\" | rota.turn.end: is missing",
                "rule = \"FREQ=WEEKLY\" | end = 2026-01-05T09:00:00 | rota.turn.end: is not after start",
                "rule = \"FREQ=WEEKLY\" | end = 2027-01-07T09:00:00 | rota.turn.end: is not after start",
                "rounds = 3 | rounds = 0 | ladder.rounds: is no number from 1 to 10",
                "rounds = 3 | rounds = 99999999999 | ladder.rounds: is no number from 1 to 10",
                "silence = \"30m\" | silence = \"59s\" | ladder.silence: is no duration from 1m to 7d",
                "wait = \"5m\" | wait = \"0s\" | ladder.rung.wait: is no duration from 1s to 24h",
                "wait = \"5m\" | wait = \"five\" | ladder.rung.wait: is no duration",
                "who = \"on-call\" | who = \"oncall\" | ladder.rung.who: is not one of its choices",
                "who = \"on-call\" | who = \"head\" | ladder.rung.rota: is no key of this version",
                "who = \"everyone\" | who = \"officer\" | ladder.rung.officer: is missing",
                "rota = \"first\" | rota = \"second\" | ladder.rung.rota: \"second\" is the name of no rota",
                "[ladder] | [lader] | lader: is no key of this version",
                "[[rota]] | [rota] | rota: is no list of tables",
            })
    void whatIsWrongIsNamedByLineAndPath(String good, String bad, String problem) {
        assertTrue(GOOD.contains("\n" + good), good);
        String text = GOOD.replaceFirst("\n\\Q" + good + "\\E", "\n" + bad.replace("\\", "\\\\"));

        List<String> told = problems(text);
        assertTrue(told.stream().anyMatch(line -> line.contains(problem)), told::toString);
        assertTrue(told.stream().allMatch(line -> line.startsWith("duty.toml line ")), told::toString);
        if (!problem.contains("is missing") && !bad.contains("head") && !bad.startsWith("[")) {
            int at = line(text, bad);
            assertTrue(told.stream().anyMatch(line -> line.startsWith("duty.toml line " + at + ", ")), told::toString);
        }
    }

    @Test
    void allProblemsAreToldTogether() {
        String text = GOOD.replace("zone = \"UTC\"", "zone = \"Mars/Olympus\"\ncolour = \"red\"")
                .replace("rounds = 3", "rounds = 11")
                .replace("rota = \"first\"", "rota = \"last\"");

        assertEquals(5, problems(text).size(), () -> problems(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "zone",
                "[[[",
                "\u0000",
                "zone = \"UTC\"\nzone = \"UTC\"",
                "ladder = 1",
                "officer = 1\nrota = 2\nchannel = []\nladder = []\nsmtp = \"x\"\nzone = []",
                "rota = [1, 2]",
                "zone = \"UTC\"\n[ladder]\nrung = [[], []]",
                "officer = [{}]\nrota = [{}]\nchannel = [{}]\nladder = {}\nsmtp = {}",
                "rota = [{turn = [{}], override = [{}], swap = [{}]}]",
                "2026-01-05 = 2026-01-05"
            })
    void nonsenseIsToldAndNotThrown(String text) {
        assertTrue(!problems(text).isEmpty());
    }

    @Test
    void noiseIsToldAndNotThrown() {
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            char[] text = GOOD.toCharArray();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(text.length);
                text[at] = "=\"[].\n#9TZ-é\u202e\u0000 ".charAt(random.nextInt(15));
            }
            problems(new String(text));
        }
    }

    @Test
    void anOverrideAndASwapAreCheckedToo() {
        String text = GOOD.replace("[ladder]", """
                [[rota.override]]
                from = 2026-12-26T00:00:00
                until = 2026-12-25T00:00:00
                officers = ["7f3a"]
                [[rota.override]]
                from = 2026-12-25
                until = 2026-12-26T00:00:30
                [[rota.swap]]
                from = 2026-12-25T00:00:00
                until = 2026-12-26T00:00:00+01:00
                between = ["7f3a", "7f3a"]
                [ladder]""");

        assertEquals(
                List.of(
                        "rota.override.until: is not after from",
                        "rota.override.officers: is missing",
                        "rota.override.from: is no time with a whole minute",
                        "rota.override.until: is no time with a whole minute",
                        "rota.swap.between: does not name two officers"),
                problems(text).stream()
                        .map(problem -> problem.replaceFirst("duty.toml line [0-9]+, ", "")
                                .replaceFirst(": (add it|correct|write).*", ""))
                        .toList());
    }

    /// Read as the clocks would have it, an override would stand an hour later than it says.
    @Test
    void aTimeThatTheClocksJumpOverIsNamed() {
        List<String> gone = List.of("02:00", "02:30", "02:59");
        for (String from : List.of("01:59", "02:00", "02:30", "02:59", "03:00")) {
            List<String> problems = problems(GOOD.replace("[ladder]", """
                            [[rota.override]]
                            from = 2027-03-28T%s:00
                            until = 2027-03-28T04:00:00
                            officers = ["7f3a"]
                            [ladder]""".formatted(from))
                    .replaceFirst("zone = \"[^\"]+\"", "zone = \"Europe/Madrid\""));
            assertEquals(gone.contains(from) ? 1 : 0, problems.size(), from + " " + problems);
            assertTrue(
                    problems.stream()
                            .allMatch(problem -> problem.contains("rota.override.from: is a time that there is not")),
                    problems.toString());
        }
    }

    @Test
    void tenThousandOverridesAreReadAndLookedThroughInSeconds() {
        StringBuilder overrides = new StringBuilder();
        Instant from = Instant.parse("2027-01-01T00:00:00Z");
        for (int i = 0; i < RotaReader.OVERRIDES_MAX; i++) {
            // Each overlaps its neighbours; every hundredth says nobody, and the next one takes half of it back.
            overrides.append("[[rota.override]]\nfrom = " + from.plusSeconds(i * 1_800L) + "\nuntil = "
                    + from.plusSeconds(i * 1_800L + 3_600) + "\nofficers = ["
                    + (i % 100 == 0 ? "" : "\"7f3a\"") + "]\n");
        }
        String text = GOOD.replace("[ladder]", overrides + "[ladder]");

        DutyPlan plan = assertTimeout(Duration.ofSeconds(60), () -> DutyPlanTest.plan(text));
        Span year = new Span(from, from.plus(Duration.ofDays(366)));
        List<Coverage.Hole> holes = assertTimeout(
                Duration.ofSeconds(60), () -> Coverage.of(plan, year).holes());
        assertEquals(RotaReader.OVERRIDES_MAX / 100, holes.size());
        assertTrue(holes.stream()
                .allMatch(
                        hole -> Duration.between(hole.when().from(), hole.when().until())
                                .equals(Duration.ofMinutes(30))));
    }

    @Test
    void listsAreBounded() {
        String swap = "[[rota.swap]]\nfrom = 2027-01-01T00:00:00\nuntil = 2027-01-02T00:00:00\nbetween = []\n";
        String text = GOOD.replace("[ladder]", swap.repeat(RotaReader.SWAPS_MAX + 1) + "[ladder]");

        assertEquals(1, problems(text).size());
        assertTrue(problems(text).getFirst().contains("stands here more than 1000 times"));
    }

    @Test
    void aFileIsReadWholeOrIsAProblem() throws IOException {
        assertInstanceOf(DutyPlanResult.Absent.class, DutyPlan.read(directory));

        Path file = directory.resolve(DutyPlan.FILE);
        Files.write(file, new byte[] {'#', (byte) 0xff, '\n'});
        assertInstanceOf(DutyPlanResult.Unusable.class, DutyPlan.read(directory));

        Files.write(file, ("#" + "x".repeat(4 << 20) + "\n").getBytes(StandardCharsets.US_ASCII));
        assertInstanceOf(DutyPlanResult.Unusable.class, DutyPlan.read(directory));

        Files.delete(file);
        Files.createDirectory(file);
        assertInstanceOf(DutyPlanResult.Unusable.class, DutyPlan.read(directory));

        Files.delete(file);
        Files.writeString(file, GOOD);
        assertInstanceOf(DutyPlanResult.Read.class, DutyPlan.read(directory));
    }

    @Test
    void problemsAreBounded() {
        String text = GOOD + "[[ladder.rung]]\n" + "x".repeat(1) + " = 1\n";
        StringBuilder many = new StringBuilder(text);
        for (int i = 0; i < 1_000; i++) {
            many.append("y" + i + " = 1\n");
        }

        List<String> told = problems(many.toString());
        assertEquals(DutyProblems.PROBLEMS_MAX + 1, told.size());
        assertTrue(told.getLast().contains("problems more"));
    }
}
