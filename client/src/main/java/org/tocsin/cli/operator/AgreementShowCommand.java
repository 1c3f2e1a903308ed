package org.tocsin.cli.operator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import org.tocsin.proof.Sha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tocsin agreement show [ID|FILE]`: terms in words. Rule R-AGR-12.
@Command(
        name = "show",
        description = {
            "Shows the terms of an agreement in words, in the languages of its parties: of one that the node holds (ID,",
            "its newest version), or of an agreement file, a terms file or a draft, without asking the node (signatures",
            "are verified when a file is imported or countersigned). Without ID or FILE: all that the node holds."
        })
final class AgreementShowCommand extends NodeCommand {
    @Parameters(
            paramLabel = "ID|FILE",
            arity = "0..1",
            description = "an agreement's id or its first 8 digits or more, or ID:VERSION; or a file")
    private Optional<String> what = Optional.empty();

    @Mixin
    private RenderOptions rendering = new RenderOptions();

    AgreementShowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (what.isEmpty()) {
            return;
        }
        rendering.language();
    }

    @Override
    Optional<ExitCode> here() {
        Optional<Path> file = what.map(text -> surroundings().workingDirectory().resolve(text))
                .filter(Files::isRegularFile);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        TermsInput.Terms terms = TermsInput.read(file.get());
        rendering.show(
                terms.agreement(), terms.hash(), Optional.of(terms.signatures()), Optional.empty(), surroundings());
        return Optional.of(ExitCode.OK);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        if (what.isEmpty()) {
            try (Table table =
                    console().table("partner", "state", "gives", "takes", "version", "from", "until", "title", "id")) {
                client.agreements().forEach(held -> table.row(AgreementAnswers.row(held)));
            }
            return ExitCode.OK;
        }
        Peers.Agreement held = HeldAgreements.version(client, HeldAgreements.Name.of(what.get()));
        SharingAgreement agreement = AgreementAnswers.terms(held.terms(), held.id());
        rendering.show(agreement, Sha256.of(held.terms()), Optional.empty(), Optional.of(held.state()), surroundings());
        return ExitCode.OK;
    }
}
