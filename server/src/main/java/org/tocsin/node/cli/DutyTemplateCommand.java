package org.tocsin.node.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.node.duty.DutyTemplate;
import org.tocsin.trust.PapersDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tocsin duty template`: a `duty.toml` to begin with.
@Command(
        name = "template",
        description = {
            "Prints a duty.toml to begin with: the officer of this directory, always on call; every key explained.",
            "node init writes the same: tocsin duty template --node DIR > DIR/duty.toml brings it back."
        })
final class DutyTemplateCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    DutyTemplateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        String officer;
        try {
            officer = NodeSetup.pseudonym(
                    new PapersDirectory(surroundings.workingDirectory().resolve(node.directory())).officer());
        } catch (IOException noPapers) {
            officer = "7f3a";
        }
        try (OutputStream out = surroundings.console().content()) {
            out.write(DutyTemplate.of(officer).getBytes(StandardCharsets.UTF_8));
        } catch (IOException unwritable) {
            throw CommandFault.unusable("cannot be written", "standard output", "check the disk, and who reads it");
        }
        return ExitCode.OK;
    }
}
