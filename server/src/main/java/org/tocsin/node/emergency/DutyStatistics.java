package org.tocsin.node.emergency;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.DutyFigures;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.store.Session;

/// Counts what became of emergencies, for each partner and month, real ones, exercises and check-ins apart. Rule
/// R-EMG-5.
final class DutyStatistics {
    private final Team own;
    private final Map<Key, Count> counts = new TreeMap<>();

    private record Key(Team partner, YearMonth month, Emergency.Kind kind, boolean ours) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byMonth = month.compareTo(other.month);
            int byPartner = byMonth == 0 ? partner.compareTo(other.partner) : byMonth;
            int byKind = byPartner == 0 ? kind.compareTo(other.kind) : byPartner;
            return byKind == 0 ? Boolean.compare(ours, other.ours) : byKind;
        }
    }

    private static final class Count {
        private long raised;
        private long answered;
        private long unanswered;
        private long coalesced;
        private long refused;
        private long declined;
        private long noEmergency;
        private long stoodDownSoon;
        private long flash;
        private final List<Duration> receipts = new ArrayList<>();
        private final List<Duration> humans = new ArrayList<>();
    }

    private DutyStatistics(Team own) {
        this.own = own;
    }

    /// Of emergencies that were held in a span of time.
    static List<DutyFigures> of(Session session, Team own, Instant from, Instant until) {
        DutyStatistics statistics = new DutyStatistics(own);
        EmergencyTable.within(session, from, until).forEach(held -> statistics.count(session, held));
        return statistics.figures();
    }

    private void count(Session session, EmergencyTable.Held held) {
        boolean ours = held.originator().equals(own);
        Emergency emergency = held.emergency();
        for (EmergencyTable.Called called : EmergencyTable.called(session, held.id())) {
            Team partner = ours ? called.team() : held.originator();
            var key = new Key(partner, YearMonth.from(held.heldAt().atOffset(ZoneOffset.UTC)), emergency.kind(), ours);
            Count count = counts.computeIfAbsent(key, first -> new Count());
            Life life = Lives.life(session, held, called.team());
            count.raised++;
            count.answered += called.answeredAt().isPresent() ? 1 : 0;
            count.coalesced += called.coalescedInto().isPresent() ? 1 : 0;
            boolean nobody = called.answeredAt().isEmpty() && (life.givenUp() || life.there() == Life.State.UNANSWERED);
            count.unanswered += nobody ? 1 : 0;
            called.answeredAt().ifPresent(at -> count.humans.add(took(emergency.raisedAt(), at)));
            if (ours) {
                Optional<LaneJournal.Answered> answered = EmergencyViews.answered(session, held, called.team());
                count.refused += EmergencyViews.refused(answered).isPresent() ? 1 : 0;
                EmergencyViews.receivedAt(answered).ifPresent(at -> count.receipts.add(took(held.heldAt(), at)));
            } else {
                count.receipts.add(took(emergency.raisedAt(), held.heldAt()));
            }
            boolean rang = !nobody
                    && called.answeredAt().isEmpty()
                    && called.coalescedInto().isEmpty();
            cry(count, emergency, Lives.steps(session, held, called.team()), rang);
        }
    }

    /// What says whether it was worth waking somebody: see the cry-wolf report.
    ///
    /// @param rang whether officers were called, and none had answered yet when it was over
    private static void cry(Count count, Emergency emergency, List<EmergencyStepTable.Held> steps, boolean rang) {
        count.flash += emergency.precedence() == Precedence.FLASH ? 1 : 0;
        Optional<Step.DeclineReason> declined = steps.stream()
                .flatMap(held -> held.step().what() instanceof Step.What.Declined said
                        ? Stream.of(said.reason())
                        : Stream.empty())
                .findFirst();
        count.declined += declined.isPresent() ? 1 : 0;
        count.noEmergency +=
                declined.filter(Step.DeclineReason.NO_EMERGENCY::equals).isPresent() ? 1 : 0;
        boolean isCalledOff = steps.stream()
                .map(EmergencyStepTable.Held::step)
                .filter(step -> step.what() instanceof Step.What.StoodDown)
                .anyMatch(step -> took(emergency.raisedAt(), step.at()).compareTo(DutyFigures.SOON) <= 0);
        count.stoodDownSoon += rang && isCalledOff ? 1 : 0;
    }

    /// Two teams' clocks may differ: nothing took less than nothing.
    private static Duration took(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }

    private List<DutyFigures> figures() {
        List<DutyFigures> all = new ArrayList<>();
        counts.forEach((key, count) -> all.add(new DutyFigures(
                key.partner(),
                key.month(),
                key.kind(),
                key.ours(),
                count.raised,
                count.receipts.size(),
                count.answered,
                count.unanswered,
                count.coalesced,
                count.refused,
                times(count.receipts),
                times(count.humans),
                count.declined,
                count.noEmergency,
                count.stoodDownSoon,
                count.flash)));
        return all;
    }

    private static Optional<DutyFigures.Times> times(List<Duration> series) {
        if (series.isEmpty()) {
            return Optional.empty();
        }
        List<Duration> sorted = series.stream().sorted().toList();
        int last = sorted.size() - 1;
        int p95 = Math.min(last, (int) Math.ceil(sorted.size() * 0.95) - 1);
        return Optional.of(new DutyFigures.Times(sorted.get(last / 2), sorted.get(p95), sorted.get(last)));
    }
}
