package org.tocsin.node.intake;

import java.time.Duration;
import java.time.Instant;

/// How much of something may be used a second, on average: what is not used is kept for one second. It may be
/// overdrawn,
/// because what a message weighs is known when it is there; whoever overdrew waits. Thread-safe.
final class Allowance {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private double left;
    private Instant at;

    Allowance(long perSecond, Instant now) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("an allowance of " + perSecond + " a second");
        }
        this.perSecond = (double) perSecond;
        this.left = this.perSecond;
        this.at = now;
    }

    synchronized void use(long amount, Instant now) {
        refill(now);
        left -= (double) amount;
    }

    /// How long until it is not overdrawn any more; nothing if it is not.
    synchronized Duration overdrawn(Instant now) {
        refill(now);
        return left >= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(-left / perSecond * NANOS));
    }

    /// A clock that is set back takes nothing away, one that is set forward gives one second's worth beyond the debt.
    private void refill(Instant now) {
        double seconds = Math.max(0, (double) Duration.between(at, now).toNanos() / NANOS);
        left = Math.min(perSecond, left + seconds * perSecond);
        at = now;
    }
}
