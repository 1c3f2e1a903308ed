package org.tocsin.node.delivery;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What ends a pump's wait before its time. Rule R-LAN-7.
class PumpSignalsTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final PumpSignals signals = new PumpSignals();

    @Test
    void theNextWaitIsCutShortAndOnlyThatOne() {
        signals.shorten(SHORT);
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            signals.pause(LONG);
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    signals.pause(LONG);
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            });
            assertFalse(waiting.join(SHORT.multipliedBy(5)), "the one after it is as long as it was to be");
            signals.shorten(Duration.ZERO);
            waiting.join();
        });
    }
}
