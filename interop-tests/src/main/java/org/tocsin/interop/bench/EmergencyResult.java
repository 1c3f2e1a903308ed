package org.tocsin.interop.bench;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.tocsin.cli.Answer;

/// What the rounds of emergencies came to. All times are in milliseconds.
final class EmergencyResult {
    private final List<Round> rounds = new ArrayList<>();

    /// With nothing else going on: each step of the way by itself, and the way as a whole.
    record Idle(Latencies echo, Latencies sync, Latencies sign, Latencies verify, Latencies whole) {
        Idle(InstantSource clock) {
            this(
                    new Latencies(clock),
                    new Latencies(clock),
                    new Latencies(clock),
                    new Latencies(clock),
                    new Latencies(clock));
        }

        /// What the way cannot do without: there and back, a sync, a signature and a check of one at either end.
        double floorP99() {
            return echo.p99() + 2 * (sync.p99() + sign.p99() + verify.p99());
        }
    }

    /// One round.
    ///
    /// @param loops the raw steps, each as often in a loop of its own
    /// @param bulkPerSecond records that the bulk lane delivered a second while `beside` was measured
    record Round(Idle idle, Idle loops, Latencies beside, double bulkPerSecond) {
        private Map<String, Latencies> parts() {
            Map<String, Latencies> parts = new LinkedHashMap<>();
            parts.put("echo", idle.echo());
            parts.put("fdatasync", idle.sync());
            parts.put("sign", idle.sign());
            parts.put("verify", idle.verify());
            parts.put("emergency_idle", idle.whole());
            parts.put("emergency_beside_bulk", beside);
            return parts;
        }
    }

    void add(Round round) {
        rounds.add(round);
    }

    private Spread each(ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).boxed().toList());
    }

    /// Round by round, and then the median: what else runs on the machine changes from round to round.
    Answer idle() {
        return answer(
                        Target.P4,
                        each(round -> round.idle().whole().p99()),
                        each(round -> round.idle().floorP99()),
                        each(round -> round.idle().whole().p99() / round.idle().floorP99()))
                .put(
                        "ratios_to_loops",
                        each(round -> round.idle().whole().p99() / round.loops().floorP99())
                                .answer());
    }

    Answer beside() {
        return answer(
                        Target.P5,
                        each(round -> round.beside().p99()),
                        each(round -> round.idle().whole().p99()),
                        each(round ->
                                round.beside().p99() / round.idle().whole().p99()))
                .put("bulk_records_per_second", each(Round::bulkPerSecond).answer());
    }

    private static Answer answer(Target target, Spread value, Spread baseline, Spread ratio) {
        return target.answer(value.median(), baseline.median(), ratio.median()).put("ratios", ratio.answer());
    }

    /// The spread of each part's percentiles over the rounds, by name.
    Map<String, Answer> parts() {
        Map<String, Answer> parts = new LinkedHashMap<>();
        for (String name : rounds.getFirst().parts().keySet()) {
            parts.put(
                    name,
                    Answer.of()
                            .put(
                                    "count",
                                    each(round -> part(round, name).count()).answer())
                            .put(
                                    "p50_ms",
                                    each(round -> part(round, name).p50()).answer())
                            .put(
                                    "p99_ms",
                                    each(round -> part(round, name).p99()).answer()));
        }
        return parts;
    }

    /// For people: a line of a table for each part.
    List<Answer> rows() {
        List<Answer> rows = new ArrayList<>();
        for (String name : rounds.getFirst().parts().keySet()) {
            Spread p99 = each(round -> part(round, name).p99());
            rows.add(Answer.of()
                    .put("measured", name)
                    .put(
                            "p50_ms",
                            Figures.rounded(
                                    each(round -> part(round, name).p50()).median()))
                    .put("p99_ms", Figures.rounded(p99.median()))
                    .put("p99_min", Figures.rounded(p99.min()))
                    .put("p99_max", Figures.rounded(p99.max())));
        }
        return rows;
    }

    private static Latencies part(Round round, String name) {
        Latencies part = round.parts().get(name);
        if (part == null) {
            throw new IllegalArgumentException("no part of a round: " + name);
        }
        return part;
    }
}
