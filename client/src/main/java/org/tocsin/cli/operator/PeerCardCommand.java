package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.ceremony.FingerprintWords;
import org.tocsin.ceremony.QrCode;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.TeamManifest;
import org.tocsin.peer.OperatorClient;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.ManifestCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin peer card`: our team's card, as a file for another team, and what is read to it on the telephone. Rules
/// R-PEER-1 and R-PEER-2.
@Command(
        name = "card",
        description = {
            "Shows our team's card: the fingerprint of its root key as words and as groups of digits, to be read aloud on",
            "the telephone, and as a QR code. --out writes the card itself, for another team: manifests and profile."
        })
final class PeerCardCommand extends NodeCommand {
    @Option(names = "--out", paramLabel = "FILE", description = "writes the card, a new file")
    private @Nullable Path out;

    @Option(
            names = "--inverse",
            description = "the QR code for a terminal of dark letters on light, where colour is not to be had")
    private boolean inverse;

    PeerCardCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode ask(OperatorClient client) {
        PinnedTeam own = OfficerLine.own(
                OfficerFile.read(surroundings().workingDirectory().resolve(node().directory())));
        Bytes profile = HeldProfiles.find(client, Optional.empty()).document();
        Digest fingerprint = own.rootFingerprint();
        QrCode code = QrCode.of(own.team(), fingerprint, endpoint(own));
        console().drawing(code.lines(console().isColoured() || inverse));
        console().say("The code holds: " + code.text());
        console().say("");
        Answer answer = Answer.of()
                .put("team", own.team().domain())
                .put("display_name", own.current().displayName())
                .put("manifest_version", own.current().version())
                .put("profile", !profile.isEmpty())
                .put("fingerprint", console().isJson() ? fingerprint.hex() : Fingerprint.spoken(fingerprint))
                .put("words", words(FingerprintWords.of(fingerprint)));
        if (console().isJson()) {
            answer.put("code", code.text());
        }
        if (out != null) {
            Path file = surroundings().workingDirectory().resolve(out);
            Outputs.write(file, ManifestCodec.encode(new ManifestCodec.Card(own.signed(), profile)), false);
            answer.put("file", out.toString());
        }
        console().answer(answer);
        return ExitCode.OK;
    }

    private static Optional<String> endpoint(PinnedTeam own) {
        return own.current().nodes().stream()
                .map(TeamManifest.NodeEntry::endpoints)
                .flatMap(List::stream)
                .findFirst();
    }

    private static String words(List<String> words) {
        return String.join(" ", words);
    }
}
