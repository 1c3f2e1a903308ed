package org.tocsin.cli.operator;

import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Cuts a team off, and lets it back. Rule R-PEER-6.
abstract class PeerCutCommand extends NodeCommand {
    @Parameters(paramLabel = "TEAM", description = "the team's domain")
    private String team = "";

    PeerCutCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.of(team);
    }

    Team team() {
        return TeamArgument.of(team);
    }

    /// `tocsin peer cut TEAM`: nothing passes between the team and this node any more.
    @Command(
            name = "cut",
            description = {
                "Cuts a team off, at once and until `peer restore`: no connection of its is taken, nothing goes to it, what is",
                "under way ends. It is not told. Then says what each side still holds, and under which terms: agreements and",
                "what is owed under them stay. Our notices to it (withdrawals and the like) wait, and go when it is let back."
            })
    static final class Cut extends PeerCutCommand {
        @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the audit and other officers")
        private String reason = "";

        Cut(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        ExitCode ask(OperatorClient client) {
            Peers.Cut cut = client.cutPeer(team(), reason);
            Answer answer = Answer.of()
                    .put("team", team().domain())
                    .put("state", "cut")
                    .put("cut_at", cut.at())
                    .put("before", cut.before())
                    .put("reason", Optional.of(reason).filter(said -> !said.isEmpty()));
            console().answer(answer.put("still", Answers.of(client.holdings(team()))));
            return ExitCode.OK;
        }
    }

    /// `tocsin peer restore TEAM`: lets a team back that was cut off.
    @Command(
            name = "restore",
            description = {
                "Lets a team back that was cut off. The agreements with it count again, and what waited goes out: what was",
                "stated meanwhile is decided on anew."
            })
    static final class Restore extends PeerCutCommand {
        Restore(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        ExitCode ask(OperatorClient client) {
            Answer answer = Answer.of().put("team", team().domain());
            console().answer(answer.put("state", "peer").put("was_cut", client.restorePeer(team())));
            return ExitCode.OK;
        }
    }
}
