package org.tocsin.node.duty;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tocsin.calendar.Span;

/// Whom a rung reaches, when: the one place that decides it, for the ladder and for the coverage check alike.
final class Reach {
    private final DutyPlan plan;
    private final Ladder.Rung rung;
    private final Map<String, DutyOfficer> officers = new HashMap<>();

    private Reach(DutyPlan plan, Ladder.Rung rung) {
        this.plan = plan;
        this.rung = rung;
        plan.officers().forEach(officer -> officers.put(officer.id(), officer));
    }

    static Reach of(DutyPlan plan, Ladder.Rung rung) {
        return new Reach(plan, rung);
    }

    /// The same for a stretch of time.
    ///
    /// @param meant ids of those whom the rung means
    /// @param people those of them who have a channel
    /// @param cause why there are none; of no meaning if there are
    record Found(Span when, List<String> meant, List<LadderSnapshot.Person> people, Coverage.Cause cause) {
        String why() {
            if (!people.isEmpty()) {
                return "";
            }
            return switch (cause) {
                case NO_TURN -> "nobody has a turn";
                case VACANT -> "an override says nobody";
                case NO_CHANNEL -> "no channel of this rung reaches " + String.join(", ", meant);
                case NO_OFFICER -> "nobody has this role";
            };
        }
    }

    /// All of `range` without a gap, in order.
    List<Found> within(Span range) {
        return switch (rung.who()) {
            case Ladder.Who.OnCall onCall -> onCall(onCall.rota(), range);
            case Ladder.Who.Named named -> always(range, List.of(named.officer()));
            case Ladder.Who.InRole inRole ->
                always(
                        range,
                        plan.officers().stream()
                                .filter(officer -> officer.role() == inRole.role())
                                .map(DutyOfficer::id)
                                .toList());
            case Ladder.Who.Everyone everyone ->
                always(range, plan.officers().stream().map(DutyOfficer::id).toList());
        };
    }

    private List<Found> onCall(String rota, Span range) {
        List<Found> all = new ArrayList<>();
        for (Shift shift : plan.rota(rota).orElseThrow().shifts(range)) {
            List<LadderSnapshot.Person> people = people(shift.officers());
            Coverage.Cause cause = !shift.officers().isEmpty()
                    ? Coverage.Cause.NO_CHANNEL
                    : shift.overridden() ? Coverage.Cause.VACANT : Coverage.Cause.NO_TURN;
            all.add(new Found(shift.when(), shift.officers(), people, cause));
        }
        return all;
    }

    private List<Found> always(Span range, List<String> meant) {
        return List.of(new Found(
                range, meant, people(meant), meant.isEmpty() ? Coverage.Cause.NO_OFFICER : Coverage.Cause.NO_CHANNEL));
    }

    private List<LadderSnapshot.Person> people(List<String> ids) {
        List<LadderSnapshot.Person> people = new ArrayList<>();
        for (String id : ids) {
            DutyOfficer officer = officers.get(id);
            if (officer != null) {
                List<String> channels =
                        officer.channels().stream().filter(this::uses).toList();
                if (!channels.isEmpty()) {
                    people.add(new LadderSnapshot.Person(
                            officer.id(),
                            officer.name(),
                            officer.role(),
                            officer.zone(),
                            officer.languages(),
                            channels));
                }
            }
        }
        return people;
    }

    private boolean uses(String channel) {
        return rung.channels().isEmpty()
                || rung.channels().contains(channel)
                || plan.channel(channel)
                        .filter(settings -> rung.channels().contains(ChannelWords.kind(settings)))
                        .isPresent();
    }
}
