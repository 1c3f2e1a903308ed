package org.tocsin.cli.operator;

import java.time.Instant;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;

/// `tocsin team list`: whom we could telephone now.
@Command(
        name = "list",
        description = {
            "Shows our own team and every team that is pinned: the version of its profile and whether it is valid, what time",
            "it is there, its emergency telephone and whether it is answered now."
        })
final class TeamListCommand extends NodeCommand {
    TeamListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Instant now = surroundings().clock().instant();
        try (Table table = console().table("team", "whose", "version", "state", "there", "emergency", "valid_until")) {
            client.teams().profiles().forEach(held -> table.row(TeamAnswers.row(held, now)));
        }
        return ExitCode.OK;
    }
}
