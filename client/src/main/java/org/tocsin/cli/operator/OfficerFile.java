package org.tocsin.cli.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.CommandFault;
import org.tocsin.model.Digest;
import org.tocsin.secret.KeyProtection;
import org.tocsin.secret.SecretPlace;
import org.tocsin.trust.Fingerprint;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/// `officer.toml`: how an officer's commands reach the team's node. Paths in it are relative to the file.
///
/// @param address the operator port, `host:port`
/// @param certificate the officer's certificates (PEM), and `key` its private key (PKCS#8 PEM)
/// @param manifests the team's own manifests, and `fingerprint` that of its first root key: by these the node is known
///
/// @param protection of the key's file
public record OfficerFile(
        Path file,
        String address,
        Path certificate,
        Path key,
        Path manifests,
        Digest fingerprint,
        KeyProtection protection) {
    public static final String NAME = "officer.toml";

    private static final String PASSPHRASE = "passphrase_file";
    private static final Set<String> KEYS =
            Set.of("address", "certificate", "key", "manifests", "fingerprint", PASSPHRASE);

    /// The text of such a file for a node directory as `node init` lays it out.
    public static String text(String address, Digest fingerprint) {
        return text(address, fingerprint, KeyProtection.none());
    }

    /// As above, with a key that is protected so.
    public static String text(String address, Digest fingerprint, KeyProtection protection) {
        return """
                # How officers' commands reach this node: tocsin --node DIR, or TOCSIN_NODE. Paths are relative to this file.

                # The node's operator port.
                address = "%s"

                # The officer's certificate and key.
                certificate = "papers/officer.pem"
                key = "keys/officer.key"

                # The team's own manifests, and the fingerprint of its first root key: by these the node is known.
                manifests = "papers/team.manifests"
                fingerprint = "%s"

                # If the key is encrypted: the file with its passphrase (mode 0600).
                %s
                """.formatted(address, fingerprint.hex(), protection.setting());
    }

    /// @throws CommandFault if there is none in the directory, or it cannot be used
    public static OfficerFile read(Path directory) {
        Path file = directory.resolve(NAME);
        TomlParseResult toml;
        try {
            toml = Toml.parse(file);
        } catch (IOException missing) {
            throw CommandFault.unusable(
                    Files.exists(file) ? "cannot be read" : "no officer.toml here",
                    file.toString(),
                    "name the node's directory: --node DIR or TOCSIN_NODE",
                    missing);
        }
        if (toml.hasErrors()) {
            throw unusable(file, String.valueOf(toml.errors().getFirst().getMessage()));
        }
        Set<String> unknown = new TreeSet<>(toml.keySet());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw unusable(file, "unknown key " + unknown.iterator().next());
        }
        return new OfficerFile(
                file,
                text(toml, file, "address"),
                file.resolveSibling(text(toml, file, "certificate")),
                file.resolveSibling(text(toml, file, "key")),
                file.resolveSibling(text(toml, file, "manifests")),
                Fingerprint.parse(text(toml, file, "fingerprint"))
                        .orElseThrow(() -> unusable(file, "fingerprint is not 64 hex digits")),
                protection(toml, file));
    }

    private static KeyProtection protection(TomlParseResult toml, Path file) {
        if (!toml.contains(PASSPHRASE)) {
            return KeyProtection.none();
        }
        try {
            return KeyProtection.by(SecretPlace.of(
                    text(toml, file, PASSPHRASE),
                    Objects.requireNonNull(file.toAbsolutePath().getParent())));
        } catch (IllegalArgumentException unfit) {
            throw unusable(file, String.valueOf(unfit.getMessage()));
        }
    }

    private static String text(TomlParseResult toml, Path file, String key) {
        @Nullable Object value = toml.get(key);
        if (!(value instanceof String text) || text.isEmpty()) {
            throw unusable(file, key + " is missing, or not a text");
        }
        return text;
    }

    private static CommandFault unusable(Path file, String why) {
        return CommandFault.unusable("cannot be used", file.toString(), why);
    }
}
