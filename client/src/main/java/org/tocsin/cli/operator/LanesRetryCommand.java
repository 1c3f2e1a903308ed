package org.tocsin.cli.operator;

import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin lanes retry TEAM`: lanes to a partner are tried again at once.
@Command(
        name = "retry",
        description = {
            "Tries lanes to a partner again at once, also one that stopped until a human had looked.",
            "What stopped it stops it again unless it was mended; see: tocsin lanes."
        })
final class LanesRetryCommand extends NodeCommand {
    @Parameters(paramLabel = "TEAM", description = "the team's domain")
    private String team = "";

    @Option(
            names = "--lane",
            paramLabel = "LANE",
            description = "emergency, routine, bulk or control (default: all of them)")
    private Optional<String> lane = Optional.empty();

    LanesRetryCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.of(team);
        lane.ifPresent(LaneAnswers::name);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Team partner = TeamArgument.of(team);
        String name = lane.map(LaneAnswers::name).orElse("");
        client.delivery().retry(partner, name);
        console()
                .answer(Answer.of()
                        .put("partner", partner.domain())
                        .put("lane", name.isEmpty() ? "all" : name)
                        .put("verdict", "tried again"));
        return ExitCode.OK;
    }
}
