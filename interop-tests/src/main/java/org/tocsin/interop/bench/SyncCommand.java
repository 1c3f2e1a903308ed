package org.tocsin.interop.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/// `tocsin bench sync`: how long a first synchronisation takes, and whether it slows down on the way.
@Command(
        name = "sync",
        description = {
            "Measures the first synchronisation of many records between two nodes (target P6).",
            "The rate of each tenth is shown: it must stay within 20 % from the first to the last."
        })
final class SyncCommand implements Callable<ExitCode> {
    private static final long RECORDS = 1_000_000;
    private static final int PARTS = 10;
    private static final int WARM_UP_PARTS = 5;
    private static final double DEVIATION_MAX = 0.2;

    private final Surroundings surroundings;

    @Option(names = "--records", paramLabel = "N", description = "records to synchronise (default: ${DEFAULT-VALUE})")
    private long records = RECORDS;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "records that each node synchronises with a third one before that (default: half of them)")
    private Optional<Long> warmUp = Optional.empty();

    @Mixin
    private final NodesOption nodes = new NodesOption("-Xmx512m");

    SyncCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        if (records < PARTS) {
            throw CommandFault.unusable("not a synchronisation", "--records " + records, "give " + PARTS + " or more");
        }
        long warming = warmUp.orElse(records * WARM_UP_PARTS / PARTS);
        if (warming < 0 || warming > records) {
            throw CommandFault.unusable("not a warm-up", "--warm-up " + warming, "give at most --records");
        }
        double loadBefore = Machine.load();
        try (var home = nodes.home(surroundings);
                var progress =
                        surroundings.console().progress("publishing, then synchronising", 2 * records + warming)) {
            var bench = new SyncBench(surroundings, nodes.flags());
            long part = (records + PARTS - 1) / PARTS;
            print(bench.run(home.path(), records, warming, part, progress), warming, loadBefore);
        }
        return ExitCode.OK;
    }

    private void print(SyncBench.Result result, long warming, double loadBefore) {
        Console console = surroundings.console();
        double seconds = result.took().toMillis() / 1_000.0;
        Answer target = Target.P6
                .answer(seconds, 1, seconds * RECORDS / result.records())
                .put("projected", result.records() != RECORDS)
                .put("records", result.records())
                .put("warm_up_records", warming)
                .put("deviation", Figures.rounded(result.deviation()))
                .put("cpu_deviation", Figures.rounded(result.cpuDeviation()))
                .put("flat", result.deviation() <= DEVIATION_MAX);
        List<Answer> parts = new ArrayList<>();
        for (int part = 0; part < result.parts().size(); part++) {
            parts.add(Reading.row("part " + (part + 1), List.of(result.parts().get(part))));
        }
        Answer taken = Answer.of()
                .put("author_peak_kib", result.author().peakKib())
                .put("receiver_peak_kib", result.receiver().peakKib());
        Answer conditions = Machine.answer(nodes.flags(), loadBefore);
        if (console.isJson()) {
            console.answer(Answer.of()
                    .put("bench", "sync")
                    .put(Target.P6.label(), target)
                    .put("parts", parts)
                    .put("taken", taken)
                    .put("conditions", conditions));
            return;
        }
        console.answer(target);
        console.say("");
        try (Table table = console.table("measured", "per_second", "cpu_us", "of_that")) {
            parts.forEach(table::row);
        }
        console.say("");
        console.answer(taken.put("conditions", conditions));
    }
}
