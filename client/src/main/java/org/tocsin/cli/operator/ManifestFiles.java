package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.draft.ManifestReader;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.TeamManifest;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PinnedTeam;

/// The files that commands about manifests read: chains, certificates, public keys.
final class ManifestFiles {
    private static final int FILE_BYTES_MAX = 64 * 1024;

    private ManifestFiles() {}

    /// A team's manifests, which must follow from their own first root: whose that is, nobody says here.
    static PinnedTeam chain(Path file) {
        List<TeamManifest.Signed> manifests = Inputs.manifests(file);
        TeamManifest first = Inputs.first(file, manifests);
        return switch (ManifestChain.verify(Fingerprint.of(first.root()), manifests)) {
            case ManifestVerdict.Verified verified -> verified.team();
            case ManifestVerdict.Refused refused -> throw refused(file, refused);
        };
    }

    static CommandFault refused(Path file, ManifestVerdict.Refused refused) {
        return CommandFault.unusable(
                "does not hold", file + ", manifest " + refused.place(), refused.reason() + ": " + refused.detail());
    }

    static Path ofNode(Path directory) {
        return new PapersDirectory(directory).manifestsFile();
    }

    /// Where a signed chain is written: a node's own manifests are in force as they stand, and not written to.
    static Path signedBeside(Path manifests) {
        Path directory = manifests.toAbsolutePath().normalize().getParent();
        boolean isNodes = directory != null
                && directory.getParent() != null
                && ofNode(directory.getParent())
                        .equals(manifests.toAbsolutePath().normalize())
                && Files.exists(directory.resolveSibling("node.toml"));
        return isNodes ? manifests.resolveSibling(manifests.getFileName() + ".signed") : manifests;
    }

    static String text(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw CommandFault.unusable("too large", file.toString(), "at most " + FILE_BYTES_MAX + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw CommandFault.unusable("cannot be read", file.toString(), "check the file and its rights", unreadable);
        }
    }

    static Bytes certificate(Path file) {
        return ManifestReader.certificate(text(file))
                .orElseThrow(() -> CommandFault.unusable(
                        "not one certificate in PEM", file.toString(), "name a .pem file with one certificate"));
    }

    /// A key's hash as typed: 64 hex digits, or a file with its certificate.
    static Digest keyHash(Path workingDirectory, String typed) {
        if (typed.matches("[0-9a-f]{64}")) {
            return Digest.ofHex(typed);
        }
        Path file = workingDirectory.resolve(typed);
        Bytes certificate = certificate(file);
        return PinnedTeam.keyHash(certificate)
                .orElseThrow(() -> CommandFault.unusable(
                        "not a certificate", file.toString(), "name a .pem file, or the 64 hex digits of a key"));
    }

    /// A public key: its suite and its bytes in base64.
    static SuiteKey publicKey(Path file) {
        String[] words = text(file).strip().split("\\s+", -1);
        Optional<Suite> suite = Arrays.stream(Suite.values())
                .filter(known -> words.length == 2 && known.name().equals(words[0]))
                .findFirst();
        try {
            return new SuiteKey(
                    suite.orElseThrow(() -> new IllegalArgumentException("no suite")),
                    Bytes.wrap(Base64.getDecoder().decode(words[1])));
        } catch (IllegalArgumentException no) {
            throw CommandFault.unusable(
                    "not a public key", file.toString(), "name the .pub file that tocsin wrote beside the key", no);
        }
    }

    static Bytes publicText(SuiteKey key) {
        return Bytes.ofUtf8(
                key.suite() + " " + Base64.getEncoder().encodeToString(key.key().array()) + "\n");
    }
}
