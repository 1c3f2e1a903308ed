package org.tocsin.node.emergency;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.emergency.DutyFigures;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Step;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.policy.EmergencyRules;
import org.tocsin.node.store.Session;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.StepCodec;
import org.tocsin.wire.WireException;

/// Emergencies as officers raise, answer and see them. Rules R-EMG-1 to R-EMG-4.
public final class Emergencies {
    /// By how much an officer's clock may differ from the node's.
    public static final Duration CLOCK_DIFFERENCE_MAX = Duration.ofMinutes(5);
    /// Emergencies that a list has at most.
    public static final int LIST_MAX = 1_000;

    private static final int PAGE = 200;
    private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{6,64}");
    private static final Digest HIGHEST = Digest.ofHex("f".repeat(Digest.LENGTH * 2));

    private final EmergencyParts parts;
    private final EmergencyFeed feed;
    private final EmergencyStating stating;
    private final EmergencyViews views;
    private final DutyDesk desk;
    private final RaisedDesk raised;

    Emergencies(EmergencyParts parts, EmergencyFeed feed, EmergencyStating stating, DutyDesk desk, RaisedDesk raised) {
        this.parts = parts;
        this.feed = feed;
        this.stating = stating;
        this.desk = desk;
        this.raised = raised;
        this.views = new EmergencyViews(parts.own());
    }

    /// What is wrong with the duty plan, for whoever looks after the node.
    public Optional<String> dutyProblem() {
        return parts.duty().problem();
    }

    /// As above, of the plan alone.
    public Optional<String> planProblem() {
        return parts.duty().planProblem();
    }

    /// The channels to officers whose last attempt found them broken.
    public List<String> brokenChannels() {
        return parts.duty().brokenChannels();
    }

    /// An officer's name and time zone by the duty plan.
    public record OnPlan(String name, ZoneId zone) {}

    /// An officer as the duty plan has them; empty if it does not know them.
    public Optional<OnPlan> onPlan(PeerIdentity officer) {
        return parts.duty()
                .plan()
                .flatMap(plan -> plan.officer(officer.name()))
                .map(one -> new OnPlan(one.name(), one.zone()));
    }

    /// Raises an emergency, durably; the emergency lanes take it to every team that it calls.
    ///
    /// @throws FaultException if it cannot be read, or a team may not be called by it
    public EmergencyView raise(Bytes document, PeerIdentity officer) {
        return raise(document, read(() -> EmergencyCodec.emergency(document)), Optional.of(officer.name()));
    }

    /// As above, of one that the node raises by itself.
    EmergencyView raise(Emergency emergency) {
        return raise(EmergencyCodec.encode(emergency), emergency, Optional.empty());
    }

    private EmergencyView raise(Bytes document, Emergency emergency, Optional<String> officer) {
        checkClock(emergency.raisedAt());
        Instant now = parts.clock().instant();
        emergency.to().forEach(team -> checkCalled(emergency, team, now));
        EmergencyTable.Held held = EmergencyWork.durably(
                parts.ledger(), new WorkOrigin.Emergency(emergency.to().first()), batch -> {
                    EmergencyTable.Held stated = stating.raise(batch, document, emergency.to());
                    officer.ifPresent(name -> EmergencyNoteTable.raisedBy(batch.session(), stated.id(), name));
                    raised.raised(batch, stated, emergency);
                    return stated;
                });
        parts.audit()
                .record(AuditEvent.of(AuditEvent.Kind.EMERGENCY_RAISED, officer.orElse(AuditEvent.NODE))
                        .with("emergency", held.id().hex())
                        .with("kind", emergency.kind())
                        .with("precedence", emergency.precedence())
                        .with("to", emergency.to()));
        return parts.transactions().read(session -> views.view(session, held));
    }

    private void checkCalled(Emergency emergency, Team team, Instant now) {
        if (team.equals(parts.own())) {
            throw malformed("an emergency calls other teams");
        }
        if (parts.agreements().apply(team).isEmpty()) {
            throw Fault.of(Reason.NOT_AGREED, "there is no agreement with " + team)
                    .exception();
        }
        Optional<RefusalReason> objection = EmergencyRules.objection(
                emergency, parts.agreements().apply(team), parts.own(), team, now, Duration.ZERO, parts.windows());
        if (objection.isPresent()) {
            throw Fault.of(Reason.NOT_AGREED, team + ": " + words(objection.get(), emergency))
                    .exception();
        }
    }

    private static String words(RefusalReason reason, Emergency emergency) {
        if (reason == RefusalReason.DRILL_OUTSIDE_WINDOW) {
            return "it is not within the drill window of the agreement";
        }
        return emergency.kind() == Emergency.Kind.CHECK_IN
                ? "the agreement in force has no check-ins"
                : "the agreement does not allow " + emergency.precedence() + " emergencies now";
    }

