package org.tocsin.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PinnedTeam;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tocsin node manifest FILE`: takes the team's newer manifests. Rule R-MAN-4.
@Command(
        name = "manifest",
        description = {
            "Takes the team's newer manifests, as the machine with the root key signed them. A running node uses them within",
            "seconds, without a restart, and gives them to every partner."
        })
final class NodeManifestCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Parameters(paramLabel = "FILE", description = "all manifests of the team")
    private Path file = Path.of("");

    NodeManifestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        PapersDirectory papers =
                new PapersDirectory(surroundings.workingDirectory().resolve(node.directory()));
        Path read = surroundings.workingDirectory().resolve(file);
        try {
            PinnedTeam before = papers.own();
            switch (ManifestChain.extend(before, PapersDirectory.readManifests(read))) {
                case ManifestVerdict.Refused refused ->
                    throw CommandFault.unusable(
                            "does not go on from the manifests here",
                            read + ", manifest " + refused.place(),
                            refused.reason() + ": " + refused.detail());
                case ManifestVerdict.Verified verified -> {
                    papers.saveManifests(verified.team().signed());
                    surroundings
                            .console()
                            .answer(Answer.of()
                                    .put("team", verified.team().team().domain())
                                    .put(
                                            "manifest_version",
                                            verified.team().current().version())
                                    .put("was", before.current().version()));
                }
            }
            return ExitCode.OK;
        } catch (IOException unusable) {
            throw OfflineLedger.fault(unusable);
        }
    }
}
