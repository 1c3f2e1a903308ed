package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Step;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.policy.EmergencyRules;
import org.tocsin.node.policy.EmergencyTerms;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.WireException;

/// Takes in what partners state about emergencies, on the emergency lane. What does not depend on what is held is
/// checked before the commit, everything else in it. Rules R-EMG-1 to R-EMG-7.
public final class EmergencyIntake {
    /// Emergencies that one partner may raise in `WINDOW`; beyond it they are refused.
    public static final int EMERGENCIES_MAX = 1_000;
    /// Steps that one team may state about one emergency.
    public static final int STEPS_MAX = 1_000;

    private final EmergencyParts parts;
    private final EmergencyFeed feed;
    private final DutyDesk desk;
    private final RaisedDesk raised;
    private final RelayIntake relays;

    EmergencyIntake(EmergencyParts parts, EmergencyFeed feed, DutyDesk desk, RaisedDesk raised, RelayIntake relays) {
        this.parts = parts;
        this.feed = feed;
        this.desk = desk;
        this.raised = raised;
        this.relays = relays;
    }

    /// Takes in what comes through mutual partners.
    public RelayIntake relays() {
        return relays;
    }

    /// Where a statement stands in its author's ledger.
    public record Place(Team author, int epoch, long index, Digest leaf) {}

    /// What a proven statement of a partner says.
    public sealed interface Read {
        /// It may have an effect; the commit decides.
        record Said(EmergencyStatement statement) implements Read {}

        /// It may have none, whatever is held.
        record Refused(RefusalReason reason) implements Read {}
    }

    /// What became of a statement.
    public sealed interface Outcome {
        /// It has had its effect.
        record Taken() implements Outcome {}

        /// It had its effect before.
        record Same() implements Outcome {}

        /// It may have none.
        record Refused(RefusalReason reason) implements Outcome {}
    }

    /// Reads a statement, and checks whom it is for and who signed it.
    ///
    /// @param references the statement's
    /// @throws WireException if it is not what statements of its kind are
    public Read read(
            Statement.Kind kind,
            List<Digest> references,
            Bytes fragments,
            PinnedTeam author,
            Collection<Standing> agreements,
            Instant at)
            throws WireException {
        return switch (EmergencyStatement.read(kind, fragments)) {
            case EmergencyStatement.Raised call -> {
                Emergency emergency = call.emergency();
                if (!references.isEmpty() || emergency.to().contains(author.team())) {
                    throw new WireException("an emergency refers to nothing, and calls others");
                }
                if (!emergency.to().contains(parts.own())) {
                    yield new Read.Refused(RefusalReason.NOT_ENTITLED);
                }
                yield EmergencyRules.objection(
                                emergency,
                                agreements,
                                author.team(),
                                parts.own(),
                                at,
                                EmergencyRules.DRILL_GRACE,
                                parts.windows())
                        .<Read>map(Read.Refused::new)
                        .orElseGet(() -> new Read.Said(call));
            }
            case EmergencyStatement.Stepped stepped -> {
                Step step = stepped.step();
                boolean byNode = step.what() instanceof Step.What.Acknowledged taken && taken.byNode();
                boolean mustSign = step.what() instanceof Step.What.Acknowledged && !byNode;
                boolean isSigned = stepped.approval().isPresent();
                if (!references.equals(List.of(step.emergency())) || (mustSign && !isSigned) || (byNode && isSigned)) {
                    throw new WireException("a step refers to its emergency, and says who attests it");
                }
                if (!step.to().contains(parts.own())) {
                    yield new Read.Refused(RefusalReason.NOT_ENTITLED);
                }
                yield OfficerApprovals.verify(
                                        stepped.approval().stream().toList(),
                                        author,
                                        OfficerApprovals.Subject.EMERGENCY_STEP,
                                        stepped.document())
                                instanceof OfficerApprovals.Verdict.Approved
                        ? new Read.Said(stepped)
                        : new Read.Refused(RefusalReason.NOT_APPROVED);
            }
        };
    }

