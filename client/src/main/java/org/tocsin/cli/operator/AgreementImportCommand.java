package org.tocsin.cli.operator;

import java.nio.file.Path;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.OperatorClient;
import org.tocsin.wire.AgreementCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin agreement import FILE`: takes in an agreement that both parties signed.
@Command(
        name = "import",
        description = "Takes in an agreement file that both parties signed; the node verifies both signatures.")
final class AgreementImportCommand extends NodeCommand {
    @Parameters(paramLabel = "FILE", description = "the agreement file that the partner countersigned")
    private Path file = Path.of("");

    AgreementImportCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        AgreementCodec.Signed signed =
                Inputs.agreement(surroundings().workingDirectory().resolve(file));
        console().answer(AgreementAnswers.of(client.importAgreement(signed)));
        return ExitCode.OK;
    }
}
