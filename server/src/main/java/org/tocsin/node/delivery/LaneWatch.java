package org.tocsin.node.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;

/// Says when a lane is out of step with its partner: too much is owed on it, or for too long. Once an episode, which
/// ends
/// when what is owed is well below both limits again.
final class LaneWatch {
    /// How long something may be owed on the emergency lane, whatever is configured for the others.
    static final Duration EMERGENCY_LAG_MAX = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(LaneWatch.class);

    private final DeliveryParts.LagAlarm limits;
    private final Audit audit;

    LaneWatch(DeliveryParts.LagAlarm limits, Audit audit) {
        this.limits = limits;
        this.audit = audit;
    }

    /// Looks at one lane. A paused one is behind because an officer wants it to be.
    void look(LaneGauge gauge, Instant now) {
        long records = gauge.lag();
        gauge.putBack(now);
        Duration age =
                gauge.owedSince().map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
        Duration ageMax = ageMax(gauge.lane());
        boolean beyond = records > limits.records() || age.compareTo(ageMax) > 0;
        boolean within = records <= limits.records() / 2 && age.multipliedBy(2).compareTo(ageMax) <= 0;
        Optional<String> alarm = gauge.alarm();
        if (gauge.isPaused() || within) {
            if (alarm.isPresent()) {
                gauge.alarm(null);
                audit.record(AuditEvent.of(
                                AuditEvent.Kind.LANE_IN_STEP, gauge.partner().domain())
                        .with("lane", gauge.lane()));
            }
        } else if (beyond) {
            String why = records + " owed, the oldest for " + age.toSeconds() + " s";
            gauge.alarm(why);
            if (alarm.isEmpty()) {
                raise(gauge, why);
            }
        }
    }

    private void raise(LaneGauge gauge, String why) {
        log.error(
                "a lane to a partner is out of step: see its state and ask the partner partner={} lane={} why={}",
                gauge.partner(),
                gauge.lane(),
                why);
        audit.record(
                AuditEvent.of(AuditEvent.Kind.LANE_OUT_OF_STEP, gauge.partner().domain())
                        .with("lane", gauge.lane())
                        .with("why", why));
    }

    private Duration ageMax(Lane lane) {
        boolean urgent = lane == Lane.EMERGENCY && limits.age().compareTo(EMERGENCY_LAG_MAX) > 0;
        return urgent ? EMERGENCY_LAG_MAX : limits.age();
    }
}
