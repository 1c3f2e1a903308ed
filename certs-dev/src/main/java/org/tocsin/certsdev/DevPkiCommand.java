package org.tocsin.certsdev;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.model.Suite;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.TeamPapers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin dev-pki DIR`: writes the papers of three fictional teams.
@Command(
        name = "dev-pki",
        description = {
            "Makes keys and papers of three fictional CERTs, for development and tests.",
            "Never use them for anything real: whoever can read DIR holds every key."
        })
final class DevPkiCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "DIR", description = "where to write; a directory for each team is made there")
    private Path directory = Path.of(".");

    @Option(
            names = "--suite",
            paramLabel = "SUITE",
            defaultValue = "ED25519_ML_DSA_65",
            description =
                    "signature suite of root and ledger keys: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Suite suite = Suite.ED25519_ML_DSA_65;

    DevPkiCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Path target = surroundings.workingDirectory().resolve(directory);
        DevFederation federation = DevFederation.make(
                suite, surroundings.random(), surroundings.clock().instant());
        try {
            federation.save(target);
        } catch (FileAlreadyExistsException e) {
            throw CommandFault.unusable(
                    "there are keys already",
                    String.valueOf(e.getFile()),
                    "choose another directory, or remove it first");
        } catch (IOException e) {
            throw CommandFault.unusable(
                    "cannot write the papers", target.toString(), "check the directory and its permissions", e);
        }
        try (Table table = surroundings.console().table("team", "directory", "fingerprint")) {
            for (TeamPapers member : federation.members()) {
                table.row(Answer.of()
                        .put("team", member.team().domain())
                        .put("directory", target.resolve(member.team().domain()).toString())
                        .put("fingerprint", Fingerprint.spoken(member.rootFingerprint())));
            }
        }
        return ExitCode.OK;
    }
}
