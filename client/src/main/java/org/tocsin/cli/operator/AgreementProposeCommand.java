package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin agreement propose FILE`: signs terms and sends them to the partner.
@Command(
        name = "propose",
        aliases = {"counter-propose", "amend"},
        description = {
            "Signs the terms in FILE with your key and sends them to the partner: a new agreement, or the next version of",
            "one (a counter-proposal, an amendment: tocsin agreement draft --of ID). Where more officers must approve, it",
            "waits as a draft: each of them runs tocsin agreement approve DRAFT. Less than was agreed needs no proposal:",
            "tocsin agreement restrict."
        })
final class AgreementProposeCommand extends AgreementStateCommand {
    @Parameters(paramLabel = "FILE", description = "terms, as tocsin agreement draft writes them")
    private Path file = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "also write the agreement file, for a partner that cannot be reached")
    private Optional<Path> out = Optional.empty();

    AgreementProposeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer state(OperatorClient client, AgreementSigning signing) {
        Bytes terms =
                TermsInput.read(surroundings().workingDirectory().resolve(file)).bytes();
        return signing.terms(client.agreementLife().propose(terms), Optional.of(terms), out);
    }
}
