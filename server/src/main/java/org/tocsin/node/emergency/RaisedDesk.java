package org.tocsin.node.emergency;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.channel.Notice;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.duty.DutyOfficer;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.duty.LadderSnapshot;
import org.tocsin.node.emergency.DutyTimerTable.Timer;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.policy.EmergencyRules;
import org.tocsin.node.policy.EmergencyTerms;
import org.tocsin.node.store.Session;

/// The desk of the team that raised an emergency: it awaits each called team's machine receipt, and then its human, and
/// says plainly where neither came. Rules R-EMG-3, R-EMG-6, R-EMG-8.
final class RaisedDesk {
    /// Emergencies whose receipts one look finds.
    static final int LOOK_MAX = 256;
    /// Emergencies without a receipt that a look passes by.
    static final int UNANSWERED_MAX = 16;

    private static final Logger log = LoggerFactory.getLogger(RaisedDesk.class);

    private final EmergencyParts parts;
    private final EmergencyFeed feed;
    private final EmergencyStating stating;
    private final Summoning summoning;
    private final OtherWays ways;
    private final RecordsAhead ahead;
    /// Partners whose receipts are looked at, and how many came meanwhile.
    private final Map<Team, Integer> looks = new ConcurrentHashMap<>();

    RaisedDesk(
            EmergencyParts parts,
            EmergencyFeed feed,
            EmergencyStating stating,
            Summoning summoning,
            OtherWays ways,
            RecordsAhead ahead) {
        this.parts = parts;
        this.feed = feed;
        this.stating = stating;
        this.summoning = summoning;
        this.ways = ways;
        this.ahead = ahead;
    }

    /// How long a machine receipt may take before somebody is told.
    static Duration receiptPatience(Precedence precedence) {
        return switch (precedence) {
            case FLASH -> Duration.ofSeconds(10);
            case IMMEDIATE -> Duration.ofSeconds(30);
            case PRIORITY -> Duration.ofMinutes(2);
            case ROUTINE -> Duration.ofMinutes(10);
        };
    }

    /// We raised one.
    void raised(Batch batch, EmergencyTable.Held held, Emergency emergency) {
        for (Team team : emergency.to()) {
            set(
                    batch,
                    held,
                    team,
                    DutyTimerTable.What.RECEIPT,
                    batch.now().plus(receiptPatience(emergency.precedence())));
            set(batch, held, team, DutyTimerTable.What.ANSWER, answerBy(batch, emergency, team));
        }
        ahead.raised(batch, held, emergency);
    }

    private Instant answerBy(Batch batch, Emergency emergency, Team team) {
        Instant agreed = agreedBy(batch, team).orElse(emergency.replyBy());
        boolean isSooner = emergency.kind() != Emergency.Kind.CHECK_IN && agreed.isBefore(emergency.replyBy());
        return isSooner ? agreed : emergency.replyBy();
    }

    /// When a human's answer to what is asked now is due, as was agreed.
    private Optional<Instant> agreedBy(Batch batch, Team team) {
        return EmergencyRules.terms(parts.agreements().apply(team), parts.own(), team, batch.now())
                .map(EmergencyTerms::answerMinutes)
                .map(minutes -> batch.now().plus(Duration.ofMinutes(minutes)));
    }

    private static void set(Batch batch, EmergencyTable.Held held, Team team, DutyTimerTable.What what, Instant dueAt) {
        DutyTimerTable.set(batch.session(), new Timer(held.id(), team, what, batch.now(), dueAt));
    }

    /// A team that we called said something.
    void heard(Batch batch, EmergencyTable.Held held, Team by, Step step) {
        Session session = batch.session();
        reached(batch, held, by);
        switch (step.what()) {
            case What.Acknowledged taken -> DutyTimerTable.clear(session, held.id(), by, DutyTimerTable.What.ANSWER);
            case What.Declined declined -> DutyTimerTable.clear(session, held.id(), by, DutyTimerTable.What.ANSWER);
            // Whether it was answered with the other one, is asked when an answer is due.
            case What.Coalesced into -> {}
            // A human did answer: whoever is summoned now has as long as they had, whatever was asked for at first.
            case What.Resumed resumed ->
                set(
                        batch,
                        held,
                        by,
                        DutyTimerTable.What.ANSWER,
                        agreedBy(batch, by).orElse(answerBy(batch, held.emergency(), by)));
            case What.Unanswered nobody -> {
                tell(batch, held, by, Summoning.Telling.UNANSWERED, "");
                ways.write(batch, held, by);
            }
            case What.Summoning s -> {}
            case What.Update u -> {}
            case What.HandedOver h -> {}
            case What.StoodDown s -> {}
        }
    }

