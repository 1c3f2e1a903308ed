package org.tocsin.cli.operator;

import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit;
import picocli.CommandLine.Command;

/// `tocsin record owed`: who has yet to answer what of records that were taken back.
@Command(
        name = "owed",
        description = {
            "Lists what partners owe of records that were withdrawn or narrowed, the newest records first: deletions that",
            "they have not said they did, and receipts. Of one record: tocsin record track RECORD."
        })
final class OwedCommand extends NodeCommand {
    OwedCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        try (Table table = console().table("record", "version", "team", "owes", "since", "due")) {
            for (Transit.Track track : client.delivery().owed()) {
                for (Transit.TeamTrack team : track.teams()) {
                    for (Transit.Owed owed : team.owed()) {
                        table.row(Answer.of()
                                .put(
                                        "record",
                                        track.summary().version().record().toString())
                                .put("version", track.summary().version().version())
                                .put("team", team.team())
                                .put("owes", owed.what())
                                .put("since", owed.since())
                                .put("due", owed.due()));
                    }
                }
            }
        }
        return ExitCode.OK;
    }
}
