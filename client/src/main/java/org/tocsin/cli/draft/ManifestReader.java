package org.tocsin.cli.draft;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.TeamManifest.NodeEntry;
import org.tocsin.model.TeamManifest.Provisions;
import org.tocsin.model.TreeHead;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/// Reads a manifest's draft strictly: every part must be there, and nothing else. Whether it goes on from the version
/// before is for the signing to say. Rule R-MAN-1.
public final class ManifestReader {
    /// Longer than the longest draft.
    public static final int FILE_BYTES_MAX = 1024 * 1024;

    static final String PEM_BEGIN = "-----BEGIN CERTIFICATE-----";
    static final String PEM_END = "-----END CERTIFICATE-----";
    private static final int AUTHORITIES_MAX = 8;
    private static final int NODES_MAX = 16;
    private static final int NODE_KEYS_MAX = 4;
    private static final int ENDPOINTS_MAX = 8;
    private static final int PERIODS_MAX = 64;
    private static final int REVOKED_MAX = 256;
    private static final int WITNESSES_MAX = 16;
    private static final int SEALING_KEYS_MAX = 4;
    private static final int NAME_BYTES_MAX = 200;
    private static final int KEY_BYTES_MAX = 8 * 1024;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ENDPOINT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9.-]+):[1-9][0-9]{0,4}");
    private static final String HASH_WANTED = "64 hex digits in lower case";

    private final List<DraftReading.Problem> problems = new ArrayList<>();
    private final Instant now;

    private ManifestReader(Instant now) {
        this.now = now;
    }

    /// @param now when it is to be signed
    public static ManifestReading read(String text, Instant now) {
        return new ManifestReader(now).reading(text);
    }

    private ManifestReading reading(String text) {
        TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            return new ManifestReading.Refused(toml.errors().stream()
                    .map(error ->
                            new DraftReading.Problem(error.position().line(), "", "is not TOML: " + error.getMessage()))
                    .toList());
        }
        DraftTable top = new DraftTable("", 1, toml, problems);
        Optional<TeamManifest> manifest = manifest(top);
        if (manifest.isEmpty() || !problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(DraftReading.Problem::line));
            return new ManifestReading.Refused(problems);
        }
        return new ManifestReading.Read(manifest.get());
    }

    private Optional<TeamManifest> manifest(DraftTable top) {
        Team team = top.text(
                "team",
                NAME_BYTES_MAX,
                new Team("nobody.invalid"),
                "a team's domain in lower case",
                text -> Team.isDomain(text) ? Optional.of(new Team(text)) : Optional.empty());
        String displayName = top.text("display_name", NAME_BYTES_MAX);
        int version = top.number("version", 1, Integer.MAX_VALUE);
        Optional<Digest> previous = top.textOr("", "previous", NAME_BYTES_MAX, HASH_WANTED, ManifestReader::hash);
        Provisions provisions = provisions(top);
        List<Bytes> nodeAuthorities = certificates(top, "node_authorities");
        List<Bytes> officerAuthorities = certificates(top, "officer_authorities");
        if (nodeAuthorities.isEmpty()) {
            top.problem("node_authorities", "names none: paste a certificate (PEM) between three quotes");
        }
        DraftTable rootTable = top.table("root");
        Optional<SuiteKey> root = key(rootTable);
        rootTable.end("is no part of a key");
        List<NodeEntry> nodes = new ArrayList<>();
        for (DraftTable table : top.tables("node", NODES_MAX)) {
            nodes.add(node(table));
            table.end("is no part of a node");
        }
        List<KeyPeriod> periods = new ArrayList<>();
        for (DraftTable table : top.tables("ledger_key", PERIODS_MAX)) {
            period(table).ifPresent(periods::add);
            table.end("is no part of a ledger key");
        }
        if (nodes.isEmpty()) {
            top.problem("node", "names none: write [[node]] with name, keys and endpoints");
        }
        if (periods.isEmpty()) {
            top.problem("ledger_key", "names none: write [[ledger_key]] with epoch, from_size, suite and key");
        }
        top.end("is no part of a manifest");
        if (!problems.isEmpty() || root.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TeamManifest(
                    team,
                    displayName,
                    version,
                    previous,
                    root.get(),
                    nodeAuthorities,
                    officerAuthorities,
                    nodes,
                    periods,
                    now,
                    provisions));
        } catch (IllegalArgumentException nonsense) {
            top.problem("version", String.valueOf(nonsense.getMessage()));
            return Optional.empty();
        }
    }

    private static Provisions provisions(DraftTable top) {
        return new Provisions(
                top
                        .words(
                                "sealing_keys",
                                SEALING_KEYS_MAX,
                                "base 64",
                                word -> bytes(word).isPresent())
                        .stream()
                        .map(word -> bytes(word).orElseThrow())
                        .toList(),
                hashes(top, "revoked_keys", REVOKED_MAX),
                top.words("witnesses", WITNESSES_MAX, "a team's domain in lower case", Team::isDomain).stream()
                        .map(Team::new)
                        .toList());
    }

    private NodeEntry node(DraftTable table) {
        return new NodeEntry(
                table.text("name", NAME_BYTES_MAX),
                hashes(table, "keys", NODE_KEYS_MAX),
                table.words(
                        "endpoints",
                        ENDPOINTS_MAX,
                        "host:port",
                        word -> ENDPOINT.matcher(word).matches()));
    }

    private Optional<KeyPeriod> period(DraftTable table) {
        int epoch = table.number("epoch", 1, Integer.MAX_VALUE);
        long fromSize = table.size("from_size");
        Optional<SuiteKey> key = key(table);
        Optional<TreeHead> closedAt = head(table, "to");
        Optional<TreeHead> retained = head(table, "retained");
        try {
            return key.map(found -> new KeyPeriod(epoch, found, fromSize, closedAt, retained));
        } catch (IllegalArgumentException nonsense) {
            table.problem("retained_size", String.valueOf(nonsense.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<TreeHead> head(DraftTable table, String name) {
        if (!table.has(name + "_size") && !table.has(name + "_root")) {
            return Optional.empty();
        }
        long size = table.size(name + "_size");
        Digest root = table.text(name + "_root", NAME_BYTES_MAX, Digest.ZERO, HASH_WANTED, ManifestReader::hash);
        return Optional.of(new TreeHead(size, root));
    }

    private Optional<SuiteKey> key(DraftTable table) {
        Optional<Suite> suite = table.textOr(
                "",
                "suite",
                NAME_BYTES_MAX,
                "ED25519 or ED25519_ML_DSA_65",
                text -> Arrays.stream(Suite.values())
                        .filter(known -> known.name().equals(text))
                        .findFirst());
        Optional<Bytes> bytes = table.textOr("", "key", KEY_BYTES_MAX, "base 64", ManifestReader::bytes);
        if (suite.isEmpty() || bytes.isEmpty()) {
            if (problems.isEmpty()) {
                table.problem("key", "is empty");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(new SuiteKey(suite.get(), bytes.get()));
        } catch (IllegalArgumentException nonsense) {
            table.problem("key", String.valueOf(nonsense.getMessage()));
            return Optional.empty();
        }
    }

    private static List<Bytes> certificates(DraftTable table, String key) {
        return table
                .words(
                        key,
                        AUTHORITIES_MAX,
                        "a certificate in PEM",
                        word -> certificate(word).isPresent())
                .stream()
                .map(word -> certificate(word).orElseThrow())
                .toList();
    }

    /// A certificate's bytes, from PEM.
    public static Optional<Bytes> certificate(String pem) {
        String text = pem.strip();
        return text.startsWith(PEM_BEGIN)
                        && text.endsWith(PEM_END)
                        && text.length() > PEM_BEGIN.length() + PEM_END.length()
                ? bytes(text.substring(PEM_BEGIN.length(), text.length() - PEM_END.length())
                        .replaceAll("\\s", ""))
                : Optional.empty();
    }

    private static List<Digest> hashes(DraftTable table, String key, int most) {
        return table.words(key, most, HASH_WANTED, word -> HASH.matcher(word).matches()).stream()
                .map(Digest::ofHex)
                .toList();
    }

    private static Optional<Digest> hash(String text) {
        return HASH.matcher(text).matches() ? Optional.of(Digest.ofHex(text)) : Optional.empty();
    }

    private static Optional<Bytes> bytes(String base64) {
        try {
            return base64.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Bytes.wrap(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException no) {
            return Optional.empty();
        }
    }
}
