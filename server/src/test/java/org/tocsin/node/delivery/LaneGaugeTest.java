package org.tocsin.node.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.audit.Audit;

/// What is told of a lane without asking the database, and when it is an alarm.
class LaneGaugeTest {
    private static final Team JP = new Team("cert-jp.example");
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    @TempDir
    Path directory;

    private final LaneGauge gauge = new LaneGauge(JP, Lane.ROUTINE);

    private static Instant after(long seconds) {
        return NOW.plusSeconds(seconds);
    }

    @Test
    void theAgeIsThatOfTheOldestWithoutAReceipt() {
        assertEquals(Optional.empty(), gauge.owedSince());
        gauge.decided(1, 5, NOW);
        gauge.decided(1, 9, after(10));
        assertEquals(Optional.of(NOW), gauge.owedSince());
        gauge.receipted(1, 4, after(11));
        assertEquals(Optional.of(NOW), gauge.owedSince());
        gauge.receipted(1, 5, after(12));
        assertEquals(Optional.of(after(10)), gauge.owedSince());
        gauge.receipted(1, 9, after(13));
        assertEquals(Optional.empty(), gauge.owedSince());
        assertEquals(0, gauge.lag());
        assertEquals(Optional.of(after(13)), gauge.receiptAt());
    }

    @Test
    void whatAPartnerLostIsOwedAgain() {
        gauge.decided(1, 10, NOW);
        gauge.receipted(1, 8, after(1));
        gauge.stands(1, 8, after(2));
        assertEquals(2, gauge.lag());
        assertEquals(Optional.of(NOW), gauge.owedSince());
        gauge.receipted(1, 10, after(3));

        gauge.stands(1, 4, after(60));
        assertEquals(6, gauge.lag());
        assertEquals(Optional.of(after(60)), gauge.owedSince());
        gauge.receipted(1, 10, after(61));
        assertEquals(0, gauge.lag());
        assertEquals(Optional.empty(), gauge.owedSince());
        gauge.stands(2, 0, after(62));
        assertEquals(0, gauge.lag());
    }

    @Test
    void aLongBacklogIsKeptInFewMarksAndNeverLooksYoungerThanItIs() {
        for (int i = 1; i <= 10_000; i++) {
            gauge.decided(1, i, after(i));
        }
        for (int through = 0; through < 9_999; through++) {
            gauge.receipted(1, through, after(10_001));
            Instant since = gauge.owedSince().orElseThrow();
            assertTrue(!since.isAfter(after(through + 1)), "through " + through);
        }
    }

    @Test
    void theRateIsThatOfTheLastTenSeconds() {
        gauge.decided(1, 1_000, NOW);
        for (int second = 0; second < 20; second++) {
            gauge.receipted(1, (second + 1) * 50L, after(second));
        }
        assertEquals(50.0, gauge.rate(after(19)));
        assertEquals(25.0, gauge.rate(after(24)));
        assertEquals(0.0, gauge.rate(after(40)));
    }

    @Test
    void anotherLaneEpochBeginsAnew() {
        gauge.decided(1, 100, NOW);
        gauge.decided(2, 3, after(1));
        gauge.receipted(1, 100, after(2));
        assertEquals(3, gauge.lag());
        assertEquals(Optional.of(after(1)), gauge.owedSince());
    }

    @Test
    void anAlarmIsRaisedOnceAnEpisodeAndClearedWhenTheLaneCaughtUp() throws IOException {
        Path file = directory.resolve("audit.jsonl");
        try (Audit audit = new Audit(file, InstantSource.fixed(NOW))) {
            LaneWatch watch = new LaneWatch(new DeliveryParts.LagAlarm(Duration.ofSeconds(60), 100), audit);
            gauge.decided(1, 10, NOW);
            watch.look(gauge, after(60));
            assertEquals(Optional.empty(), gauge.alarm());
            watch.look(gauge, after(61));
            watch.look(gauge, after(70));
            assertTrue(gauge.alarm().orElseThrow().contains("10 owed"));
            gauge.receipted(1, 10, after(80));
            watch.look(gauge, after(80));
            assertEquals(Optional.empty(), gauge.alarm());
            gauge.decided(1, 111, after(90));
            watch.look(gauge, after(90));
            assertTrue(gauge.alarm().isPresent());
            gauge.receipted(1, 50, after(91));
            watch.look(gauge, after(91));
            assertTrue(gauge.alarm().isPresent());
            gauge.pause(true);
            watch.look(gauge, after(92));
            assertEquals(Optional.empty(), gauge.alarm());
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(
                2,
                lines.stream().filter(line -> line.contains("LANE_OUT_OF_STEP")).count());
        assertEquals(
                2, lines.stream().filter(line -> line.contains("LANE_IN_STEP")).count());
    }

    @Test
    void anEmergencyIsLateAfterAMinuteWhateverIsConfigured() throws IOException {
        try (Audit audit = new Audit(directory.resolve("audit.jsonl"), InstantSource.fixed(NOW))) {
            LaneWatch watch = new LaneWatch(DeliveryParts.LagAlarm.STANDARD, audit);
            LaneGauge urgent = new LaneGauge(JP, Lane.EMERGENCY);
            urgent.decided(1, 1, NOW);
            gauge.decided(1, 1, NOW);
            for (LaneGauge one : List.of(urgent, gauge)) {
                watch.look(one, after(61));
            }
            assertTrue(urgent.alarm().isPresent());
            assertEquals(Optional.empty(), gauge.alarm());
        }
    }
}
