package org.tocsin.cli.operator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tocsin.cli.CommandFault;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.TeamManifest.NodeEntry;
import org.tocsin.model.TeamManifest.Provisions;
import org.tocsin.model.TreeHead;
import org.tocsin.trust.PinnedTeam;
import picocli.CommandLine.Option;

/// The changes of a manifest that have an option, so that nobody edits hashes by hand: a picocli `@Mixin`.
final class ManifestChanges {
    @Option(names = "--node-authority", paramLabel = "PEM", description = "adds an authority for nodes")
    private List<Path> nodeAuthorities = new ArrayList<>();

    @Option(names = "--officer-authority", paramLabel = "PEM", description = "adds an authority for officers")
    private List<Path> officerAuthorities = new ArrayList<>();

    @Option(names = "--drop-authority", paramLabel = "PEM|HASH", description = "takes an authority out, by its key")
    private List<String> droppedAuthorities = new ArrayList<>();

    @Option(names = "--node-key", paramLabel = "NODE=PEM|HASH", description = "adds a key of a node, or a node")
    private Map<String, String> nodeKeys = new java.util.LinkedHashMap<>();

    @Option(names = "--drop-node-key", paramLabel = "PEM|HASH", description = "takes a node's key out")
    private List<String> droppedNodeKeys = new ArrayList<>();

    @Option(
            names = "--ledger-key",
            paramLabel = "PUB",
            description = "opens a period for the ledger's next key, beside the one in use")
    private Optional<Path> ledgerKey = Optional.empty();

    @Option(
            names = "--close-ledger-key",
            paramLabel = "SIZE:ROOT",
            description = "ends the period of the oldest key that is open, at the last head that counts")
    private Optional<String> closing = Optional.empty();

    @Option(names = "--root", paramLabel = "PUB", description = "hands over to another root key")
    private Optional<Path> root = Optional.empty();

    @Option(
            names = "--revoke",
            paramLabel = "PEM|HASH",
            description =
                    "a key that never counts again: a node's, an officer's or an authority's; it is taken out too")
    private List<String> revoked = new ArrayList<>();

    @Option(names = "--witness", paramLabel = "TEAM", description = "adds a team that witnesses the ledger")
    private List<String> witnesses = new ArrayList<>();

    /// The manifest with all changes that were typed.
    TeamManifest applied(TeamManifest manifest, Path workingDirectory) {
        List<Digest> gone = new ArrayList<>();
        revoked.forEach(typed -> gone.add(ManifestFiles.keyHash(workingDirectory, typed)));
        List<Digest> dropped = new ArrayList<>(gone);
        droppedNodeKeys.forEach(typed -> dropped.add(
                named(typed, workingDirectory, manifest.nodes().stream().flatMap(node -> node.spkiHashes().stream()))));
        List<Digest> droppedIssuers = new ArrayList<>(gone);
        droppedAuthorities.forEach(typed -> droppedIssuers.add(named(
                typed,
                workingDirectory,
                Stream.concat(manifest.nodeAuthorities().stream(), manifest.officerAuthorities().stream())
                        .flatMap(authority -> PinnedTeam.keyHash(authority).stream()))));
        SuiteKey rootKey = root.map(workingDirectory::resolve)
                .map(ManifestFiles::publicKey)
                .orElse(manifest.root());
        return new TeamManifest(
                manifest.team(),
                manifest.displayName(),
                manifest.version(),
                manifest.previous(),
                rootKey,
                authorities(manifest.nodeAuthorities(), nodeAuthorities, droppedIssuers, workingDirectory),
                authorities(manifest.officerAuthorities(), officerAuthorities, droppedIssuers, workingDirectory),
                nodes(manifest.nodes(), dropped, workingDirectory),
                periods(manifest.ledgerKeys(), workingDirectory),
                manifest.signedAt(),
                provisions(manifest.provisions(), gone));
    }

    /// A key that is to be taken out, which must be there.
    private static Digest named(String typed, Path directory, Stream<Digest> there) {
        Digest key = ManifestFiles.keyHash(directory, typed);
        List<Digest> known = there.toList();
        if (!known.contains(key)) {
            throw CommandFault.unusable(
                    "not in the manifest",
                    typed,
                    "it names "
                            + String.join(", ", known.stream().map(Digest::hex).toList()));
        }
        return key;
    }

    private static List<Bytes> authorities(List<Bytes> before, List<Path> added, List<Digest> dropped, Path directory) {
        List<Bytes> after = new ArrayList<>();
        for (Bytes authority : before) {
            if (PinnedTeam.keyHash(authority).filter(dropped::contains).isEmpty()) {
                after.add(authority);
            }
        }
        added.forEach(file -> after.add(ManifestFiles.certificate(directory.resolve(file))));
        return after;
    }

    private List<NodeEntry> nodes(List<NodeEntry> before, List<Digest> dropped, Path directory) {
        List<NodeEntry> after = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (NodeEntry node : before) {
            known.add(node.name());
            List<Digest> keys = new ArrayList<>(node.spkiHashes());
            keys.removeAll(dropped);
            String added = nodeKeys.get(node.name());
            if (added != null) {
                keys.add(ManifestFiles.keyHash(directory, added));
            }
            // A node without a key that counts is none.
            if (!keys.isEmpty()) {
                after.add(new NodeEntry(node.name(), keys, node.endpoints()));
            }
        }
        nodeKeys.forEach((name, key) -> {
            if (!known.contains(name)) {
                after.add(new NodeEntry(name, List.of(ManifestFiles.keyHash(directory, key)), List.of()));
            }
        });
        return after;
    }

    private List<KeyPeriod> periods(List<KeyPeriod> before, Path directory) {
        List<KeyPeriod> after = new ArrayList<>(before);
        closing.map(ManifestChanges::head).ifPresent(head -> {
            for (int i = 0; i < after.size(); i++) {
                if (after.get(i).closedAt().isEmpty()) {
                    after.set(i, after.get(i).closed(head, Optional.empty()));
                    return;
                }
            }
        });
        ledgerKey.map(directory::resolve).map(ManifestFiles::publicKey).ifPresent(key -> {
            int epoch = after.isEmpty() ? 1 : after.getLast().epoch();
            long from = after.isEmpty() ? 0 : after.getLast().fromSize();
            after.add(new KeyPeriod(epoch, key, from, Optional.empty()));
        });
        return after;
    }

    private static TreeHead head(String typed) {
        if (!typed.matches("[0-9]{1,18}:[0-9a-f]{64}")) {
            throw CommandFault.unusable(
                    "not SIZE:ROOT", "--close-ledger-key " + typed, "as node status shows it: 1200:5f3a…");
        }
        String[] parts = typed.split(":", -1);
        return new TreeHead(Long.parseLong(parts[0]), Digest.ofHex(parts[1]));
    }

    private Provisions provisions(Provisions before, List<Digest> gone) {
        List<Digest> revokedKeys = new ArrayList<>(before.revokedKeys());
        gone.stream().filter(key -> !revokedKeys.contains(key)).forEach(revokedKeys::add);
        List<Team> witnessing = new ArrayList<>(before.witnesses());
        for (String witness : witnesses) {
            if (!Team.isDomain(witness)) {
                throw CommandFault.unusable("not a team", "--witness " + witness, "its domain in lower case");
            }
            witnessing.add(new Team(witness));
        }
        return new Provisions(before.sealingKeys(), revokedKeys, witnessing);
    }
}
