package org.tocsin.interop.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tocsin bench emergency`: how long until the partner's node has it, provably.
@Command(
        name = "emergency",
        description = {
            "Measures emergencies between two nodes, from the officer's call to the partner's signed receipt, durable",
            "here: idle and beside a full bulk lane, against the raw steps of the way (targets P4, P5)."
        })
final class EmergencyCommand implements Callable<ExitCode> {
    /// That many a node takes from one partner within a day.
    private static final int EMERGENCIES_MAX = 1_000;

    private final Surroundings surroundings;

    @Option(names = "--rounds", paramLabel = "N", description = "rounds that count (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(
            names = "--check-ins",
            paramLabel = "N",
            description = "check-ins before them, which warm both nodes up (default: ${DEFAULT-VALUE})")
    private int checkIns = 1_000;

    @Option(
            names = "--unmeasured",
            paramLabel = "N",
            description = "emergencies behind the check-ins that do not count (default: ${DEFAULT-VALUE})")
    private int unmeasured = 200;

    @Option(
            names = "--emergencies",
            paramLabel = "N",
            description = {
                "emergencies a round, idle (default: ${DEFAULT-VALUE}); with all others at most 1000:",
                "a node takes no more a day from one partner"
            })
    private int emergencies = 100;

    @Option(
            names = "--beside",
            paramLabel = "N",
            description = "emergencies a round, beside the bulk lane (default: ${DEFAULT-VALUE})")
    private int beside = 60;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "records of the history that fills the bulk lane (default: ${DEFAULT-VALUE})")
    private int records = 300_000;

    @Mixin
    private final NodesOption nodes = new NodesOption("-Xmx1g");

    EmergencyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        if (rounds < 1
                || checkIns < 0
                || unmeasured < 0
                || emergencies < 1
                || beside < 1
                || unmeasured + (long) rounds * (emergencies + beside) > EMERGENCIES_MAX
                || records < 1) {
            throw CommandFault.unusable(
                    "not a measurement",
                    "--rounds " + rounds + " --check-ins " + checkIns + " --unmeasured " + unmeasured
                            + " --emergencies " + emergencies + " --beside " + beside + " --records " + records,
                    "at least one round of one emergency beside one record, and at most " + EMERGENCIES_MAX
                            + " emergencies");
        }
        List<String> flags = nodes.flags();
        double loadBefore = Machine.load();
        try (var home = nodes.home(surroundings);
                var progress = surroundings.console().progress("measuring", 1L + rounds)) {
            var plan = new EmergencyBench.Plan(rounds, checkIns, unmeasured, emergencies, beside, records, flags);
            print(new EmergencyBench(surroundings, plan, progress).run(home.path()), flags, loadBefore);
            return ExitCode.OK;
        }
    }

    private void print(EmergencyResult result, List<String> flags, double loadBefore) {
        Console console = surroundings.console();
        Answer conditions = Answer.of()
                .put("rounds", rounds)
                .put("emergencies_a_round", emergencies)
                .put("beside_bulk_a_round", beside)
                .put("history_records", records)
                .put("record_bytes", Incidents.BYTES)
                .put("machine", Machine.answer(flags, loadBefore));
        if (console.isJson()) {
            Answer parts = Answer.of();
            result.parts().forEach(parts::put);
            console.answer(Answer.of()
                    .put("bench", "emergency")
                    .put(Target.P4.label(), result.idle())
                    .put(Target.P5.label(), result.beside())
                    .put("parts", parts)
                    .put("conditions", conditions));
            return;
        }
        try (Table table =
                console.table("target", "what", "value", "baseline", "ratio", "must", "goal", "met", "goal_met")) {
            table.row(result.idle());
            table.row(result.beside());
        }
        console.say("");
        try (Table table = console.table("measured", "p50_ms", "p99_ms", "p99_min", "p99_max")) {
            result.rows().forEach(table::row);
        }
        console.say("");
        console.answer(conditions);
    }
}
