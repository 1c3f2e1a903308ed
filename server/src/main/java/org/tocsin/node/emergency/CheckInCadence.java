package org.tocsin.node.emergency;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.policy.EmergencyRules;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;
import org.tocsin.trust.PinnedTeam;

/// Raises the check-ins that agreements make fall due: by the node of the team that is lower by bytes, and by the
/// other's
/// where that one has not for a day. Rule R-EMG-6.
final class CheckInCadence {
    /// Until when the other desk is to confirm, and how long after a missed one the next is raised.
    static final Duration PATIENCE = Duration.ofDays(1);
    /// Between two looks.
    static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(CheckInCadence.class);

    private final EmergencyParts parts;
    private final Emergencies emergencies;
    private final AtomicReference<Instant> lookAt = new AtomicReference<>(Instant.EPOCH);

    CheckInCadence(EmergencyParts parts, Emergencies emergencies) {
        this.parts = parts;
        this.emergencies = emergencies;
    }

    /// Looks, if it is time to; blocks until what is due is raised.
    void tick() {
        Instant now = parts.clock().instant();
        Instant due = Objects.requireNonNull(lookAt.get());
        boolean wasPutBack = due.isAfter(now.plus(LOOK_EVERY));
        if ((due.isAfter(now) && !wasPutBack) || !lookAt.compareAndSet(due, now.plus(LOOK_EVERY))) {
            return;
        }
        for (PinnedTeam pinned : parts.trust().teams()) {
            Team partner = pinned.team();
            if (!partner.equals(parts.own()) && isDue(partner, now)) {
                raise(partner, now);
            }
        }
    }

    private boolean isDue(Team partner, Instant now) {
        Collection<Standing> agreements = List.copyOf(parts.agreements().apply(partner));
        int days = EmergencyRules.checkInDays(agreements, parts.own(), partner, now);
        if (days == 0) {
            return false;
        }
        Instant due = parts.transactions()
                .read(session -> latest(session, partner, days))
                .orElseGet(() -> began(agreements, now).plus(Duration.ofDays(days)));
        Instant ours = parts.own().compareTo(partner) < 0 ? due : due.plus(PATIENCE);
        return !now.isBefore(ours);
    }

    private static Instant began(Collection<Standing> agreements, Instant now) {
        return agreements.stream()
                .filter(standing -> standing.runsAt(now))
                .map(standing -> standing.agreement().from())
                .min(Instant::compareTo)
                .orElse(now);
    }

    /// When the next one falls due after the latest, whoever raised it.
    private Optional<Instant> latest(Session session, Team partner, int days) {
        Stream<EmergencyTable.Held> both = Stream.concat(
                EmergencyTable.ofKind(session, parts.own(), partner, Emergency.Kind.CHECK_IN, 1).stream(),
                EmergencyTable.ofKind(session, partner, parts.own(), Emergency.Kind.CHECK_IN, 1).stream());
        return both.map(held -> {
                    Team called = held.originator().equals(parts.own()) ? partner : parts.own();
                    boolean confirmed = Lives.life(session, held, called).there() == Life.State.ACKNOWLEDGED;
                    return confirmed
                            ? held.heldAt().plus(Duration.ofDays(days))
                            : held.emergency().replyBy().plus(PATIENCE);
                })
                .max(Instant::compareTo);
    }

    private void raise(Team partner, Instant now) {
        ZoneId zone = parts.duty().plan().map(DutyPlan::zone).orElse(ZoneOffset.UTC);
        var emergency = new Emergency(
                new TreeSet<>(List.of(partner)),
                Emergency.Kind.CHECK_IN,
                Precedence.ROUTINE,
                "test/test",
                new TreeSet<>(List.of("contact-sender")),
                Optional.empty(),
                List.of(),
                Instant.ofEpochMilli(now.toEpochMilli()),
                Instant.ofEpochMilli(now.plus(PATIENCE).toEpochMilli()),
                zone);
        try {
            emergencies.raise(emergency);
            log.info("a check-in is due, and raised partner={}", partner);
        } catch (FaultException refused) {
            log.warn(
                    "a check-in is due, and cannot be raised partner={} why={}",
                    partner,
                    refused.fault().message());
        }
    }
}
