package org.tocsin.cli.operator;

import java.nio.file.Path;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin evidence export ID --out FILE`: evidence that anyone can verify offline.
@Command(
        name = "export",
        description = "Writes evidence against a team to a file, for anyone to check with: tocsin evidence verify.")
final class EvidenceExportCommand extends NodeCommand {
    private static final int DIGITS_MIN = 8;

    @Parameters(paramLabel = "ID", description = "the first 8 or more digits of its id, as: tocsin evidence list")
    private String id = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "write to FILE")
    private Path out = Path.of("");

    EvidenceExportCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (id.length() < DIGITS_MIN) {
            throw CommandFault.unusable("not an id", id, "give 8 or more of its digits: tocsin evidence list");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Bytes evidence = client.delivery().evidence(id);
        Path file = Outputs.write(surroundings().workingDirectory().resolve(out), evidence, false);
        console().answer(Answer.of().put("id", id).put("file", file.toString()).put("bytes", evidence.length()));
        return ExitCode.OK;
    }
}
