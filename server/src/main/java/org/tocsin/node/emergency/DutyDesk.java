package org.tocsin.node.emergency;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.calendar.Span;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.channel.Notice;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.duty.LadderSnapshot;
import org.tocsin.node.emergency.DutyTimerTable.Timer;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.policy.EmergencyRules;
import org.tocsin.node.policy.EmergencyTerms;
import org.tocsin.node.store.Session;

/// The desk of a team that is called: who is summoned, one rung after the other, until a human has it. Everything in
/// the
/// commit of what caused it. Rules R-EMG-3, R-EMG-7, R-EMG-8.
final class DutyDesk {
    /// Within which an agreement's quota and the hard cap count.
    static final Duration WINDOW = Duration.ofHours(24);

    /// What counts: what was held within `WINDOW`; and, where the clock was put back since, so far ahead. What is held
    /// of a time beyond that is of a clock that was wrong, and keeps nobody from being summoned.
    static Span window(Instant now) {
        return new Span(now.minus(WINDOW), now.plus(WINDOW));
    }

    /// Of those that summoned, the latest that may carry another one.
    static final int CARRIERS_MAX = 16;
    /// Somebody is summoned for it, or has it.
    private static final Set<Life.State> CARRYING =
            Collections.unmodifiableSet(EnumSet.of(Life.State.SUMMONING, Life.State.ACKNOWLEDGED));
    /// What a team's steps count, at most.
    private static final int ROUNDS_MAX = What.Summoning.MAX;

    private static final Logger log = LoggerFactory.getLogger(DutyDesk.class);

    private final EmergencyParts parts;
    private final EmergencyFeed feed;
    private final EmergencyStating stating;
    private final Summoning summoning;

    DutyDesk(EmergencyParts parts, EmergencyFeed feed, EmergencyStating stating, Summoning summoning) {
        this.parts = parts;
        this.feed = feed;
        this.stating = stating;
        this.summoning = summoning;
    }

    /// A partner calls us. A check-in wakes nobody: the desk sees it.
    void called(Batch batch, EmergencyTable.Held held, Emergency emergency) {
        if (emergency.kind() == Emergency.Kind.CHECK_IN) {
            return;
        }
        int quota = quota(held.originator(), batch.now());
        List<EmergencyTable.Summoned> before = EmergencyTable.summoning(
                        batch.session(),
                        held.originator(),
                        emergency.kind(),
                        window(batch.now()),
                        parts.own(),
                        // Itself is among them.
                        Math.max(quota, CARRIERS_MAX) + 1)
                .stream()
                .filter(other -> !other.id().equals(held.id()))
                .toList();
        Optional<Digest> carrier =
                before.size() < quota ? Optional.empty() : carrier(batch.session(), before, held.id());
        if (carrier.isEmpty()) {
            begin(batch, held, emergency);
        } else {
            stating.step(batch, held, List.of(held.originator()), new What.Coalesced(carrier.get()));
        }
    }

    private int quota(Team originator, Instant at) {
        return EmergencyRules.terms(parts.agreements().apply(originator), originator, parts.own(), at)
                .map(EmergencyTerms::quota)
                .orElse(0);
    }

    /// The latest that somebody is summoned for, or has. Where there is none: the latest, so that who raises and stands
    /// down again and again wakes nobody; but what nobody here answered carries no other, and the next one climbs
    /// itself.
    private Optional<Digest> carrier(Session session, List<EmergencyTable.Summoned> before, Digest itself) {
        if (before.isEmpty()) {
            return Optional.of(itself);
        }
        return beingAnswered(session, before)
                .or(() -> Optional.of(before.getFirst())
                        .filter(latest -> latest.state() != Life.State.UNANSWERED)
                        .map(EmergencyTable.Summoned::id));
    }

