package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Digest;
import org.tocsin.model.TeamManifest;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Peers;
import org.tocsin.trust.Fingerprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin peer add MANIFEST`: pins a team, by the fingerprint that two people read to each other.
@Command(
        name = "add",
        description = {
            "Pins a team by its manifest file (its papers/team.manifests).",
            "Let the team's liaison officer read the fingerprint of its root key to you, and give what you heard:",
            "without --fingerprint the file's own is shown, to be compared, and nothing is pinned."
        })
final class PeerAddCommand extends NodeCommand {
    @Parameters(paramLabel = "MANIFEST", description = "the team's manifest file")
    private Path file = Path.of("");

    @Option(names = "--fingerprint", paramLabel = "HEX", description = "of the team's root key, as compared")
    private Optional<String> fingerprint = Optional.empty();

    private List<TeamManifest.Signed> manifests = List.of();
    private Digest compared = Digest.ZERO;

    PeerAddCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        Path path = surroundings().workingDirectory().resolve(file);
        manifests = Inputs.manifests(path);
        TeamManifest first = Inputs.first(path, manifests);
        String claimed = Fingerprint.spoken(Fingerprint.of(first.root()));
        String heard = fingerprint.orElseThrow(() -> CommandFault.unusable(
                "not yet pinned",
                first.team() + " with root key " + claimed,
                "compare it with the team by telephone, then add --fingerprint"));
        compared = Fingerprint.parse(heard)
                .orElseThrow(() -> CommandFault.unusable("not a fingerprint", heard, "64 hex digits, in any grouping"));
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Peers.Pinned pinned = client.addPeer(manifests, compared);
        console()
                .answer(Answer.of()
                        .put("team", pinned.team().domain())
                        .put("manifest_version", pinned.manifestVersion())
                        .put("fingerprint", compared));
        return ExitCode.OK;
    }
}
