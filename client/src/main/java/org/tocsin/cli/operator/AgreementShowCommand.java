package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin agreement show [FILE]`: the agreements that the node holds, or the terms in a file.
@Command(
        name = "show",
        description = {
            "Shows the agreements that the node holds, with their state; or the terms in FILE, without asking the node",
            "(its signatures are verified when it is imported or countersigned)."
        })
final class AgreementShowCommand extends NodeCommand {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "an agreement file")
    private @Nullable Path file;

    AgreementShowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Optional<ExitCode> here() {
        if (file == null) {
            return Optional.empty();
        }
        Path path = surroundings().workingDirectory().resolve(file);
        console().answer(AgreementAnswers.signed(Inputs.agreement(path), file));
        return Optional.of(ExitCode.OK);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        try (Table table =
                console().table("partner", "state", "gives", "takes", "version", "from", "until", "title", "id")) {
            client.agreements().forEach(held -> table.row(AgreementAnswers.row(held)));
        }
        return ExitCode.OK;
    }
}