    /// What its originator gave up may still be climbed for.
    private Optional<Digest> beingAnswered(Session session, List<EmergencyTable.Summoned> before) {
        return before.stream()
                .filter(one -> CARRYING.contains(one.state()))
                .map(EmergencyTable.Summoned::id)
                .findFirst()
                .or(() -> before.stream()
                        .filter(one -> one.state() == Life.State.UNANSWERED)
                        .limit(CARRIERS_MAX)
                        .map(EmergencyTable.Summoned::id)
                        .filter(id -> life(session, id)
                                .filter(life -> CARRYING.contains(life.there()))
                                .isPresent())
                        .findFirst());
    }

    private Optional<Life> life(Session session, Digest emergency) {
        return EmergencyTable.find(session, emergency).map(held -> Lives.life(session, held, parts.own()));
    }

    private void begin(Batch batch, EmergencyTable.Held held, Emergency emergency) {
        Optional<DutyPlan> plan = parts.duty().plan();
        if (plan.isEmpty()) {
            unanswered(batch, held, 0);
            return;
        }
        LadderSnapshot ladder = plan.get().snapshot(batch.now());
        var run = new LadderRunTable.Run(held.id(), ladder, 0, 0, Climb.rounds(ladder, emergency.precedence()));
        LadderRunTable.insert(batch.session(), run, batch.now());
        climb(batch, held, emergency, run);
    }

    /// A duty plan came into force: one for which nobody was to be summoned before is taken up, if somebody is now.
    boolean takenUp(Batch batch, EmergencyTable.Held held) {
        Session session = batch.session();
        Life life = Lives.life(session, held, parts.own());
        boolean isLeft = !life.stoodDown()
                && life.there() == Life.State.UNANSWERED
                && SummonsTable.tried(session, held.id()) == 0;
        boolean isManned = parts.duty()
                .plan()
                .filter(plan -> plan.snapshot(batch.now()).rungs().stream().anyMatch(rung -> !rung.isEmpty()))
                .isPresent();
        if (!isLeft || !isManned || isOver(held.emergency(), batch.now())) {
            return false;
        }
        LadderRunTable.clear(session, held.id());
        begin(batch, held, held.emergency());
        return true;
    }

    /// A drill has an end: nobody is summoned for it after its deadline.
    private static boolean isOver(Emergency emergency, Instant now) {
        return emergency.isExercise() && !now.isBefore(emergency.replyBy());
    }

    /// Summons the next rung, and those after it for as long as nobody stands on them.
    private void climb(Batch batch, EmergencyTable.Held held, Emergency emergency, LadderRunTable.Run from) {
        LadderRunTable.Run run = from;
        while (!isOver(emergency, batch.now())
                && Climb.next(
                                run.ladder(),
                                emergency.precedence(),
                                run.round(),
                                run.rung(),
                                run.rounds(),
                                SummonsTable.isReached(batch.session(), held.id(), run.round(), run.rung()))
                        instanceof Climb.Next.Summon next) {
            run = new LadderRunTable.Run(held.id(), run.ladder(), next.round(), next.rung(), run.rounds());
            LadderRunTable.move(batch.session(), run);
            boolean isEmpty = next.who().isEmpty();
            stating.step(
                    batch, held, List.of(held.originator()), new What.Summoning(next.round(), next.rung(), isEmpty));
            if (!isEmpty) {
                summoning.tell(
                        batch,
                        held,
                        new Summoning.Telling(Summoning.Telling.SUMMONS, held.originator()),
                        next.round(),
                        next.rung(),
                        next.who().people());
                await(batch, held, DutyTimerTable.What.RUNG, patience(batch, emergency, next));
                return;
            }
        }
        unanswered(batch, held, run.round());
    }

    private static Duration patience(Batch batch, Emergency emergency, Climb.Next.Summon next) {
        Duration toReply = Duration.between(batch.now(), emergency.replyBy());
        boolean waits = emergency.precedence() == Precedence.ROUTINE
                && toReply.compareTo(next.who().patience()) > 0;
        return waits ? toReply : next.who().patience();
    }

