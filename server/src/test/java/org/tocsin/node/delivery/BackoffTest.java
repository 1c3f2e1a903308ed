package org.tocsin.node.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff.Limits LIMITS = new Backoff.Limits(Duration.ofSeconds(1), Duration.ofMinutes(15));

    @Test
    void theBoundDoublesFromTheFirstToTheMostAndStaysThere() {
        Backoff backoff = new Backoff(LIMITS, new Random(1));
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
            assertEquals(Duration.ofSeconds(seconds), backoff.bound());
            backoff.next();
        }
        for (int i = 0; i < 1_000; i++) {
            assertTrue(backoff.next().compareTo(LIMITS.most()) <= 0);
        }
        assertEquals(LIMITS.most(), backoff.bound());
    }

    @Test
    void theWaitIsAnythingFromZeroToTheBound() {
        Backoff backoff = new Backoff(LIMITS, new Random(7));
        boolean low = false;
        boolean high = false;
        for (int i = 0; i < 2_000; i++) {
            backoff.reset();
            long millis = backoff.next().toMillis();
            assertTrue(millis >= 0 && millis <= 1_000);
            low |= millis < 50;
            high |= millis > 950;
        }
        assertTrue(low && high);
    }

    @Test
    void successMakesTheNextFailureAFirstOne() {
        Backoff backoff = new Backoff(LIMITS, new Random(1));
        backoff.next();
        backoff.next();
        backoff.reset();
        assertEquals(LIMITS.first(), backoff.bound());
    }

    @Test
    void limitsThatMeanNothingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Backoff.Limits(Duration.ZERO, Duration.ofSeconds(1)));
        assertThrows(
                IllegalArgumentException.class, () -> new Backoff.Limits(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }
}
