package org.tocsin.node.channel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Team;

/// Makes attempts, each on a virtual thread: one at a time for each partner and channel, in the order they came; those
/// of different partners, or on different channels, beside each other. So one partner's flood delays nobody else's
/// summons (threat S-CRY-WOLF), and a channel that hangs delays no other.
public final class Attempts {
    /// Attempts that wait for one channel on behalf of one partner; more fail as CROWDED.
    public static final int LINE_MAX = 64;
    /// Attempts that wait or are under way, of all.
    public static final int ATTEMPTS_MAX = 16_384;

    private static final Logger log = LoggerFactory.getLogger(Attempts.class);

    private final Channels channels;
    private final ChannelWatch watch;
    private final ExecutorService tasks;
    private final LongSupplier nanos;
    private final Listener listener;
    /// Guards `lines` and `count`.
    private final Object lock = new Object();
    /// What waits behind the one under way. A line without one under way is not there.
    private final Map<Line, Deque<Attempt>> lines = new HashMap<>();
    private int count;

    /// One attempt to be made.
    ///
    /// @param partner on whose behalf, for fairness: whose emergency it is
    /// @param channel its name
    public record Attempt(Team partner, String channel, Notice notice) {}

    /// Is told of each attempt once, on the attempt's thread, in the order of its line.
    public interface Listener {
        void done(Attempt attempt, Outcome outcome, Duration took);
    }

    private record Line(Team partner, String channel) {}

    /// @param tasks a virtual thread for each task
    /// @param nanos elapsed time
    public Attempts(
            Channels channels, ChannelWatch watch, ExecutorService tasks, LongSupplier nanos, Listener listener) {
        this.channels = channels;
        this.watch = watch;
        this.tasks = tasks;
        this.nanos = nanos;
        this.listener = listener;
    }

    /// Has an attempt made, now or as soon as its line lets it. Does not block. If the node stops, nothing is told of
    /// it.
    public void make(Attempt attempt) {
        var line = new Line(attempt.partner(), attempt.channel());
        synchronized (lock) {
            Deque<Attempt> waiting = lines.get(line);
            if (count >= ATTEMPTS_MAX || (waiting != null && waiting.size() >= LINE_MAX)) {
                run(() -> tell(
                        attempt,
                        new Outcome.Failed(Outcome.Reason.CROWDED, "too many attempts wait for this channel"),
                        Duration.ZERO));
                return;
            }
            count++;
            if (waiting != null) {
                waiting.add(attempt);
                return;
            }
            lines.put(line, new ArrayDeque<>());
        }
        run(() -> walk(line, attempt));
    }

    private void run(Runnable task) {
        try {
            tasks.execute(task);
        } catch (RejectedExecutionException stopping) {
            log.debug("the node stops: an attempt is not made");
        }
    }

    private void walk(Line line, Attempt first) {
        for (Attempt next = first; next != null; next = next(line)) {
            long from = nanos.getAsLong();
            Outcome outcome = channels.named(next.channel()).deliver(next.notice());
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            tell(next, outcome, Duration.ofNanos(nanos.getAsLong() - from));
        }
    }

    private @Nullable Attempt next(Line line) {
        synchronized (lock) {
            count--;
            Deque<Attempt> waiting = lines.get(line);
            Attempt next = waiting == null ? null : waiting.poll();
            if (next == null) {
                lines.remove(line);
            }
            return next;
        }
    }

    private void tell(Attempt attempt, Outcome outcome, Duration took) {
        try {
            if (!attempt.channel().startsWith(Channels.MAIL_TO)) {
                watch.seen(attempt.channel(), outcome);
            }
            listener.done(attempt, outcome, took);
        } catch (RuntimeException bug) {
            log.error(
                    "an attempt's outcome was not taken: report this attempt={}",
                    attempt.notice().attempt(),
                    bug);
        }
    }
}
