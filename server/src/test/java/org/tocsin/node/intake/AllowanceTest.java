package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final Instant START = Instant.parse("2026-11-22T03:00:00Z");

    @Test
    void oneSecondsWorthIsThereAtOnceAndWhoeverOverdrawsWaits() {
        Allowance allowance = new Allowance(1_000, START);
        allowance.use(1_000, START);
        assertEquals(Duration.ZERO, allowance.overdrawn(START));
        allowance.use(3_000, START);
        assertEquals(Duration.ofSeconds(3), allowance.overdrawn(START));
        assertEquals(Duration.ofMillis(1), allowance.overdrawn(START.plusMillis(2_999)));
        assertEquals(Duration.ZERO, allowance.overdrawn(START.plusMillis(3_000)));
    }

    @Test
    void whatIsNotUsedIsKeptForOneSecond() {
        Allowance allowance = new Allowance(1_000, START);
        Instant later = START.plusSeconds(3_600);
        allowance.use(1_001, later);
        assertEquals(Duration.ofMillis(1), allowance.overdrawn(later));
    }

    @Test
    void oftenLookingAtItLosesNothing() {
        Allowance allowance = new Allowance(3, START);
        allowance.use(6, START);
        for (int millis = 0; millis < 1_000; millis++) {
            allowance.overdrawn(START.plusMillis(millis));
        }
        assertEquals(Duration.ZERO, allowance.overdrawn(START.plusMillis(1_001)));
    }

    @Test
    void aClockThatIsSetBackTakesNothingAway() {
        Allowance allowance = new Allowance(1_000, START);
        allowance.use(2_000, START);
        assertEquals(Duration.ofSeconds(1), allowance.overdrawn(START.minusSeconds(86_400)));
        assertEquals(Duration.ZERO, allowance.overdrawn(START.minusSeconds(86_399)));
    }
}
