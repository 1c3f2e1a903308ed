package org.tocsin.cli.operator;

import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import picocli.CommandLine.Command;

/// `tocsin node status`: the ledger's head, and whether the node signs.
@Command(
        name = "status",
        description = {
            "Shows the node's ledger and whether it signs (exit 3 if it does not). Halted are partners whose lanes stand still",
            "because something speaks against their ledger: tocsin evidence list."
        })
final class NodeStatusCommand extends NodeCommand {
    NodeStatusCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Peers.Node status = client.node();
        Answer answer = Answer.of()
                .put("team", status.team().domain())
                .put("origin", status.origin())
                .put("size", status.size())
                .put("root", status.root())
                .put("signing", status.signing());
        if (!status.detail().isEmpty()) {
            answer.put("detail", status.detail());
        }
        if (!status.reminders().isEmpty()) {
            answer.put("reminders", status.reminders());
        }
        if (!status.halted().isEmpty()) {
            answer.put("halted", status.halted());
        }
        console().answer(answer.put("program_version", status.programVersion()));
        return status.signing() ? ExitCode.OK : ExitCode.UNREACHABLE;
    }
}