    /// Takes a statement in, in the commit that stores it.
    ///
    /// @param via the mutual partner that brought it; empty: its author did
    public Outcome apply(Batch batch, Place place, EmergencyStatement said, Optional<Team> via) {
        return switch (said) {
            case EmergencyStatement.Raised call -> raised(batch, place, call, via);
            case EmergencyStatement.Stepped stepped -> stepped(batch, place, stepped);
        };
    }

    private Outcome raised(Batch batch, Place place, EmergencyStatement.Raised call, Optional<Team> via) {
        Session session = batch.session();
        if (EmergencyTable.find(session, place.leaf()).isPresent()) {
            again(session, place, via);
            return new Outcome.Same();
        }
        if (EmergencyTable.since(session, place.author(), DutyDesk.window(batch.now()), EMERGENCIES_MAX)
                >= EMERGENCIES_MAX) {
            return new Outcome.Refused(RefusalReason.QUOTA);
        }
        var held = held(place, batch.now(), call.document());
        EmergencyTable.insert(session, held);
        EmergencyTable.called(session, held.id(), parts.own());
        awaited(session, held, call.emergency());
        via.ifPresent(partner -> EmergencyRelayTable.way(session, held.id(), place.author(), partner));
        feed.note(batch, new Occurrence(held.id(), batch.now(), new Occurrence.Detail.Raised()));
        AuditEvent event = AuditEvent.of(
                        AuditEvent.Kind.EMERGENCY_TAKEN, place.author().domain())
                .with("emergency", held.id().hex())
                .with("kind", call.emergency().kind())
                .with("precedence", call.emergency().precedence())
                .with("via", via.map(Team::domain).orElse(""));
        feed.after(batch, () -> parts.audit().record(event));
        desk.called(batch, held, call.emergency());
        CrashPoint.EMERGENCY_TAKEN.pass();
        return new Outcome.Taken();
    }

    /// Notes which records of its originator's may come ahead. Rule R-EMG-11.
    private void awaited(Session session, EmergencyTable.Held held, Emergency emergency) {
        if (emergency.kind() == Emergency.Kind.CHECK_IN) {
            return;
        }
        for (int number = 0; number < emergency.records().size(); number++) {
            RecordVersion record = emergency.records().get(number);
            if (record.record().team().equals(held.originator())) {
                var key = new EmergencyRecordTable.Key(held.id(), parts.own(), number);
                EmergencyRecordTable.insert(
                        session, EmergencyRecordTable.Held.of(key, record, EmergencyRecordTable.State.AWAITED, ""));
            }
        }
    }

    /// Whether what both teams agreed lets records of one come ahead of an emergency at an instant. Rule R-EMG-11.
    public boolean takesRecords(Collection<Standing> agreements, Team author, Instant at) {
        return EmergencyRules.terms(agreements, author, parts.own(), at)
                .filter(EmergencyTerms::records)
                .isPresent();
    }

    /// Why a record of a partner's may not come ahead: no emergency of its refers to it, or too many came. Rules
    /// R-EMG-11, R-EMG-13.
    ///
    /// @param size bytes of the fragment set that is shown
    public Optional<RefusalReason> objection(Batch batch, RecordVersion record, int size) {
        List<EmergencyRecordTable.Held> referring =
                EmergencyRecordTable.referring(batch.session(), parts.own(), record);
        if (referring.isEmpty()) {
            return Optional.of(RefusalReason.NOT_ENTITLED);
        }
        boolean fits = size <= RecordsAhead.RECORD_BYTES_MAX
                && (referring.stream().anyMatch(EmergencyIntake::came)
                        || referring.stream().anyMatch(one -> hasRoom(batch.session(), one, size)));
        return fits ? Optional.empty() : Optional.of(RefusalReason.TOO_LARGE);
    }

    private static boolean came(EmergencyRecordTable.Held one) {
        return one.state() == EmergencyRecordTable.State.CAME;
    }

    private static boolean hasRoom(Session session, EmergencyRecordTable.Held one, int size) {
        var sum = new RecordsAhead.Sum();
        EmergencyRecordTable.of(session, one.key().emergency()).stream()
                .filter(EmergencyIntake::came)
                .forEach(other -> sum.add(other.size()));
        return sum.hasRoom(size);
    }

