package org.tocsin.cli.operator;

import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit;
import picocli.CommandLine.Command;

/// `tocsin evidence list`: what speaks against partners' ledgers.
@Command(
        name = "list",
        description = {
            "Lists what speaks against partners' ledgers, and what officers decided.",
            "Where nobody has decided, or the lanes stay stopped, nothing but emergencies goes to that partner or comes from it."
        })
final class EvidenceListCommand extends NodeCommand {
    EvidenceListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        // Nothing is given.
    }

    @Override
    ExitCode ask(OperatorClient client) {
        try (Table table = console()
                .table("team", "kind", "what", "told_by", "found_at", "evidence", "decision", "decided_by", "id")
                .orSay("Nothing speaks against any partner's ledger.")) {
            client.delivery().doubts().forEach(doubt -> table.row(of(doubt)));
        }
        return ExitCode.OK;
    }

    private static Answer of(Transit.Doubt doubt) {
        return Answer.of()
                .put("team", doubt.team())
                .put("kind", doubt.kind())
                .put("what", doubt.what())
                .put("told_by", doubt.toldBy())
                .put("found_at", doubt.foundAt())
                .put("evidence", doubt.evidence())
                .put("decision", doubt.decision())
                .put("decided_by", doubt.decidedBy())
                .put("id", doubt.id());
    }
}
