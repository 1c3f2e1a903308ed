package org.tocsin.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.Console;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.document.DocumentSource;
import org.tocsin.cli.document.SourceDocument;
import org.tocsin.model.Tlp;
import org.tocsin.peer.Records.Document;
import org.tocsin.stix.RecordCutter;
import org.tocsin.stix.StixReader;
import org.tocsin.stix.StixVerdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tocsin bench exchange`: two nodes against bare transport.
@Command(
        name = "exchange",
        description = {
            "Measures delivery between two nodes against bare gRPC and disk (targets P1, P1b, P2, P3, P9, P10).",
            "Node and baselines take turns over the same bytes; trust ratios and processor time, not rates."
        })
final class ExchangeCommand implements Callable<ExitCode> {
    private static final Set<Target> TARGETS =
            EnumSet.of(Target.P1, Target.P1B, Target.P2, Target.P3, Target.P9, Target.P10);
    /// Under the directory of shared test data that the tests use too.
    private static final String LOAD = "corpus/load/vcdb-open-bundles-tlpmix.jsonl.gz";

    private final Surroundings surroundings;

    @Option(names = "--rounds", paramLabel = "N", description = "rounds that count (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--warm-ups", paramLabel = "N", description = "rounds before them (default: ${DEFAULT-VALUE})")
    private int warmUps = 2;

    @Option(names = "--records", paramLabel = "N", description = "records a round (default: ${DEFAULT-VALUE})")
    private int records = 20_000;

    @Option(
            names = "--warm-echo",
            paramLabel = "SECONDS",
            description =
                    "at the end, how long to warm the raw echo alone before it is measured once more (default: 0)")
    private long warmEcho;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "TARGET",
            description = "targets to measure: P1, P1b, P2, P3, P9, P10 (default: all)")
    private List<Target> only = List.of();

    @Option(
            names = "--bundles",
            paramLabel = "FILE",
            description = "STIX bundles for P3, one a line (.gz too); default: the shared test data, if there is any")
    private Optional<Path> bundles = Optional.empty();

    @Mixin
    private final NodesOption nodes = new NodesOption("-Xmx1g");

    ExchangeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        if (rounds < 1 || warmUps < 0 || records < RawFloor.BATCH_RECORDS) {
            throw CommandFault.unusable(
                    "not a measurement",
                    "--rounds " + rounds + " --warm-ups " + warmUps + " --records " + records,
                    "at least one round of " + RawFloor.BATCH_RECORDS + " records");
        }
        Set<Target> wanted = only.isEmpty() ? TARGETS : Set.copyOf(only);
        List<String> flags = nodes.flags();
        var plan = new ExchangeBench.Plan(
                rounds,
                warmUps,
                records,
                Duration.ofSeconds(warmEcho),
                wanted,
                flags,
                wanted.contains(Target.P3) ? real() : List.of());
        double loadBefore = Machine.load();
        try (var home = nodes.home(surroundings);
                var progress = surroundings
                        .console()
                        .progress("measuring", 2L * (rounds + warmUps) * (plan.wantsBundles() ? 2 : 1))) {
            ExchangeResult result = new ExchangeBench(surroundings, plan, progress).run(home.path());
            print(result, flags, loadBefore);
            return ExitCode.OK;
        }
    }

    private void print(ExchangeResult result, List<String> flags, double loadBefore) {
        Console console = surroundings.console();
        Answer conditions = Answer.of()
                .put("rounds", rounds)
                .put("records_a_round", records)
                .put("record_bytes", Incidents.BYTES)
                .put("machine", Machine.answer(flags, loadBefore));
        if (console.isJson()) {
            Answer all = Answer.of().put("bench", "exchange");
            result.targets().forEach((target, answer) -> all.put(target.label(), answer));
            console.answer(all.put("raw", answer(result.raw()))
                    .put("product", answer(result.product()))
                    .put("taken", result.taken())
                    .put("conditions", conditions));
            return;
        }
        try (Table table = console.table(
                "target", "what", "value", "baseline", "ratio", "cpu_ratio", "must", "goal", "met", "goal_met")) {
            result.targets().values().forEach(table::row);
        }
        console.say("");
        try (Table table = console.table("measured", "per_second", "min", "max", "cpu_us", "of_that")) {
            result.raw().forEach((name, readings) -> table.row(Reading.row("raw " + name, readings)));
            result.product().forEach((name, readings) -> table.row(Reading.row("node " + name, readings)));
        }
        console.say("");
        console.answer(result.taken().put("conditions", conditions));
    }

    private static Answer answer(Map<String, List<Reading>> measured) {
        Answer answer = Answer.of();
        measured.forEach((name, readings) -> answer.put(name, Reading.answer(readings)));
        return answer;
    }

    /// Real bundles that go to a partner under AMBER+STRICT; none if there is no file.
    private List<Document> real() {
        Optional<Path> file =
                bundles.or(() -> Optional.ofNullable(surroundings.environment().get("TOCSIN_SHARED"))
                        .map(shared -> Path.of(shared, LOAD)));
        if (file.isEmpty() || !Files.isReadable(file.get())) {
            surroundings.console().note("no real bundles: P3 is not measured: name a file with --bundles");
            return List.of();
        }
        var reader = new StixReader();
        var cutter = new RecordCutter();
        List<Document> documents = new ArrayList<>();
        int limit = Math.max(RawFloor.BATCH_RECORDS, records / 4);
        try (var source = new DocumentSource(List.of(file.get().toString()), surroundings)) {
            while (documents.size() < limit && source.hasNext()) {
                SourceDocument next = source.next();
                if (reader.read(next.content()) instanceof StixVerdict.Valid valid
                        && cutter.cut(next.content(), valid.document(), surroundings.random())
                                        .marking()
                                != Tlp.RED) {
                    documents.add(new Document(next.label(), next.content(), Set.of(), ""));
                }
            }
        }
        return documents;
    }
}
