package org.tocsin.cli.operator;

import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;

/// A command by which an officer approves what the team states about an agreement.
abstract class AgreementStateCommand extends NodeCommand {
    AgreementStateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /// Drafts, and approves.
    abstract Answer state(OperatorClient client, AgreementSigning signing);

    @Override
    final ExitCode ask(OperatorClient client) {
        OfficerFile officer = OfficerFile.read(surroundings().workingDirectory().resolve(node().directory()));
        console().answer(state(client, new AgreementSigning(surroundings(), officer, client.agreementLife())));
        return ExitCode.OK;
    }
}
