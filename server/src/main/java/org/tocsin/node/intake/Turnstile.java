package org.tocsin.node.intake;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Lets the messages of one stream in: asks the transport for the next one when the partner's budget has room for it,
/// and
/// the partner takes our answers. Nothing is decoded and dropped. Not thread-safe: it belongs to one session, as do its
/// tasks.
///
/// Threat S-FLOOD.
final class Turnstile {
    private final PartnerBudget budget;
    private final LaneCaller caller;
    private final SerialExecutor serial;
    private final ScheduledExecutorService timers;
    private int askedMax;
    private int asked;
    private long held;
    private boolean waiting;
    private boolean shut;

    Turnstile(PartnerBudget budget, LaneCaller caller, SerialExecutor serial, ScheduledExecutorService timers) {
        this.budget = budget;
        this.caller = caller;
        this.serial = serial;
        this.timers = timers;
    }

    /// Begins to ask, for so many messages at a time.
    void open(int messagesMax) {
        askedMax = messagesMax;
        ask();
    }

    /// A message is done with, or will not be.
    void done(int bytes) {
        budget.hold(-bytes);
        asked--;
        ask();
    }

    /// How many bytes of an item that is not whole are held now.
    void holding(long bytes) {
        budget.hold(bytes - held);
        held = bytes;
    }

    /// Asks for nothing any more. What is under way is still to be done with.
    void shut() {
        shut = true;
        holding(0);
    }

    /// Asks for as much as is allowed now.
    void ask() {
        while (!shut && asked < askedMax) {
            if (!caller.isReady() || (asked > 0 && budget.isFull())) {
                // Asked again when the partner reads, or when something is done with.
                return;
            }
            Duration wait = budget.overdrawn();
            if (!wait.isZero()) {
                askAfter(wait);
                return;
            }
            asked++;
            caller.more();
        }
    }

    /// Nobody waits for the timer: it asks, or the stream is over.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void askAfter(Duration wait) {
        if (waiting) {
            return;
        }
        waiting = true;
        try {
            timers.schedule(() -> serial.execute(this::askAgain), wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopping) {
            // The node stops: nobody is asked any more.
        }
    }

    private void askAgain() {
        waiting = false;
        ask();
    }
}
