package org.tocsin.cli.operator;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.TeamLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin team show [TEAM]`: how a team is reached, in its own words.
@Command(
        name = "show",
        description = {
            "Shows the profile of our own team, or of TEAM: telephones and whether they are answered now, hours, languages,",
            "keys, constituency. Exit 1 if none is held, or if it is not valid any more."
        })
final class TeamShowCommand extends NodeCommand {
    @Parameters(paramLabel = "TEAM", arity = "0..1", description = "a team's domain; default: our own")
    private Optional<String> team = Optional.empty();

    TeamShowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        team.ifPresent(TeamArgument::of);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        TeamLine.Held held = HeldProfiles.find(client, TeamArgument.optional(team));
        Instant now = surroundings().clock().instant();
        if (held.profile().isEmpty()) {
            console()
                    .note(
                            held.isOwn()
                                    ? "our team has stated no profile: tocsin team edit FILE"
                                    : held.team() + " has stated no profile");
            return ExitCode.NEGATIVE;
        }
        console().answer(TeamAnswers.of(held.profile().get(), now).put("due", held.reminders()));
        return held.profile().get().isValid(now) ? ExitCode.OK : ExitCode.NEGATIVE;
    }
}
