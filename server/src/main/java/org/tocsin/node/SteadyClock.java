package org.tocsin.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;

/// Whether the clock is to be believed for what cannot be undone: to erase what an agreement lets nobody keep for
/// longer. One that leaps by more than a year, between two looks or since the last act before a start, is not, until it
/// has gone on from there for a day. Not thread-safe: it belongs to the upkeep. Rule
/// R-CLK-1; threat S-LEAPING-CLOCK.
final class SteadyClock {
    static final Duration LEAP_MIN = Duration.ofDays(366);
    static final Duration DOUBTED = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger(SteadyClock.class);

    private final InstantSource clock;
    private final Audit audit;
    private Instant last;
    private @Nullable Instant doubtedSince;

    /// @param before when something was written down last, before the start
    SteadyClock(InstantSource clock, Optional<Instant> before, Audit audit) {
        this.clock = clock;
        this.audit = audit;
        this.last = before.orElseGet(clock::instant);
    }

    /// Runs something only while the clock is to be believed.
    Runnable guarding(Runnable upkeep) {
        return () -> {
            if (isSteady()) {
                upkeep.run();
            }
        };
    }

    boolean isSteady() {
        Instant now = clock.instant();
        if (Duration.between(last, now).abs().compareTo(LEAP_MIN) > 0) {
            log.error(
                    "the clock leapt: set it right; what partners brought is not erased until it has gone on for a day"
                            + " from={} to={}",
                    last,
                    now);
            audit.record(AuditEvent.of(AuditEvent.Kind.CLOCK_LEAPT, AuditEvent.NODE)
                    .with("from", last)
                    .with("to", now));
            doubtedSince = now;
        }
        last = now;
        Instant since = doubtedSince;
        if (since == null) {
            return true;
        }
        boolean isOver = !now.isBefore(since.plus(DOUBTED));
        doubtedSince = isOver ? null : now.isBefore(since) ? now : since;
        return isOver;
    }
}
