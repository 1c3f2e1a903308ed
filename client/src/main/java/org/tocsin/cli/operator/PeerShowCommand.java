package org.tocsin.cli.operator;

import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin peer show TEAM`: everything about one pinned team and the lanes to and from it.
@Command(name = "show", description = "Shows one pinned team and the lanes to and from it.")
final class PeerShowCommand extends NodeCommand {
    @Parameters(paramLabel = "TEAM", description = "the team's domain")
    private String team = "";

    PeerShowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.of(team);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Team asked = TeamArgument.of(team);
        console()
                .answer(Answers.of(client.peers().stream()
                        .filter(peer -> peer.team().equals(asked))
                        .findFirst()
                        .orElseThrow(() -> CommandFault.refused("not pinned", team, "see: tocsin peer list"))));
        return ExitCode.OK;
    }
}
