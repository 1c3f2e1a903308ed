package org.tocsin.cli.operator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.Surroundings;
import org.tocsin.peer.AgreementLine;
import org.tocsin.peer.OperatorClient;
import org.tocsin.wire.AgreementCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin agreement countersign ID|FILE`: signs what the partner signed.
@Command(
        name = "countersign",
        description = {
            "Signs what the partner proposed last, or the terms of an agreement file that it signed; read them first:",
            "tocsin agreement show. When both have signed, they are in force between their dates, here at once and at the",
            "partner as soon as it has this signature."
        })
final class AgreementCountersignCommand extends AgreementStateCommand {
    @Parameters(paramLabel = "ID|FILE", description = "the agreement's id, or 8 and more digits of it; or a file")
    private String which = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "also write the agreement file, for a partner that cannot be reached")
    private Optional<Path> out = Optional.empty();

    AgreementCountersignCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer state(OperatorClient client, AgreementSigning signing) {
        Path file = surroundings().workingDirectory().resolve(which);
        if (Files.exists(file)) {
            AgreementCodec.Signed signed = Inputs.agreement(file);
            return signing.terms(client.agreementLife().countersign(signed), Optional.of(signed.terms()), out);
        }
        String id = HeldAgreements.versions(client, which).getFirst().id();
        AgreementLine.Draft draft = client.agreementLife().countersign(id);
        return signing.terms(draft, Optional.empty(), out);
    }
}
