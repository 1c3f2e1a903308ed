package org.tocsin.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.node.audit.Audit;

/// What cannot be undone waits for a clock that goes on. Threat T28.
class SteadyClockTest {
    private static final Duration TEN_YEARS = Duration.ofDays(3_653);

    @TempDir
    private Path directory;

    private Instant now = Instant.parse("2026-11-22T03:00:00Z");

    private SteadyClock steady(Audit audit, Optional<Instant> before) {
        return new SteadyClock(() -> now, before, audit);
    }

    private boolean after(SteadyClock clock, Duration time) {
        now = now.plus(time);
        return clock.isSteady();
    }

    @Test
    void aClockThatLeapsIsBelievedWhenItHasGoneOnForADay() throws Exception {
        Path file = directory.resolve("audit.jsonl");
        try (var audit = new Audit(file, () -> now)) {
            for (Duration leap : new Duration[] {TEN_YEARS, TEN_YEARS.negated(), Duration.ofDays(367)}) {
                SteadyClock clock = steady(audit, Optional.of(now));
                assertTrue(after(clock, Duration.ofSeconds(1)));
                assertFalse(after(clock, leap), leap.toString());
                assertFalse(after(clock, Duration.ofHours(24).minusSeconds(1)));
                assertTrue(after(clock, Duration.ofSeconds(1)));
                assertFalse(after(clock, leap.negated()), "and so is the way back");
                assertFalse(after(clock, Duration.ofHours(-1)), "whose day begins anew where it is put back");
                assertFalse(after(clock, Duration.ofHours(24).minusSeconds(1)));
                assertTrue(after(clock, Duration.ofSeconds(1)));
            }
        }
        assertEquals(
                6,
                Files.readAllLines(file).stream()
                        .filter(line -> line.contains("CLOCK_LEAPT"))
                        .count());
    }

    @Test
    void whatANodeIsUsedToIsNoLeap() throws Exception {
        try (var audit = new Audit(directory.resolve("audit.jsonl"), () -> now)) {
            SteadyClock clock = steady(audit, Optional.of(now));
            for (Duration usual : new Duration[] {Duration.ofHours(-1), Duration.ofHours(1), Duration.ofDays(366)}) {
                assertTrue(after(clock, usual), usual.toString());
            }
            assertTrue(steady(audit, Optional.empty()).isSteady(), "a node that begins");
            assertFalse(steady(audit, Optional.of(now.minus(TEN_YEARS))).isSteady(), "one that starts years later");
        }
    }

    @Test
    void nothingIsDoneWhileItIsNotBelieved() throws Exception {
        try (var audit = new Audit(directory.resolve("audit.jsonl"), () -> now)) {
            var done = new AtomicInteger();
            Runnable upkeep = steady(audit, Optional.of(now)).guarding(done::incrementAndGet);
            upkeep.run();
            now = now.plus(TEN_YEARS);
            upkeep.run();
            assertEquals(1, done.get());
        }
    }
}
