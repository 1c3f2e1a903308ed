package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tocsin.model.Lane;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Reference.Standing;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.store.Session;

/// What is shown of emergencies.
final class EmergencyViews {
    private final Team own;

    EmergencyViews(Team own) {
        this.own = own;
    }

    EmergencyView view(Session session, EmergencyTable.Held held) {
        List<EmergencyView.Called> called = EmergencyTable.called(session, held.id()).stream()
                .map(one -> called(session, held, one.team()))
                .toList();
        return new EmergencyView(
                held.id(),
                held.originator(),
                held.emergency(),
                held.heldAt(),
                EmergencyNoteTable.officer(session, held.id()),
                called,
                held.emergency().records().isEmpty() ? List.of() : records(session, held));
    }

    /// The records that it is about: at the originator for each team, here for ours. What is held is for others to say.
    private List<EmergencyView.Reference> records(Session session, EmergencyTable.Held held) {
        List<EmergencyRecordTable.Held> noted = EmergencyRecordTable.of(session, held.id());
        if (held.originator().equals(own)) {
            return noted.stream().map(one -> sent(session, one)).toList();
        }
        List<EmergencyView.Reference> all = new ArrayList<>();
        for (RecordVersion record : held.emergency().records()) {
            Optional<String> refused = noted.stream()
                    .filter(one -> one.record().equals(record) && one.state() == EmergencyRecordTable.State.REFUSED)
                    .map(EmergencyRecordTable.Held::reason)
                    .findFirst();
            all.add(new EmergencyView.Reference(
                    own, record, refused.isPresent() ? Standing.REFUSED : Standing.AWAITED, refused.orElse(""), ""));
        }
        return all;
    }

    private static EmergencyView.Reference sent(Session session, EmergencyRecordTable.Held one) {
        Standing standing = switch (one.state()) {
            case PENDING -> Standing.PENDING;
            case THERE -> Standing.THERE;
            case AHEAD, DONE -> Standing.AHEAD;
            case LATER, AWAITED, CAME, REFUSED -> Standing.LATER;
        };
        String reason = one.reason();
        if (standing == Standing.AHEAD) {
            Optional<LaneJournal.Answered> answered =
                    LaneJournal.addressed(session, one.key().team(), Lane.EMERGENCY, one.place());
            standing = switch (answered.map(LaneJournal.Answered::kind).orElse(LaneJournal.Answered.Kind.OWED)) {
                case OWED -> Standing.AHEAD;
                case PROCESSED -> Standing.THERE;
                case REFUSED -> Standing.REFUSED;
                case VOID -> Standing.LATER;
            };
            reason = answered.map(LaneJournal.Answered::detail).orElse("");
        }
        return new EmergencyView.Reference(one.key().team(), one.record(), standing, reason, "");
    }

    private EmergencyView.Called called(Session session, EmergencyTable.Held held, Team team) {
        var life = Lives.life(session, held, team);
        if (!held.originator().equals(own)) {
            return new EmergencyView.Called(team, life, Optional.of(held.heldAt()), Optional.empty());
        }
        Optional<LaneJournal.Answered> answered = answered(session, held, team);
        // What it states about it is as good as its receipt.
        Optional<Instant> received = isOwed(answered) ? stated(session, held, team) : receivedAt(answered);
        return new EmergencyView.Called(team, life, received, refused(answered));
    }

    private static Optional<Instant> stated(Session session, EmergencyTable.Held held, Team team) {
        return EmergencyStepTable.of(session, held.id(), team).stream()
                .map(EmergencyStepTable.Held::heldAt)
                .min(Instant::compareTo);
    }

    /// What the receipts of a team that we called say of the emergency's statement.
    static Optional<LaneJournal.Answered> answered(Session session, EmergencyTable.Held held, Team team) {
        return LaneJournal.addressed(
                session, team, Lane.EMERGENCY, new LaneJournal.Stated(held.ledgerEpoch(), held.index()));
    }

    static boolean isOwed(Optional<LaneJournal.Answered> answered) {
        return answered.map(said -> said.kind() == LaneJournal.Answered.Kind.OWED)
                .orElse(true);
    }

    static Optional<Instant> receivedAt(Optional<LaneJournal.Answered> answered) {
        return answered.filter(said -> said.kind() == LaneJournal.Answered.Kind.PROCESSED)
                .flatMap(LaneJournal.Answered::at);
    }

    static Optional<String> refused(Optional<LaneJournal.Answered> answered) {
        return answered.filter(said -> said.kind() == LaneJournal.Answered.Kind.REFUSED
                        || said.kind() == LaneJournal.Answered.Kind.VOID)
                .map(LaneJournal.Answered::detail);
    }

    /// A receipt, as something that happened.
    static Detail said(Optional<LaneJournal.Answered> answered, Team team) {
        return refused(answered)
                .<Detail>map(why -> new Detail.Refused(team, why))
                .orElseGet(() -> new Detail.Received(team));
    }

    /// What happened, in the order in which this node learned of it.
    List<Occurrence> timeline(Session session, EmergencyTable.Held held) {
        List<Occurrence> all = new ArrayList<>();
        all.add(new Occurrence(held.id(), held.heldAt(), new Detail.Raised()));
        TreeSet<Team> authors = new TreeSet<>(List.of(held.originator()));
        for (EmergencyTable.Called one : EmergencyTable.called(session, held.id())) {
            authors.add(one.team());
            if (held.originator().equals(own)) {
                Optional<LaneJournal.Answered> answered = answered(session, held, one.team());
                // Its first step may have come sooner than its receipt: its node had it by then.
                Stream.concat(
                                answered.flatMap(LaneJournal.Answered::at).stream(),
                                stated(session, held, one.team()).stream())
                        .min(Instant::compareTo)
                        .ifPresent(at -> all.add(new Occurrence(held.id(), at, said(answered, one.team()))));
                all.addAll(OtherWays.occurrences(session, held, one.team()));
            }
        }
        for (Team author : authors) {
            for (EmergencyStepTable.Held step : Lives.by(session, held, author)) {
                all.add(new Occurrence(
                        held.id(),
                        step.heldAt(),
                        new Detail.Stepped(author, step.step(), step.officer(), step.isStated())));
            }
        }
        all.addAll(SummonsTable.occurrences(session, held.id()));
        all.addAll(EmergencyNoteTable.tried(session, held.id()));
        all.sort(Comparator.comparing(Occurrence::at));
        return all;
    }
}
