package org.tocsin.node.intake;

import java.time.Instant;

/// How many items a second come in on a lane, over the last ten seconds. Thread-safe.
final class InboundRate {
    private static final int SECONDS = 10;

    private final long[] counts = new long[SECONDS];
    private final long[] seconds = new long[SECONDS];

    synchronized void count(long items, Instant at) {
        long second = at.getEpochSecond();
        int place = Math.floorMod(second, SECONDS);
        if (seconds[place] != second) {
            seconds[place] = second;
            counts[place] = 0;
        }
        counts[place] += items;
    }

    synchronized double perSecond(Instant now) {
        long sum = 0;
        for (int place = 0; place < SECONDS; place++) {
            long age = now.getEpochSecond() - seconds[place];
            sum += age >= 0 && age < SECONDS ? counts[place] : 0;
        }
        return (double) sum / SECONDS;
    }
}
