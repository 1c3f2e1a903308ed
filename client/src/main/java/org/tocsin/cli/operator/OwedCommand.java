package org.tocsin.cli.operator;

import java.time.Instant;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin record owed`: who has yet to answer what of records that were taken back, and whose answers are overdue.
@Command(
        name = "owed",
        description = {
            "Lists what partners owe of records that were withdrawn or narrowed, the newest records first: deletions that",
            "they have not said they did, and receipts. Then what is overdue of all other records: receipts that the",
            "agreement asks for, and that did not come in time. Of one record: tocsin record track RECORD."
        })
final class OwedCommand extends NodeCommand {
    private static final int DAYS_DEFAULT = 90;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "look for what is overdue so many days back (default: 90)")
    private int days = DAYS_DEFAULT;

    OwedCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (days < 1 || days > SharingAgreement.Direction.BACKFILL_DAYS_MAX) {
            throw CommandFault.unusable("not a number of days", "--days " + days, "give 1 to 36500");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Instant now = surroundings().clock().instant();
        try (Table table = console()
                .table("record", "version", "team", "owes", "since", "due", "overdue")
                .orSay("Nobody owes an answer.")) {
            for (Transit.Track track : client.delivery().owed(days)) {
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
                                .put("due", owed.due())
                                .put("overdue", owed.due().filter(now::isAfter).isPresent()));
                    }
                }
            }
        }
        return ExitCode.OK;
    }
}
