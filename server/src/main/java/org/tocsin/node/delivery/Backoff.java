package org.tocsin.node.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a pump waits before it tries again: full jitter, so that the nodes that lost one partner together do not
/// come back together.
///
/// The wait is uniform between zero and a bound that doubles from `first` to `most` with every attempt. There is no
/// last
/// attempt. Not thread-safe: it belongs to one pump.
public final class Backoff {
    private static final int DOUBLINGS_MAX = 30;

    /// The bound of the first wait and of every later one.
    public record Limits(Duration first, Duration most) {
        /// Source: server/README.md (limits); rule R-LAN-7.
        public static final Limits STANDARD = new Limits(Duration.ofSeconds(1), Duration.ofMinutes(15));

        public Limits {
            if (!first.isPositive() || first.compareTo(most) > 0) {
                throw new IllegalArgumentException("the first bound is above zero and not above the last");
            }
        }
    }

    private final Limits limits;
    private final RandomGenerator random;
    private int attempts;

    public Backoff(Limits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    /// The next wait, in whole milliseconds.
    public Duration next() {
        long bound = bound().toMillis();
        attempts = Math.min(attempts + 1, DOUBLINGS_MAX);
        return Duration.ofMillis(random.nextLong(bound + 1));
    }

    /// The longest that the next wait can be.
    public Duration bound() {
        Duration doubled = limits.first().multipliedBy(1L << attempts);
        return doubled.compareTo(limits.most()) < 0 ? doubled : limits.most();
    }

    /// The lane moved: the next failure is a first one.
    public void reset() {
        attempts = 0;
    }
}