    private void unanswered(Batch batch, EmergencyTable.Held held, int rounds) {
        DutyTimerTable.clear(batch.session(), held.id(), held.originator(), DutyTimerTable.What.RUNG);
        int tried = SummonsTable.reached(batch.session(), held.id());
        stating.step(batch, held, List.of(held.originator()), new What.Unanswered(rounds, tried));
        feed.after(batch, () -> {
            log.error(
                    "{}nobody here answers a partner's emergency: answer it, and look at duty.toml emergency={} from={}"
                            + " rounds={} officers={}",
                    Notice.mark(held.emergency().isExercise()),
                    held.id().hex(),
                    held.originator(),
                    rounds,
                    tried);
            parts.audit()
                    .record(AuditEvent.of(AuditEvent.Kind.EMERGENCY_UNANSWERED, AuditEvent.NODE)
                            .with("emergency", held.id().hex())
                            .with("at", parts.own())
                            .with("rounds", rounds)
                            .with("officers", tried));
        });
    }

    private void await(Batch batch, EmergencyTable.Held held, DutyTimerTable.What what, Duration after) {
        DutyTimerTable.set(
                batch.session(),
                new Timer(
                        held.id(),
                        held.originator(),
                        what,
                        batch.now(),
                        batch.now().plus(after)));
    }

    /// The originator said something.
    void heard(Batch batch, EmergencyTable.Held held, Step step) {
        if (step.what() instanceof What.StoodDown) {
            DutyTimerTable.clear(batch.session(), held.id(), held.originator());
        }
    }

    /// An officer here took a step.
    void stated(Batch batch, EmergencyTable.Held held, Step step) {
        Session session = batch.session();
        switch (step.what()) {
            case What.Acknowledged taken -> {
                DutyTimerTable.clear(session, held.id(), held.originator(), DutyTimerTable.What.RUNG);
                silence(batch, held);
            }
            case What.HandedOver over -> silence(batch, held);
            case What.Update update -> {
                if (Lives.life(session, held, parts.own()).there() == Life.State.ACKNOWLEDGED) {
                    silence(batch, held);
                }
            }
            case What.Declined declined -> DutyTimerTable.clear(session, held.id(), held.originator());
            case What.Summoning s -> {}
            case What.Coalesced c -> {}
            case What.Resumed r -> {}
            case What.Unanswered u -> {}
            case What.StoodDown s -> {}
        }
    }

    /// Whoever has it is given time anew.
    private void silence(Batch batch, EmergencyTable.Held held) {
        LadderRunTable.find(batch.session(), held.id())
                .ifPresent(run -> await(
                        batch, held, DutyTimerTable.What.SILENCE, run.ladder().silence()));
    }

    /// The wait on a rung is over.
    void rungDue(Batch batch, EmergencyTable.Held held, Timer timer) {
        DutyTimerTable.clear(batch.session(), held.id(), timer.team(), timer.what());
        Life life = Lives.life(batch.session(), held, parts.own());
        if (life.isOpen()) {
            LadderRunTable.find(batch.session(), held.id()).ifPresent(run -> climb(batch, held, held.emergency(), run));
        }
    }

    /// Nothing was heard of whoever took it: the ladder begins another round, and as many more as at first.
    void silenceDue(Batch batch, EmergencyTable.Held held, Timer timer) {
        DutyTimerTable.clear(batch.session(), held.id(), timer.team(), timer.what());
        Life life = Lives.life(batch.session(), held, parts.own());
        Optional<LadderRunTable.Run> found = LadderRunTable.find(batch.session(), held.id());
        if (life.stoodDown()
                || life.there() != Life.State.ACKNOWLEDGED
                || found.isEmpty()
                || isOver(held.emergency(), batch.now())) {
            return;
        }
        LadderRunTable.Run run = found.get();
        long minutes = Math.clamp(run.ladder().silence().toMinutes(), 1, What.Resumed.MAX);
        stating.step(batch, held, List.of(held.originator()), new What.Resumed((int) minutes));
        Emergency emergency = held.emergency();
        int rounds = Math.min(ROUNDS_MAX, run.round() + Climb.rounds(run.ladder(), emergency.precedence()));
        int top = Math.max(1, run.ladder().rungs().size());
        climb(
                batch,
                held,
                emergency,
                new LadderRunTable.Run(held.id(), run.ladder(), Math.max(1, run.round()), top, rounds));
    }
}
