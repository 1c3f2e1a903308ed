package org.tocsin.cli.operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.Console;
import org.tocsin.cli.Table;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.trust.Fingerprint;
import org.tocsin.trust.PinnedTeam;

/// Manifests as rows: one part each, and what changed against the version before.
final class ManifestAnswers {
    private static final int SHORT = 16;

    private ManifestAnswers() {}

    /// Prints a manifest, part by part; `before` is the version that it follows, if it does.
    static void print(Console console, TeamManifest manifest, Optional<TeamManifest> before) {
        Map<String, String> now = parts(manifest);
        Map<String, String> then = before.map(ManifestAnswers::parts).orElse(now);
        try (Table table = console.table("part", "value", "change")) {
            then.forEach((part, value) -> {
                if (!now.containsKey(part)) {
                    table.row(Answer.of().put("part", part).put("value", value).put("change", "gone"));
                }
            });
            now.forEach((part, value) -> table.row(
                    Answer.of().put("part", part).put("value", value).put("change", change(part, value, then))));
        }
    }

    private static String change(String part, String value, Map<String, String> then) {
        String old = then.get(part);
        if (old == null) {
            return "new";
        }
        return old.equals(value) ? "" : "was " + old;
    }

    private static Map<String, String> parts(TeamManifest manifest) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("team", manifest.team().domain());
        parts.put("display name", manifest.displayName());
        parts.put("version", Integer.toString(manifest.version()));
        parts.put("signed at", manifest.signedAt().toString());
        parts.put("root key", Fingerprint.spoken(Fingerprint.of(manifest.root())));
        manifest.nodeAuthorities().forEach(der -> parts.put("node authority " + hash(der), "issues for nodes"));
        manifest.officerAuthorities()
                .forEach(der -> parts.put("officer authority " + hash(der), "issues for officers"));
        manifest.nodes().forEach(node -> {
            parts.put("node " + node.name(), String.join(" ", node.endpoints()));
            node.spkiHashes().forEach(key -> parts.put("key of node " + node.name() + " " + cut(key), key.hex()));
        });
        manifest.ledgerKeys().forEach(period -> parts.put(name(period), span(period)));
        manifest.provisions().revokedKeys().forEach(key -> parts.put("revoked key " + cut(key), key.hex()));
        manifest.provisions().witnesses().forEach(team -> parts.put("witness " + team, "may be shown checkpoints"));
        List<String> sealing = new ArrayList<>();
        manifest.provisions().sealingKeys().forEach(key -> sealing.add(cut(org.tocsin.proof.Sha256.of(key))));
        if (!sealing.isEmpty()) {
            parts.put("sealing keys", String.join(" ", sealing));
        }
        return parts;
    }

    private static String name(KeyPeriod period) {
        return "ledger key of epoch " + period.epoch() + " " + cut(Fingerprint.of(period.key()));
    }

    private static String span(KeyPeriod period) {
        return period.key().suite() + " from size " + period.fromSize()
                + period.closedAt()
                        .map(last -> " to " + last.size() + " " + last.root().hex())
                        .orElse(", open")
                + period.retained()
                        .map(kept ->
                                ", retained " + kept.size() + " " + kept.root().hex())
                        .orElse("");
    }

    private static String hash(org.tocsin.model.Bytes der) {
        return PinnedTeam.keyHash(der).map(ManifestAnswers::cut).orElse("unreadable");
    }

    private static String cut(Digest digest) {
        return digest.hex().substring(0, SHORT);
    }

    /// The chain in a few words.
    static Answer of(PinnedTeam team) {
        return Answer.of()
                .put("team", team.team().domain())
                .put("manifest_version", team.current().version())
                .put("fingerprint", Fingerprint.spoken(team.rootFingerprint()))
                .put(
                        "root_in_force",
                        Fingerprint.spoken(Fingerprint.of(team.current().root())))
                .put(
                        "witnesses",
                        team.current().provisions().witnesses().stream()
                                .map(Team::domain)
                                .toList());
    }
}