    /// A record came ahead, and was stored or refused, in this commit: notes it for the people who wait for it.
    public void came(Batch batch, RecordVersion record, int size, Optional<RefusalReason> refused) {
        Session session = batch.session();
        List<EmergencyRecordTable.Held> referring = EmergencyRecordTable.referring(session, parts.own(), record);
        if (referring.stream().anyMatch(EmergencyIntake::came)) {
            return;
        }
        boolean isCounted = false;
        for (EmergencyRecordTable.Held one : referring) {
            if (refused.isPresent()) {
                EmergencyRecordTable.stands(
                        session,
                        one.now(
                                EmergencyRecordTable.State.REFUSED,
                                refused.get().name()));
            } else if (!isCounted && hasRoom(session, one, size)) {
                isCounted = true;
                EmergencyRecordTable.stands(session, one.came(size));
            }
        }
    }

    /// It is held. When it comes directly nothing more goes round; by another mutual partner there is one more way.
    private static void again(Session session, Place place, Optional<Team> via) {
        if (via.isEmpty()) {
            EmergencyRelayTable.straight(session, place.leaf(), place.author());
        } else if (!EmergencyRelayTable.ways(session, place.leaf(), place.author())
                .isEmpty()) {
            EmergencyRelayTable.way(session, place.leaf(), place.author(), via.get());
        }
    }

    private static EmergencyTable.Held held(Place place, Instant at, Bytes document) {
        return new EmergencyTable.Held(place.leaf(), place.author(), at, place.epoch(), place.index(), document);
    }

    private Outcome stepped(Batch batch, Place place, EmergencyStatement.Stepped stepped) {
        Session session = batch.session();
        Step step = stepped.step();
        Optional<EmergencyTable.Held> emergency = EmergencyTable.find(session, step.emergency());
        if (emergency.isEmpty() || !mayState(emergency.get(), place.author(), step)) {
            return new Outcome.Refused(RefusalReason.NOT_ENTITLED);
        }
        if (EmergencyStepTable.isHeld(session, place.leaf())) {
            return new Outcome.Same();
        }
        if (EmergencyStepTable.count(session, step.emergency(), place.author()) >= STEPS_MAX) {
            return new Outcome.Refused(RefusalReason.TOO_LARGE);
        }
        Optional<String> officer = stepped.approval().map(OfficerApprovals::officer);
        EmergencyStepTable.insert(
                session,
                new EmergencyStepTable.Held(
                        place.leaf(),
                        step.emergency(),
                        place.author(),
                        place.epoch(),
                        place.index(),
                        batch.now(),
                        officer,
                        stepped.document()));
        Lives.note(session, emergency.get(), parts.own(), place.author(), step);
        feed.note(
                batch,
                new Occurrence(
                        step.emergency(), batch.now(), new Occurrence.Detail.Stepped(place.author(), step, officer)));
        AuditEvent event = AuditEvent.of(
                        AuditEvent.Kind.EMERGENCY_STEPPED, place.author().domain())
                .with("emergency", step.emergency().hex())
                .with("step", step.what().getClass().getSimpleName())
                .with("officer", officer.orElse(""));
        feed.after(batch, () -> parts.audit().record(event));
        if (emergency.get().originator().equals(place.author())) {
            desk.heard(batch, emergency.get(), step);
        } else {
            raised.heard(batch, emergency.get(), place.author(), step);
        }
        CrashPoint.EMERGENCY_STEP_TAKEN.pass();
        return new Outcome.Taken();
    }

    /// A called team tells the originator, the originator the teams that it calls.
    private boolean mayState(EmergencyTable.Held emergency, Team by, Step step) {
        SortedSet<Team> called = emergency.emergency().to();
        boolean byOriginator = by.equals(emergency.originator());
        return switch (step.what().side()) {
            case ORIGINATOR -> byOriginator && called.containsAll(step.to());
            case CALLED -> !byOriginator && isFrom(emergency, by, step);
            case BOTH -> byOriginator ? called.containsAll(step.to()) : isFrom(emergency, by, step);
        };
    }

    private boolean isFrom(EmergencyTable.Held emergency, Team by, Step step) {
        return emergency.emergency().to().contains(by)
                && emergency.originator().equals(parts.own())
                && step.to().equals(new TreeSet<>(List.of(parts.own())));
    }
}
