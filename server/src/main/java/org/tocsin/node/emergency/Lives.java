package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Step;
import org.tocsin.node.store.Session;

/// What the steps that are held come to. The same at both ends: each side's steps in the order of its ledger. Rule
/// R-EMG-3.
final class Lives {
    private Lives() {}

    /// What one team stated about an emergency, in the order of its ledger; then, of the own team, what it owes.
    static List<EmergencyStepTable.Held> by(Session session, EmergencyTable.Held emergency, Team team) {
        return by(session, emergency, team, EmergencyOwedTable.of(session, emergency.id()));
    }

    private static List<EmergencyStepTable.Held> by(
            Session session, EmergencyTable.Held emergency, Team team, List<EmergencyOwedTable.Owed> owed) {
        List<EmergencyStepTable.Held> all = new ArrayList<>(EmergencyStepTable.of(session, emergency.id(), team));
        owed.stream()
                .map(EmergencyOwedTable.Owed::held)
                .filter(held -> held.by().equals(team))
                .forEach(all::add);
        return all;
    }

    /// The steps about an emergency that concern one team that is called: its own and the originator's, those that
    /// happened earlier first, without changing the order of either's own.
    static List<EmergencyStepTable.Held> steps(Session session, EmergencyTable.Held emergency, Team called) {
        List<EmergencyOwedTable.Owed> owed = EmergencyOwedTable.of(session, emergency.id());
        List<EmergencyStepTable.Held> theirs = by(session, emergency, called, owed);
        List<EmergencyStepTable.Held> originators = by(session, emergency, emergency.originator(), owed).stream()
                .filter(held -> held.step().to().contains(called))
                .toList();
        List<EmergencyStepTable.Held> all = new ArrayList<>();
        int next = 0;
        for (EmergencyStepTable.Held one : originators) {
            while (next < theirs.size()
                    && !theirs.get(next).step().at().isAfter(one.step().at())) {
                all.add(theirs.get(next++));
            }
            all.add(one);
        }
        all.addAll(theirs.subList(next, theirs.size()));
        return all;
    }

    static Life life(Session session, EmergencyTable.Held emergency, Team called) {
        Life life = Life.raised(emergency.emergency().raisedAt());
        for (EmergencyStepTable.Held held : steps(session, emergency, called)) {
            life = life.after(held.step(), held.by().equals(emergency.originator()));
        }
        return life;
    }

    /// Writes down what a step that is held changes. Of the other teams that are called a node hears nothing, unless it
    /// called them.
    static void note(Session session, EmergencyTable.Held emergency, Team own, Team by, Step step) {
        Collection<Team> concerned = by.equals(emergency.originator()) ? step.to() : List.of(by);
        for (Team team : concerned) {
            if (emergency.originator().equals(own) || team.equals(own)) {
                note(session, emergency, team);
            }
        }
    }

    /// Writes down how an emergency stands at one team.
    static void note(Session session, EmergencyTable.Held emergency, Team called) {
        Life life = Life.raised(emergency.emergency().raisedAt());
        Optional<Instant> answeredAt = Optional.empty();
        Optional<Digest> coalescedInto = Optional.empty();
        for (EmergencyStepTable.Held held : steps(session, emergency, called)) {
            Step step = held.step();
            boolean byOriginator = held.by().equals(emergency.originator());
            if (!byOriginator && step.what() instanceof Step.What.Coalesced into && coalescedInto.isEmpty()) {
                coalescedInto = Optional.of(into.into());
            }
            life = life.after(step, byOriginator);
            if (life.isAnswered() && answeredAt.isEmpty()) {
                answeredAt = Optional.of(step.at());
            }
        }
        EmergencyTable.stands(
                session, emergency.id(), new EmergencyTable.Called(called, life.state(), coalescedInto, answeredAt));
    }
}
