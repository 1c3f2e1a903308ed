package org.tocsin.node.edge;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// How long a lane's stream may take: for its first message, and in all. A partner that is gone is found by the
/// keepalive of its connection; one that is there but sends nothing costs a stream until `life` is over.
///
/// Source: server/README.md (limits).
public final class LaneDeadlines {
    public static final Duration FIRST_MESSAGE = Duration.ofSeconds(10);
    public static final Duration LIFE = Duration.ofMinutes(15);

    private final ScheduledExecutorService timers;
    private final Duration firstMessage;
    private final Duration life;

    public LaneDeadlines(ScheduledExecutorService timers, Duration firstMessage, Duration life) {
        this.timers = timers;
        this.firstMessage = firstMessage;
        this.life = life;
    }

    Future<?> firstMessage(Runnable missed) {
        return timers.schedule(missed, firstMessage.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// A stream that is collected is the receiver's to end; its author only looks that it is done.
    Future<?> lifeCollected(Runnable over) {
        return timers.schedule(over, life.plus(firstMessage).toMillis(), TimeUnit.MILLISECONDS);
    }

    Future<?> life(Runnable over) {
        return timers.schedule(over, life.toMillis(), TimeUnit.MILLISECONDS);
    }
}
