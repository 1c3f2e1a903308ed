package org.tocsin.cli.draft;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;

/// Writes a manifest as a draft to edit: every part, and what it means. [ManifestReader] reads it again.
public final class ManifestWriter {
    private static final int PEM_LINE = 64;

    private ManifestWriter() {}

    public static String text(TeamManifest manifest) {
        StringBuilder text = new StringBuilder("""
                # A team's manifest, to be signed by its root key: tocsin team manifest sign. Everything that others believe of the team stands here.
                # Edit what is to change, and leave the rest as it is. Unknown keys are errors.

                # The team's domain.
                team = "%s"
                # What people call it.
                display_name = "%s"
                # One more than the version before, and the hash of that one; both are made by `edit`.
                version = %d
                previous = "%s"

                # Keys that never count again, whatever certificate they have: SHA-256 of their SubjectPublicKeyInfo (`edit --revoke CERTIFICATE`).
                # A key that was revoked stays in this list.
                revoked_keys = %s
                # Teams that witness this ledger: partners may show them the checkpoints that they have seen.
                witnesses = %s
                # Public keys that others seal to, in base64; the one to use first comes first.
                sealing_keys = %s

                # Certificates that issue the certificates of this team's nodes, and of its officers. Two while one is replaced.
                node_authorities = [%s]
                officer_authorities = [%s]

                # The root key. With another one here, the present root signs this version, and the new one every later version.
                [root]
                %s
                """.formatted(
                        manifest.team(),
                        escaped(manifest.displayName()),
                        manifest.version(),
                        manifest.previous().map(Digest::hex).orElse(""),
                        list(manifest.provisions().revokedKeys().stream()
                                .map(Digest::hex)
                                .toList()),
                        list(manifest.provisions().witnesses().stream()
                                .map(Team::domain)
                                .toList()),
                        list(manifest.provisions().sealingKeys().stream()
                                .map(ManifestWriter::base64)
                                .toList()),
                        certificates(manifest.nodeAuthorities()),
                        certificates(manifest.officerAuthorities()),
                        key(manifest.root())));
        text.append("\n# The nodes. `keys` are hashes of their certificates' keys: two while one is replaced.\n");
        manifest.nodes().forEach(node -> text.append(node(node)));
        text.append("""

                # The keys that sign the ledger, ascending. The one in use has no end; with two open, the later one is used. An end is the last size
                # that the key signed, and the root at that size; it is never taken back. `retained_size` and `retained_root` stand there when
                # `tocsin ledger reopen` found that the ledger had lost what lies below the end.
                """);
        manifest.ledgerKeys().forEach(period -> text.append(period(period)));
        return text.toString();
    }

    private static String node(TeamManifest.NodeEntry node) {
        return """

                [[node]]
                name = "%s"
                keys = %s
                endpoints = %s
                """.formatted(
                        escaped(node.name()),
                        list(node.spkiHashes().stream().map(Digest::hex).toList()),
                        list(node.endpoints()));
    }

    private static String period(TeamManifest.KeyPeriod period) {
        return """

                [[ledger_key]]
                epoch = %d
                from_size = %d
                %s
                """.formatted(period.epoch(), period.fromSize(), key(period.key()))
                + head("to", period.closedAt())
                + head("retained", period.retained());
    }

    private static String head(String name, Optional<TreeHead> head) {
        return head.map(at -> name + "_size = " + at.size() + "\n" + name + "_root = \""
                        + at.root().hex() + "\"\n")
                .orElse("");
    }

    private static String key(SuiteKey key) {
        return "suite = \"" + key.suite() + "\"\nkey = \"" + base64(key.key()) + "\"";
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static String certificates(List<Bytes> certificates) {
        return certificates.isEmpty()
                ? ""
                : certificates.stream()
                        .map(der -> "\n\"\"\"\n" + pem(der) + "\"\"\"")
                        .collect(Collectors.joining(",", "", "\n"));
    }

    private static String pem(Bytes der) {
        String text = base64(der);
        StringBuilder pem = new StringBuilder(ManifestReader.PEM_BEGIN + "\n");
        for (int at = 0; at < text.length(); at += PEM_LINE) {
            pem.append(text, at, Math.min(at + PEM_LINE, text.length())).append('\n');
        }
        return pem.append(ManifestReader.PEM_END + "\n").toString();
    }

    private static String list(List<String> words) {
        return words.stream().map(word -> "\"" + escaped(word) + "\"").collect(Collectors.joining(", ", "[", "]"));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\x00-\\x1f\\x7f]", " ");
    }
}
