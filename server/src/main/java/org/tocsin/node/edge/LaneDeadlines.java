package org.tocsin.node.edge;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// How long a partner's call may take: a lane's stream for its first message, and in all; a question from its first
/// byte
/// until its answer is taken. A partner that is gone is found by the keepalive of its connection; one that is there but
/// sends nothing costs a stream until `life` is over.
///
/// Source: server/README.md (limits).
public final class LaneDeadlines {
    public static final Duration FIRST_MESSAGE = Duration.ofSeconds(10);
    public static final Duration LIFE = Duration.ofMinutes(15);
    public static final Duration QUESTION = Duration.ofSeconds(10);

    private final ScheduledExecutorService timers;
    private final Duration firstMessage;
    private final Duration life;
    private final Duration question;

    public LaneDeadlines(ScheduledExecutorService timers, Duration firstMessage, Duration life, Duration question) {
        this.timers = timers;
        this.firstMessage = firstMessage;
        this.life = life;
        this.question = question;
    }

    /// With the times of server/README.md.
    public static LaneDeadlines standard(ScheduledExecutorService timers) {
        return new LaneDeadlines(timers, FIRST_MESSAGE, LIFE, QUESTION);
    }

    /// The context of a question: when it is over, gRPC resets the stream.
    Context.CancellableContext question(Context context) {
        return context.withDeadlineAfter(question.toMillis(), TimeUnit.MILLISECONDS, timers);
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