    /// A step of a team's is as good as its receipt, which may be on no way to us.
    private void reached(Batch batch, EmergencyTable.Held held, Team by) {
        boolean isFirst = EmergencyStepTable.count(batch.session(), held.id(), by) == 1;
        if (isFirst && EmergencyViews.isOwed(EmergencyViews.answered(batch.session(), held, by))) {
            DutyTimerTable.clear(batch.session(), held.id(), by, DutyTimerTable.What.RECEIPT);
            DutyTimerTable.clear(batch.session(), held.id(), by, DutyTimerTable.What.WAY);
            feed.note(batch, new Occurrence(held.id(), batch.now(), new Occurrence.Detail.Received(by)));
        }
    }

    /// We said something about it.
    void stated(Batch batch, EmergencyTable.Held held, Step step) {
        if (step.what() instanceof What.StoodDown) {
            step.to().forEach(team -> DutyTimerTable.clear(batch.session(), held.id(), team));
        }
    }

    /// A receipt of a partner's on its emergency lane is durable. Not on the committer's thread. While somebody looks
    /// at
    /// a partner already, that look is made once more, and this one is not: many receipts cost few looks.
    void receipted(Team partner) {
        if (looks.merge(partner, 1, Integer::sum) > 1) {
            return;
        }
        int seen = 1;
        try {
            do {
                seen = looks.getOrDefault(partner, 1);
                look(partner);
            } while (!looks.remove(partner, seen));
        } catch (RuntimeException failed) {
            looks.remove(partner);
            throw failed;
        }
    }

    private void look(Team partner) {
        boolean more = true;
        while (more) {
            List<Occurrence> news = parts.transactions().read(session -> answered(session, partner));
            news.forEach(feed::tell);
            more = !news.isEmpty() && clear(partner, news) && news.size() >= LOOK_MAX;
        }
        ways.receipted(partner);
    }

    /// What a partner answered of that of which its receipt is awaited, or that goes another way for want of one.
    private List<Occurrence> answered(Session session, Team partner) {
        List<Occurrence> news = new ArrayList<>();
        EmergencyRelayTable.goingRound(session, partner)
                .forEach(emergency -> answered(session, emergency, partner).ifPresent(news::add));
        // A receipt covers everything up to a place: not far behind what it does not cover there is nothing new.
        int unanswered = 0;
        for (Timer timer : DutyTimerTable.of(session, partner, DutyTimerTable.What.RECEIPT, LOOK_MAX)) {
            Optional<Occurrence> answered = answered(session, timer.emergency(), partner);
            unanswered += answered.isEmpty() ? 1 : 0;
            if (unanswered > UNANSWERED_MAX) {
                break;
            }
            answered.filter(one -> !news.contains(one)).ifPresent(news::add);
        }
        return news;
    }

    private static Optional<Occurrence> answered(Session session, Digest emergency, Team partner) {
        Optional<LaneJournal.Answered> answered = EmergencyTable.find(session, emergency)
                .flatMap(held -> EmergencyViews.answered(session, held, partner));
        return answered.flatMap(LaneJournal.Answered::at)
                .map(at -> new Occurrence(emergency, at, EmergencyViews.said(answered, partner)));
    }

    /// @return false if it cannot be done now: then it is looked at again when it is due
    private boolean clear(Team partner, List<Occurrence> news) {
        try {
            return EmergencyWork.noting(parts.ledger(), new WorkOrigin.Emergency(partner), batch -> {
                Session session = batch.session();
                for (Occurrence one : news) {
                    Digest emergency = one.emergency();
                    EmergencyRelayTable.straight(session, emergency, partner);
                    DutyTimerTable.clear(session, emergency, partner, DutyTimerTable.What.WAY);
                    DutyTimerTable.clear(session, emergency, partner, DutyTimerTable.What.RECEIPT);
                }
                return true;
            });
        } catch (FaultException later) {
            log.debug("timers are looked at again when they are due");
            return false;
        }
    }

