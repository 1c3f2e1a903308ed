package org.tocsin.node.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a duty plan says of one instant.
class DutyPlanTest {
    private static final String PLAN = """
            zone = "Europe/Madrid"

            [[channel]]
            name = "wall"
            kind = "terminal"

            [[channel]]
            name = "siren"
            kind = "command"
            command = ["/usr/local/bin/siren"]

            [[officer]]
            id = "7f3a"
            name = "Ana"
            languages = ["es", "en"]
            channels = ["wall", "siren"]

            [[officer]]
            id = "b21c"
            name = "Ben O'\\\\Hara"
            role = "deputy"
            zone = "Asia/Tokyo"
            languages = ["en"]
            channels = ["wall"]

            [[officer]]
            id = "c000"
            name = "Cho"
            languages = ["ja"]
            channels = []

            [[rota]]
            name = "first"
            [[rota.turn]]
            officers = ["7f3a", "c000"]
            start = 2026-01-05T09:00:00
            rule = "FREQ=WEEKLY"

            [ladder]
            rounds = 2
            silence = "20m"
            [[ladder.rung]]
            who = "on-call"
            rota = "first"
            wait = "90s"
            [[ladder.rung]]
            who = "deputy"
            channels = ["command"]
            [[ladder.rung]]
            who = "everyone"
            """;

    @Test
    void aSnapshotHasThePeopleWhoStandOnTheLadder() {
        LadderSnapshot snapshot = plan(PLAN).snapshot(Instant.parse("2026-01-12T07:59:00Z"));

        assertEquals(2, snapshot.rounds());
        assertEquals(Duration.ofMinutes(20), snapshot.silence());
        assertEquals(
                List.of("on-call first 7f3a[wall, siren]", "deputy", "everyone 7f3a[wall, siren] b21c[wall]"),
                words(snapshot));
    }

    @Test
    void aRungThatReachesNobodyIsThereAndSaysWhy() {
        LadderSnapshot snapshot = plan(PLAN).snapshot(Instant.parse("2026-01-12T08:00:00Z"));

        assertEquals(
                List.of("no channel of this rung reaches c000", "no channel of this rung reaches b21c", ""),
                snapshot.rungs().stream().map(LadderSnapshot.Rung::emptyBecause).toList());
    }

    @Test
    void aSnapshotIsReadBackFromItsText() {
        LadderSnapshot snapshot = plan(PLAN).snapshot(Instant.parse("2026-01-12T08:00:00Z"));

        assertEquals(snapshot, LadderSnapshot.parse(snapshot.text()));
    }

    static List<String> words(LadderSnapshot snapshot) {
        return snapshot.rungs().stream()
                .map(rung -> rung.who()
                        + String.join(
                                "",
                                rung.people().stream()
                                        .map(person -> " " + person.officer() + person.channels())
                                        .toList()))
                .toList();
    }

    static DutyPlan plan(String text) {
        return switch (DutyPlan.parse(text, Path.of("."))) {
            case DutyPlanResult.Read read -> read.plan();
            case DutyPlanResult.Unusable unusable ->
                throw new AssertionError(unusable.problems().toString());
            case DutyPlanResult.Absent absent -> throw new AssertionError(absent);
        };
    }
}
