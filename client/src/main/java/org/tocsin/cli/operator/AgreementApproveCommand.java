package org.tocsin.cli.operator;

import org.tocsin.cli.Answer;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin agreement approve DRAFT`: adds an officer's approval to what another officer drafted.
@Command(
        name = "approve",
        description = {
            "Approves with your key what another officer of the team drafted, and shows what you approved. With as many",
            "approvals as are required it is stated and goes to the partner. To see first what waits, and how many have",
            "approved: tocsin agreement list --drafts. With --discard nothing is approved, and the draft is thrown away."
        })
final class AgreementApproveCommand extends AgreementStateCommand {
    @Parameters(paramLabel = "DRAFT", description = "the draft's id, or 8 and more digits of it")
    private String draft = "";

    @Option(names = "--discard", description = "approve nothing: throw the draft away")
    private boolean discard;

    AgreementApproveCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer state(OperatorClient client, AgreementSigning signing) {
        if (discard) {
            client.agreementLife().discard(draft);
            return Answer.of().put("draft", draft).put("discarded", true);
        }
        return signing.waiting(client.agreementLife().waiting(draft));
    }
}