    /// The machine receipt should have come.
    void receiptDue(Batch batch, EmergencyTable.Held held, Timer timer) {
        DutyTimerTable.clear(batch.session(), held.id(), timer.team(), timer.what());
        if (isAwaited(batch, held, timer.team())) {
            tell(batch, held, timer.team(), Summoning.Telling.NO_RECEIPT, "");
            ways.next(batch, held, timer.team());
        }
    }

    /// The way that was taken last should have brought something.
    void wayDue(Batch batch, EmergencyTable.Held held, Timer timer) {
        DutyTimerTable.clear(batch.session(), held.id(), timer.team(), timer.what());
        if (isAwaited(batch, held, timer.team())) {
            ways.next(batch, held, timer.team());
        }
    }

    private static boolean isAwaited(Batch batch, EmergencyTable.Held held, Team team) {
        return !OtherWays.isReached(batch.session(), held, team)
                && Lives.life(batch.session(), held, team).isOpen();
    }

    /// A human's answer should have come.
    void answerDue(Batch batch, EmergencyTable.Held held, Timer timer) {
        DutyTimerTable.clear(batch.session(), held.id(), timer.team(), timer.what());
        Life life = Lives.life(batch.session(), held, timer.team());
        if (!life.isOpen() || life.givenUp() || isCarried(batch.session(), held, timer.team())) {
            return;
        }
        stating.step(batch, held, List.of(timer.team()), new What.Unanswered(0, 0));
        boolean isCheckIn = held.emergency().kind() == Emergency.Kind.CHECK_IN;
        tell(
                batch,
                held,
                timer.team(),
                isCheckIn ? Summoning.Telling.MISSED_CHECK_IN : Summoning.Telling.UNANSWERED,
                "");
        ways.write(batch, held, timer.team());
    }

    /// Whether it belongs to another one that a human there answered.
    private static boolean isCarried(Session session, EmergencyTable.Held held, Team team) {
        return EmergencyTable.called(session, held.id()).stream()
                .filter(called -> called.team().equals(team))
                .flatMap(called -> called.coalescedInto().stream())
                .filter(into -> !into.equals(held.id()))
                .flatMap(into -> EmergencyTable.find(session, into).stream())
                .anyMatch(carrier -> Lives.life(session, carrier, team).isAnswered());
    }

    /// Tells the own desk, whoever is on call here, and, of a check-in, the liaison. Once.
    private void tell(Batch batch, EmergencyTable.Held held, Team team, String what, String said) {
        if (!EmergencyNoteTable.tried(batch.session(), held.id(), team, what, batch.now(), said)) {
            return;
        }
        feed.note(batch, new Occurrence(held.id(), batch.now(), new Occurrence.Detail.Tried(team, what, said)));
        var telling = new Summoning.Telling(what, team);
        summoning.tell(batch, held, telling, 0, 0, people(batch.now(), what));
        feed.after(batch, () -> {
            log.error(
                    "{}an emergency of ours is not answered: call them by telephone, tocsin emergency card emergency={}"
                            + " team={} what={}",
                    Notice.mark(held.emergency().isExercise()),
                    held.id().hex(),
                    team,
                    what);
            parts.audit()
                    .record(AuditEvent.of(AuditEvent.Kind.EMERGENCY_UNANSWERED, AuditEvent.NODE)
                            .with("emergency", held.id().hex())
                            .with("at", team)
                            .with("what", what));
        });
    }

    private List<LadderSnapshot.Person> people(Instant at, String what) {
        Optional<DutyPlan> plan = parts.duty().plan();
        Optional<DutyOfficer> liaison = plan.flatMap(DutyPlan::liaison)
                .filter(officer -> what.equals(Summoning.Telling.MISSED_CHECK_IN)
                        && !officer.channels().isEmpty());
        if (liaison.isPresent()) {
            DutyOfficer officer = liaison.get();
            return List.of(new LadderSnapshot.Person(
                    officer.id(),
                    officer.name(),
                    officer.role(),
                    officer.zone(),
                    officer.languages(),
                    officer.channels()));
        }
        return plan.stream()
                .flatMap(found -> found.snapshot(at).rungs().stream())
                .filter(rung -> !rung.isEmpty())
                .findFirst()
                .map(LadderSnapshot.Rung::people)
                .orElse(List.of());
    }
}
