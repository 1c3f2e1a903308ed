package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.emergency.DutyTimerTable.Timer;
import org.tocsin.node.emergency.EmergencyRelayTable.Handing;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.policy.EmergencyRules;
import org.tocsin.node.policy.EmergencyTerms;
import org.tocsin.node.store.Session;
import org.tocsin.trust.PinnedTeam;

/// The originator's ladder: where a called team's node does not answer directly, mutual partners are asked to hand the
/// emergency over, all at once for FLASH, else one after another, by name; then mail goes to its contacts. Rules
/// R-EMG-8, R-EMG-9.
final class OtherWays {
    private final EmergencyParts parts;
    private final EmergencyFeed feed;
    private final RelayDesk relays;
    private final Summoning summoning;

    OtherWays(EmergencyParts parts, EmergencyFeed feed, RelayDesk relays, Summoning summoning) {
        this.parts = parts;
        this.feed = feed;
        this.relays = relays;
        this.summoning = summoning;
    }

    /// Takes the next way to a team, and sets the time for the one after it.
    void next(Batch batch, EmergencyTable.Held held, Team team) {
        Emergency emergency = held.emergency();
        if (emergency.kind() == Emergency.Kind.CHECK_IN) {
            return;
        }
        List<Team> left = left(batch, held, team);
        if (left.isEmpty()) {
            write(batch, held, team);
            return;
        }
        List<Team> now = emergency.precedence() == Precedence.FLASH ? left : left.subList(0, 1);
        for (Team via : now) {
            relays.call(batch, held, team, via);
            feed.note(batch, new Occurrence(held.id(), batch.now(), new Detail.Tried(team, "relay", via.domain())));
        }
        Instant dueAt = batch.now().plus(RaisedDesk.receiptPatience(emergency.precedence()));
        DutyTimerTable.set(batch.session(), new Timer(held.id(), team, DutyTimerTable.What.WAY, batch.now(), dueAt));
    }

    /// Has mail written to a team's contacts, each once: a human may read it where no node answers.
    void write(Batch batch, EmergencyTable.Held held, Team team) {
        if (held.emergency().kind() == Emergency.Kind.CHECK_IN) {
            return;
        }
        List<ContactMail.Address> contacts = ContactMail.of(batch.session(), team, batch.now());
        contacts.forEach(address -> summoning.contact(batch, held, team, address));
        boolean isNews = contacts.isEmpty()
                && EmergencyNoteTable.tried(batch.session(), held.id(), team, "no-contacts", batch.now(), "");
        if (isNews) {
            feed.note(batch, new Occurrence(held.id(), batch.now(), new Detail.Tried(team, "no-contacts", "")));
        }
    }

    /// Mutual partners that were not tried. Nobody says whose partners they are: they know it themselves.
    private List<Team> left(Batch batch, EmergencyTable.Held held, Team team) {
        List<Team> left = new ArrayList<>();
        if (!relays(team, batch.now())) {
            return left;
        }
        Set<Team> tried = new HashSet<>();
        EmergencyRelayTable.calls(batch.session(), held.id(), team).forEach(one -> tried.add(one.via()));
        for (PinnedTeam pinned : parts.trust().teams()) {
            Team via = pinned.team();
            boolean isBetween = !via.equals(team) && !via.equals(parts.own()) && !tried.contains(via);
            if (isBetween && relays(via, batch.now())) {
                left.add(via);
            }
        }
        left.sort(null);
        return left;
    }

    private boolean relays(Team team, Instant at) {
        return EmergencyRules.terms(parts.agreements().apply(team), parts.own(), team, at)
                .filter(EmergencyTerms::relay)
                .isPresent();
    }

    /// Whether a team's node has it, as far as is known: its receipt, or a step of its, is held.
    static boolean isReached(Session session, EmergencyTable.Held held, Team team) {
        return !EmergencyStepTable.of(session, held.id(), team).isEmpty()
                || EmergencyViews.answered(session, held, team)
                        .map(answered -> answered.kind() != LaneJournal.Answered.Kind.OWED)
                        .orElse(false);
    }

    /// A mutual partner's receipt came: officers are told what it made of what it was handed. Not on the committer's
    /// thread.
    void receipted(Team partner) {
        for (Handing one :
                parts.transactions().read(session -> EmergencyRelayTable.untold(session, parts.own(), partner))) {
            Optional<Occurrence> said = parts.transactions().read(session -> answer(session, one));
            try {
                said.ifPresent(occurrence -> EmergencyWork.noting(
                        parts.ledger(), new WorkOrigin.Emergency(partner), batch -> tell(batch, one, occurrence)));
            } catch (FaultException later) {
                // The timeline has it anyway.
                return;
            }
        }
    }

    private boolean tell(Batch batch, Handing one, Occurrence occurrence) {
        boolean isNews = EmergencyRelayTable.told(batch.session(), one);
        if (isNews) {
            feed.note(batch, occurrence);
        }
        return isNews;
    }

    /// What the mutual partners were handed for a team, and made of it.
    static List<Occurrence> occurrences(Session session, EmergencyTable.Held held, Team team) {
        List<Occurrence> all = new ArrayList<>();
        for (Handing one : EmergencyRelayTable.calls(session, held.id(), team)) {
            all.add(new Occurrence(
                    held.id(),
                    one.dueAt(),
                    new Detail.Tried(team, "relay", one.via().domain())));
            answer(session, one).ifPresent(all::add);
        }
        return all;
    }

    private static Optional<Occurrence> answer(Session session, Handing one) {
        if (one.handed().isEmpty()) {
            return Optional.empty();
        }
        EmergencyRelayTable.Handed handed = one.handed().get();
        if (!handed.failed().isEmpty()) {
            return Optional.of(new Occurrence(one.emergency(), handed.at(), RelayDesk.failed(one, handed.failed())));
        }
        Optional<LaneJournal.Answered> answered =
                LaneJournal.addressed(session, one.via(), Lane.EMERGENCY, handed.by());
        Detail detail = EmergencyViews.refused(answered)
                .map(why -> RelayDesk.failed(one, why))
                .orElseGet(
                        () -> new Detail.Tried(one.team(), "relayed", one.via().domain()));
        return answered.flatMap(LaneJournal.Answered::at).map(at -> new Occurrence(one.emergency(), at, detail));
    }
}
