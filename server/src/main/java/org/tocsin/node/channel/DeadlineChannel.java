package org.tocsin.node.channel;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A channel whose attempts end in time, whatever the channel within does: it is interrupted, and not waited for. What
/// it throws is an outcome.
final class DeadlineChannel implements Channel {
    private static final Logger log = LoggerFactory.getLogger(DeadlineChannel.class);

    private final Channel within;
    private final Duration deadline;
    private final ExecutorService tasks;

    DeadlineChannel(Channel within, Duration deadline, ExecutorService tasks) {
        this.within = within;
        this.deadline = deadline;
        this.tasks = tasks;
    }

    @Override
    public Outcome deliver(Notice notice) {
        Future<Outcome> attempt;
        try {
            attempt = tasks.submit(() -> within.deliver(notice));
        } catch (RejectedExecutionException stopping) {
            return new Outcome.Failed(Outcome.Reason.BROKEN, "the node stops");
        }
        try {
            return attempt.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            attempt.cancel(true);
            return new Outcome.Failed(Outcome.Reason.DEADLINE, "not done within " + deadline.toMillis() + " ms");
        } catch (InterruptedException stopping) {
            attempt.cancel(true);
            Thread.currentThread().interrupt();
            return new Outcome.Failed(Outcome.Reason.BROKEN, "the node stops");
        } catch (ExecutionException bug) {
            // The text of a library's exception may quote what it was given, secrets among it: its type must do.
            Throwable cause = bug.getCause();
            String type = cause == null ? "unknown" : cause.getClass().getName();
            log.error("a channel threw: report this attempt={} type={}", notice.attempt(), type);
            return new Outcome.Failed(Outcome.Reason.BROKEN, type);
        }
    }
}
