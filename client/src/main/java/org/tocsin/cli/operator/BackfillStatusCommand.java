package org.tocsin.cli.operator;

import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin backfill status [TEAM]`: how far the history is that partners get.
@Command(name = "status", description = "Shows how far the history is that each partner gets, on its bulk lane.")
final class BackfillStatusCommand extends NodeCommand {
    @Parameters(paramLabel = "TEAM", arity = "0..1", description = "only this team's")
    private Optional<String> team = Optional.empty();

    BackfillStatusCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.optional(team);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        try (Table table =
                console().table("partner", "state", "from", "until", "scanned", "to_scan", "released", "receipted")) {
            client.delivery().backfills(TeamArgument.optional(team)).forEach(backfill -> table.row(of(backfill)));
        }
        return ExitCode.OK;
    }

    private static Answer of(Transit.Backfill backfill) {
        return Answer.of()
                .put("partner", backfill.partner())
                .put("state", backfill.state())
                .put("from", backfill.from())
                .put("until", backfill.until())
                .put("scanned", backfill.scanned())
                .put("to_scan", backfill.toScan())
                .put("released", backfill.released())
                .put("receipted", backfill.receipted());
    }
}