    /// States a step that an officer takes, durably. While the ledger does not sign it counts here, and is stated as
    /// soon
    /// as it does.
    ///
    /// @param approval the officer's signature; the caller's own
    /// @throws FaultException if it cannot be read, is not this team's to state, or does not fit how the emergency
    /// stands
    public EmergencyView state(Bytes document, Optional<OfficerApproval> approval, PeerIdentity officer) {
        Step step = read(() -> StepCodec.step(document));
        checkClock(step.at());
        checkSigned(step, document, approval, officer);
        EmergencyTable.Held held = EmergencyWork.noting(parts.ledger(), origin(step), batch -> {
            EmergencyTable.Held emergency =
                    EmergencyTable.find(batch.session(), step.emergency()).orElseThrow(Emergencies::notFound);
            checkFits(batch.session(), emergency, step);
            stating.step(batch, emergency, step, document, approval);
            if (emergency.originator().equals(parts.own())) {
                raised.stated(batch, emergency, step);
            } else {
                desk.stated(batch, emergency, step);
            }
            return emergency;
        });
        return parts.transactions().read(session -> views.view(session, held));
    }

    private static WorkOrigin origin(Step step) {
        return new WorkOrigin.Emergency(step.to().first());
    }

    private void checkSigned(Step step, Bytes document, Optional<OfficerApproval> approval, PeerIdentity officer) {
        if (step.what() instanceof Step.What.Acknowledged taken && taken.byNode() == approval.isPresent()) {
            throw malformed("an acknowledgement is signed by its officer, or says that the node attests it");
        }
        if (approval.isEmpty()) {
            return;
        }
        PinnedTeam own = parts.trust().pinned(parts.own()).orElseThrow();
        var verdict = OfficerApprovals.verify(
                List.of(approval.get()), own, OfficerApprovals.Subject.EMERGENCY_STEP, document);
        switch (verdict) {
            case OfficerApprovals.Verdict.Approved approved -> {
                if (!approved.officers().equals(List.of(officer.name()))) {
                    throw Fault.of(Reason.NOT_VERIFIED, "it is signed by another officer")
                            .exception();
                }
            }
            case OfficerApprovals.Verdict.Refused refused ->
                throw Fault.of(Reason.NOT_VERIFIED, "the signature does not hold: " + refused.why())
                        .exception();
        }
    }

    private void checkFits(Session session, EmergencyTable.Held emergency, Step step) {
        boolean ours = emergency.originator().equals(parts.own());
        SortedSet<Team> called = emergency.emergency().to();
        boolean isTold =
                ours ? called.containsAll(step.to()) : step.to().equals(new TreeSet<>(List.of(emergency.originator())));
        if (!isTold) {
            throw malformed("a step is told to the originator, or by it to teams that it called");
        }
        if (Lives.by(session, emergency, parts.own()).size() >= EmergencyIntake.STEPS_MAX) {
            throw Fault.of(Reason.TOO_LARGE, "this emergency has as many steps as it may have")
                    .exception();
        }
        for (Team team : ours ? step.to() : List.of(parts.own())) {
            objection(Lives.life(session, emergency, team), step.what(), ours).ifPresent(why -> {
                throw why.exception();
            });
        }
    }

    /// Why a step does not fit how an emergency stands at a team; empty if it does.
    private static Optional<Fault> objection(Life life, Step.What what, boolean ours) {
        boolean isOurs = what.side() == Step.Side.BOTH || (what.side() == Step.Side.ORIGINATOR) == ours;
        if (!isOurs) {
            return Optional.of(Fault.of(
                    Reason.MALFORMED, ours ? "this is for the teams that are called" : "this is for the originator"));
        }
        return switch (what) {
            case Step.What.Summoning s -> nodeOnly();
            case Step.What.Coalesced c -> nodeOnly();
            case Step.What.Resumed r -> nodeOnly();
            case Step.What.Unanswered u -> nodeOnly();
            case Step.What.Acknowledged taken -> over(life).or(() -> answered(life));
            case Step.What.Declined declined ->
                over(life)
                        .or(() -> life.there() == Life.State.DECLINED
                                ? Optional.of(taken("declined at " + life.since()))
                                : Optional.empty());
            case Step.What.HandedOver over ->
                over(life)
                        .or(() -> life.there() == Life.State.ACKNOWLEDGED
                                ? Optional.empty()
                                : Optional.of(Fault.of(Reason.MALFORMED, "nobody has it who could hand it over")));
            case Step.What.StoodDown over -> over(life);
            case Step.What.Update update -> over(life);
        };
    }

