package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Who stops in the middle of something is not waited for. Threat S-SLOW.
class LaneProgressTest {
    private static final Instant START = Instant.parse("2026-11-22T03:00:00Z");

    private final LaneProgress progress = new LaneProgress();

    private boolean stalledAt(int second, long heard, boolean owes, boolean reads) {
        return progress.isStalled(heard, owes, reads, START.plusSeconds(second));
    }

    @Test
    void aPartnerThatOwesNothingMayBeSilentForEver() {
        assertFalse(stalledAt(0, 100, false, true));
        assertFalse(stalledAt(86_400, 100, false, true));
    }

    @Test
    void halfAnItemAndSilenceEndsAfterAMinute() {
        assertFalse(stalledAt(0, 100, true, true));
        assertFalse(stalledAt(59, 100, true, true));
        assertTrue(stalledAt(60, 100, true, true));
    }

    @Test
    void aClockThatIsPutBackGivesNobodyMoreThanAMinuteOnceMore() {
        assertFalse(stalledAt(0, 100, true, false));
        assertFalse(stalledAt(-3_600, 100, true, false));
        assertFalse(stalledAt(-3_541, 100, true, false));
        assertTrue(stalledAt(-3_540, 100, true, true));
    }

    @Test
    void everyByteIsProgress() {
        assertFalse(stalledAt(0, 100, true, true));
        assertFalse(stalledAt(59, 101, true, true));
        assertFalse(stalledAt(118, 101, true, true));
        assertTrue(stalledAt(119, 101, true, true));
    }

    @Test
    void anItemThatBecameWholeIsForgotten() {
        assertFalse(stalledAt(0, 100, true, true));
        assertFalse(stalledAt(50, 100, false, true));
        assertFalse(stalledAt(70, 100, true, true));
        assertTrue(stalledAt(130, 100, true, true));
    }

    @Test
    void whoDoesNotReadOurAnswersForAMinuteIsEnded() {
        assertFalse(stalledAt(0, 100, false, false));
        assertFalse(stalledAt(59, 200, false, false));
        assertTrue(stalledAt(60, 300, false, false));
        assertFalse(stalledAt(61, 300, false, true));
    }
}
