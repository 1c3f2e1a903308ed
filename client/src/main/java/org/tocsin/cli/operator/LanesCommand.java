package org.tocsin.cli.operator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.model.Team;
import org.tocsin.peer.LaneWatch;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin lanes`: how all lanes do, live where a person watches.
@Command(
        name = "lanes",
        description = {
            "Shows the lanes to and from all partners: refreshed each second on a terminal, once elsewhere.",
            "Exit 1 if, when it ends, a lane is stopped or out of step."
        })
final class LanesCommand extends NodeCommand {
    static final Duration EVERY = Duration.ofSeconds(1);

    @Option(names = "--once", description = "shows them once, also on a terminal")
    private boolean once;

    @Option(names = "--partner", paramLabel = "TEAM", description = "only lanes to and from this team")
    private Optional<String> partner = Optional.empty();

    LanesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.optional(partner);
    }

    @Override
    ExitCode ask(OperatorClient client) throws InterruptedException {
        Optional<Team> asked = TeamArgument.optional(partner);
        boolean live = !once && console().isTerminal() && !console().isJson();
        try (LaneWatch watch = client.delivery().watch(asked)) {
            Transit.Lanes lanes = watch.ask();
            while (live) {
                console().screen();
                show(lanes);
                // Nobody counts down: the wait ends with the time, or with Ctrl-C.
                live = !new CountDownLatch(1).await(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                lanes = watch.ask();
            }
            show(lanes);
            return lanes.lanes().stream().anyMatch(Transit.Lane::needsLooking) ? ExitCode.NEGATIVE : ExitCode.OK;
        }
    }

    private void show(Transit.Lanes lanes) {
        if (lanes.lanes().isEmpty()) {
            console().say("There are no lanes: a partner has them from the first agreement on.");
        }
        try (Table table = console().table(LaneAnswers.COLUMNS)) {
            for (Transit.Lane lane : lanes.lanes()) {
                table.row(console().isJson() ? LaneAnswers.of(lane, lanes.at()) : LaneAnswers.row(lane, lanes.at()));
            }
        }
    }
}
