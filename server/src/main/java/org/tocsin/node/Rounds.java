package org.tocsin.node;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node does again and again while it runs. A round that fails is done again when its time comes, and what is
/// wrong is said once until it went well in between.
final class Rounds {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final ScheduledExecutorService timers;
    private final Consumer<AutoCloseable> closing;

    /// One thing to do.
    @FunctionalInterface
    interface Round {
        void go() throws IOException;
    }

    /// @param closing is given what ends each
    Rounds(ScheduledExecutorService timers, Consumer<AutoCloseable> closing) {
        this.timers = timers;
        this.closing = closing;
    }

    /// @param what for the log
    void every(Duration period, String what, Round round) {
        every(period, period, what, round);
    }

    void every(Duration first, Duration period, String what, Round round) {
        var said = new Said(what, round);
        var repeated = timers.scheduleWithFixedDelay(said, first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        closing.accept(() -> repeated.cancel(false));
    }

    /// Runs on one timer thread at a time.
    private static final class Said implements Runnable {
        private final String what;
        private final Round round;
        private boolean isFailing;

        Said(String what, Round round) {
            this.what = what;
            this.round = round;
        }

        @Override
        public void run() {
            try {
                round.go();
                isFailing = false;
            } catch (IOException | RuntimeException failed) {
                if (!isFailing) {
                    log.error("what is done now and then failed, and is tried again what={}", what, failed);
                }
                isFailing = true;
            }
        }
    }
}