    private static Optional<Fault> over(Life life) {
        return life.stoodDown() ? Optional.of(taken("stood down at " + life.since())) : Optional.empty();
    }

    private static Optional<Fault> answered(Life life) {
        return switch (life.there()) {
            case ACKNOWLEDGED ->
                Optional.of(
                        taken("taken by " + life.owner().map(Owner::name).orElse("somebody") + " at " + life.since()));
            case DECLINED -> Optional.of(taken("declined at " + life.since()));
            case RAISED, SUMMONING, COALESCED, UNANSWERED, STOOD_DOWN -> Optional.empty();
        };
    }

    private static Fault taken(String how) {
        return Fault.of(Reason.ALREADY_TAKEN, "already " + how);
    }

    private static Optional<Fault> nodeOnly() {
        return Optional.of(Fault.of(Reason.MALFORMED, "only the node states this, by its ladder"));
    }

    /// Emergencies, the newest first.
    ///
    /// @param openOnly whether those are left out at which nothing can happen any more
    /// @param with one partner: its own, and ours that call it
    public List<EmergencyView> list(boolean openOnly, Optional<Team> with, int most) {
        List<EmergencyView> all = new ArrayList<>();
        Instant before = Instant.ofEpochMilli(Long.MAX_VALUE);
        Digest below = HIGHEST;
        int wanted = Math.min(most, LIST_MAX);
        while (all.size() < wanted) {
            Instant pageBefore = before;
            Digest pageBelow = below;
            List<EmergencyTable.Held> page =
                    parts.transactions().read(session -> EmergencyTable.newest(session, pageBefore, pageBelow, PAGE));
            if (page.isEmpty()) {
                break;
            }
            before = page.getLast().heldAt();
            below = page.getLast().id();
            for (EmergencyTable.Held held : page) {
                EmergencyView view = parts.transactions().read(session -> views.view(session, held));
                boolean isWith = with.isEmpty()
                        || view.isFrom(with.get())
                        || view.called(with.get()).isPresent();
                if (isWith && (view.isOpen() || !openOnly) && all.size() < wanted) {
                    all.add(view);
                }
            }
        }
        return all;
    }

    /// The one emergency whose id begins with what somebody typed.
    ///
    /// @throws FaultException MALFORMED if that is too short, or of several; NOT_FOUND
    public EmergencyView find(String prefix) {
        String hex = prefix.toLowerCase(Locale.ROOT);
        if (!PREFIX.matcher(hex).matches()) {
            throw malformed("an emergency is named by the first 6 hex digits of its id, or more");
        }
        int missing = Digest.LENGTH * 2 - hex.length();
        Digest low = Digest.ofHex(hex + "0".repeat(missing));
        Digest high = Digest.ofHex(hex + "f".repeat(missing));
        return parts.transactions().read(session -> {
            List<EmergencyTable.Held> found = EmergencyTable.between(session, low, high, 2);
            if (found.size() > 1) {
                throw malformed("several emergencies begin with " + hex);
            }
            return found.stream()
                    .findFirst()
                    .map(held -> views.view(session, held))
                    .orElseThrow(Emergencies::notFound);
        });
    }

    /// What happened about an emergency, in the order in which this node learned of it; nothing if it is not held.
    public List<Occurrence> timeline(Digest id) {
        return parts.transactions()
                .read(session -> EmergencyTable.find(session, id)
                        .map(held -> views.timeline(session, held))
                        .orElse(List.of()));
    }

    /// Tells of everything that happens from now on, when it is durable. The watcher is called on the committer's
    /// thread
    /// and must not block.
    public AutoCloseable watch(Consumer<Occurrence> watcher) {
        return feed.watch(watcher);
    }

    /// What became of the emergencies of a span of time, `until` excluded, for each partner and month (UTC).
    public List<DutyFigures> statistics(Instant from, Instant until) {
        return parts.transactions().read(session -> DutyStatistics.of(session, parts.own(), from, until));
    }

    private void checkClock(Instant at) {
        Duration off = Duration.between(at, parts.clock().instant()).abs();
        if (off.compareTo(CLOCK_DIFFERENCE_MAX) > 0) {
            throw malformed(
                    "its time differs from the node's by more than " + CLOCK_DIFFERENCE_MAX.toMinutes() + " minutes");
        }
    }

    private interface Reading<T> {
        T read() throws WireException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (WireException unreadable) {
            throw malformed(String.valueOf(unreadable.getMessage()));
        }
    }

    private static FaultException malformed(String why) {
        return Fault.of(Reason.MALFORMED, why).exception();
    }

    private static FaultException notFound() {
        return Fault.of(Reason.NOT_FOUND, "no such emergency").exception();
    }
}
