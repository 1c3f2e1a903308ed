package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.TeamLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin team publish`: states our profile to every partner. Rule R-PRO-1.
@Command(
        name = "publish",
        description = {
            "States the profile in FILE as our team's: signed in our ledger, and sent to every partner with an agreement.",
            "The node gives it the next version. What says the same as the last one is not stated again."
        })
final class TeamPublishCommand extends NodeCommand {
    @Parameters(paramLabel = "FILE", description = "as tocsin team edit writes it")
    private Path file = Path.of("");

    TeamPublishCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Instant now = surroundings().clock().instant().truncatedTo(ChronoUnit.MILLIS);
        TeamProfile profile =
                ProfileInput.read(surroundings().workingDirectory().resolve(file), now);
        ProfileInput.remarks(profile, now).forEach(console()::note);
        TeamLine.Published published = client.teams().publish(profile);
        console()
                .answer(Answer.of()
                        .put("team", published.profile().team().domain())
                        .put("version", published.profile().version())
                        .put("new", published.isNew())
                        .put("review", published.profile().review())
                        .put("valid_until", published.profile().validUntil())
                        .put("given_to", published.given()));
        return ExitCode.OK;
    }
}
