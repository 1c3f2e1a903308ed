package org.tocsin.cli.operator;

import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin evidence decide TEAM --lanes go-on|stay`: what becomes of a partner against which something speaks.
@Command(
        name = "decide",
        description = {
            "Decides on all that speaks against a partner's ledger: its lanes go on, or stay stopped.",
            "Telephone the partner first: it may have been restored from a backup. What comes up later is decided on again."
        })
final class EvidenceDecideCommand extends NodeCommand {
    private static final String GO_ON = "go-on";
    private static final String STAY = "stay";

    @Parameters(paramLabel = "TEAM", description = "the team's domain")
    private String team = "";

    @Option(names = "--lanes", paramLabel = "go-on|stay", required = true, description = "what becomes of its lanes")
    private String lanes = "";

    EvidenceDecideCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.of(team);
        if (!lanes.equals(GO_ON) && !lanes.equals(STAY)) {
            throw CommandFault.unusable("no such decision", "--lanes " + lanes, "go-on or stay");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Team partner = TeamArgument.of(team);
        int doubts = client.delivery().decide(partner, lanes.equals(GO_ON));
        console()
                .answer(Answer.of()
                        .put("partner", partner.domain())
                        .put("lanes", lanes)
                        .put("decided", doubts));
        return ExitCode.OK;
    }
}
