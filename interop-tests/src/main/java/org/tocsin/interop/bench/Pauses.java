package org.tocsin.interop.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waiting for what cannot tell when it is done.
final class Pauses {
    private Pauses() {}

    static void of(Duration pause) throws InterruptedException {
        if (new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody counts this down");
        }
    }
}
