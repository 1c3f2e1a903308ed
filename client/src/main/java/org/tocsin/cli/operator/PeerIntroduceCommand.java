package org.tocsin.cli.operator;

import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin peer introduce TEAM --to TEAM`: tells one partner of another. Rule R-PEER-4.
@Command(
        name = "introduce",
        description = {
            "Introduces TEAM, as we know it, to a partner: its manifests, and why. That partner learns of it by this alone, and",
            "TEAM is told nothing; --both introduces each to the other. Ask both first. It makes nobody a peer: their officers",
            "still say yes, by telephone."
        })
final class PeerIntroduceCommand extends NodeCommand {
    @Parameters(paramLabel = "TEAM", description = "the team that is introduced")
    private String team = "";

    @Option(names = "--to", paramLabel = "TEAM", required = true, description = "the partner that is told")
    private String to = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; whoever is told reads it")
    private String reason = "";

    @Option(names = "--both", description = "tells TEAM of the other one too")
    private boolean both;

    PeerIntroduceCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.of(team);
        TeamArgument.of(to);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Team introduced = TeamArgument.of(team);
        Team told = TeamArgument.of(to);
        client.introduce(introduced, told, reason);
        if (both) {
            client.introduce(told, introduced, reason);
        }
        console()
                .answer(Answer.of()
                        .put("team", introduced.domain())
                        .put("introduced_to", told.domain())
                        .put("both", both));
        return ExitCode.OK;
    }
}
