package org.tocsin.interop.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tocsin bench peers`: one node and hundreds of partners.
@Command(
        name = "peers",
        description = {
            "Measures a node with hundreds of partners: what an idle one costs, one record to all, and fairness (target P7).",
            "One process plays all partners, with papers, TLS, ledgers and signed receipts of their own."
        })
final class PeersCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Option(names = "--partners", paramLabel = "N", description = "how many (default: ${DEFAULT-VALUE})")
    private int partners = 600;

    @Option(names = "--bursts", paramLabel = "N", description = "records sent to all (default: ${DEFAULT-VALUE})")
    private int bursts = 5;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "how long the idle node is watched, and each half of the comparison lasts (default: 15)")
    private long seconds = 15;

    @Mixin
    private final NodesOption nodes = new NodesOption("-Xmx512m");

    PeersCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        if (partners < 12 || bursts < 1 || seconds < 1) {
            throw CommandFault.unusable(
                    "not a measurement",
                    "--partners " + partners + " --bursts " + bursts + " --seconds " + seconds,
                    "give 12 partners or more, and at least one of the others");
        }
        // The heap is touched as a whole at start, so that resident memory grows by what lies outside it alone.
        List<String> flags = new ArrayList<>(List.of("-Xms512m", "-XX:+AlwaysPreTouch"));
        flags.addAll(nodes.flags());
        double loadBefore = Machine.load();
        try (var home = nodes.home(surroundings);
                var progress = surroundings.console().progress("measuring", partners + bursts + 14L)) {
            var plan = new PeersBench.Plan(partners, bursts, Duration.ofSeconds(seconds), flags);
            PeersResult result = new PeersBench(surroundings, plan, progress).run(home.path());
            surroundings
                    .console()
                    .answer(Answer.of()
                            .put("bench", "peers")
                            .put(Target.P7.label(), result.idle(partners))
                            .put("burst", result.burst())
                            .put("beside", result.beside())
                            .put("conditions", Machine.answer(flags, loadBefore)));
        }
        return ExitCode.OK;
    }
}
