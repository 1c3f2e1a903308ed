package org.tocsin.cli.operator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin ledger prove RECORD > FILE`: evidence that anyone can verify offline.
@Command(
        name = "prove",
        description = {
            "Writes a proof file: that the author stated this record, for anyone to check with: tocsin proof verify.",
            "It holds the statement alone; --with-content discloses the content too."
        })
final class ProveCommand extends NodeCommand {
    @Parameters(paramLabel = "RECORD", description = "TEAM/EPOCH/HEX, or the first 8 or more digits of HEX")
    private String record = "";

    @Option(names = "--record-version", paramLabel = "N", description = "a version of the record (default: the newest)")
    private int version;

    @Option(names = "--with-content", description = "disclose the record's content in the proof")
    private boolean withContent;

    @Option(names = "--out", paramLabel = "FILE", description = "write to FILE instead of standard output")
    private @Nullable Path out;

    ProveCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        if (out == null && console().isTerminal()) {
            throw CommandFault.unusable("a proof is not text", "standard output", "redirect it, or name --out FILE");
        }
        if (version < 0) {
            throw CommandFault.unusable("not a version", String.valueOf(version), "versions count from 1");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Bytes proof = client.prove(record, version, withContent);
        if (out != null) {
            Path file = Outputs.write(surroundings().workingDirectory().resolve(out), proof, false);
            console()
                    .answer(Answer.of()
                            .put("record", record)
                            .put("file", file.toString())
                            .put("bytes", proof.length()));
            return ExitCode.OK;
        }
        try (OutputStream content = console().content()) {
            content.write(proof.array());
        } catch (IOException failed) {
            throw CommandFault.unusable("cannot be written", "standard output", "check where it goes", failed);
        }
        return ExitCode.OK;
    }
}
