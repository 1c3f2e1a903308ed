package org.tocsin.cli.operator;

import java.util.Locale;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit.Wish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin backfill start|pause|resume TEAM`: steers the history that a partner gets.
abstract class BackfillCommand extends NodeCommand {
    @Parameters(paramLabel = "TEAM", description = "the team's domain")
    private String team = "";

    private final Wish wish;

    BackfillCommand(Surroundings surroundings, Wish wish) {
        super(surroundings);
        this.wish = wish;
    }

    @Override
    void check() {
        TeamArgument.of(team);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Team partner = TeamArgument.of(team);
        return switch (client.delivery().steer(partner, wish)) {
            case DONE -> {
                console()
                        .answer(Answer.of()
                                .put("partner", partner.domain())
                                .put("wish", wish.name().toLowerCase(Locale.ROOT))
                                .put("verdict", "done"));
                yield ExitCode.OK;
            }
            case NO_LANES ->
                throw CommandFault.refused("no lanes", team, "make an agreement first: tocsin agreement draft");
            case NO_HISTORY ->
                throw CommandFault.refused(
                        "no agreement in force gives it history",
                        team,
                        "amend it (history_days): tocsin agreement draft --of ID");
        };
    }

    /// Begins a partner's history again.
    @Command(
            name = "start",
            description = {
                "Looks at a partner's history again from its beginning; what was sent is not sent again.",
                "It begins by itself when an agreement that gives history (history_days) comes into force."
            })
    static final class Start extends BackfillCommand {
        Start(Surroundings surroundings) {
            super(surroundings, Wish.START);
        }
    }

    /// Has a partner's history wait.
    @Command(name = "pause", description = "Sends a partner no history until it is resumed, also after a restart.")
    static final class Pause extends BackfillCommand {
        Pause(Surroundings surroundings) {
            super(surroundings, Wish.PAUSE);
        }
    }

    /// Lets a partner's history go on.
    @Command(name = "resume", description = "Lets a partner's history go on.")
    static final class Resume extends BackfillCommand {
        Resume(Surroundings surroundings) {
            super(surroundings, Wish.RESUME);
        }
    }
}
