package org.tocsin.node.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.model.Team;
import org.tocsin.secret.SecretPlace;
import org.tocsin.trust.token.TokenPlace;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;

/// Reads `node.toml`. All problems are reported together, by the path of the key; unknown keys are problems.
public final class ConfigReader {
    private static final Set<String> KEYS = Set.of(
            "team",
            "node",
            "listen.peer",
            "listen.operator",
            "tls.classical",
            "tls.token.library",
            "tls.token.token",
            "tls.token.key",
            "tls.token.pin_file",
            "keys.passphrase_file",
            "ledger.high_water_file",
            "ledger.start",
            "store.sqlite",
            "store.postgres.url",
            "store.postgres.user",
            "store.postgres.password_file",
            "delivery.backoff_min",
            "delivery.backoff_max",
            "delivery.window_frames",
            "delivery.pack",
            "delivery.private_addresses",
            "limits.partner_bytes_per_second",
            "limits.partner_messages_per_second",
            "limits.lane_lag_alarm",
            "limits.lane_lag_alarm_records",
            "relay.hub",
            "agreements.approvals",
            "agreements.general_terms");
    private static final String ALL = "*";
    private static final Pattern NODE_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9.-]+):([0-9]{1,5})");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h)");
    private static final Duration BACKOFF_MAX = Duration.ofMinutes(15);
    private static final int WINDOW_FRAMES_MAX = 256;
    private static final int APPROVALS_MAX = 8;
    /// Far more than one partner sends.
    private static final long PARTNER_BYTES_PER_SECOND = 256L << 20;
    /// The largest message, so that a partner never waits long for one.
    private static final long PARTNER_BYTES_PER_SECOND_MIN = 1L << 20;
    /// Far more than one partner sends.
    private static final long PARTNER_MESSAGES_PER_SECOND = 20_000;

    private static final Duration LANE_LAG_ALARM = Duration.ofMinutes(15);
    private static final long LANE_LAG_ALARM_RECORDS = 100_000;

    private final Path directory;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private TomlParseResult toml = Toml.parse("");

    private ConfigReader(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /// @param directory the node's directory, in which `node.toml` lies
    public static ConfigResult read(Path directory) {
        return new ConfigReader(directory).read();
    }

    private ConfigResult read() {
        Path file = directory.resolve(NodeConfig.FILE);
        try {
            toml = Toml.parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return new ConfigResult.Unusable(List.of(new ConfigProblem(
                    file.toString(),
                    "no configuration can be read here",
                    "run: tocsin node init DIR, or name its directory with --node")));
        }
        toml.errors()
                .forEach(error -> problem(
                        NodeConfig.FILE + " line " + error.position().line(),
                        "is not TOML",
                        String.valueOf(error.getMessage())));
        for (String key : toml.dottedKeySet()) {
            if (!KEYS.contains(key)) {
                problem(key, "is no key of this version", "remove it, or correct its spelling");
            }
        }
        var config = new NodeConfig(
                directory,
                identity(),
                new NodeConfig.Listen(
                        address("listen.peer", "0.0.0.0:7443"), address("listen.operator", "127.0.0.1:7444")),
                new NodeConfig.Tls(
                        choice("tls.classical", "refuse", Set.of("refuse", "allow"))
                                .equals("allow"),
                        token()),
                new NodeConfig.KeySettings(secret("keys.passphrase_file")),
                new NodeConfig.LedgerSettings(path("ledger.high_water_file", "high-water"), startRule()),
                store(),
                delivery(),
                limits(),
                new NodeConfig.RelaySettings(flag("relay.hub", false)),
                agreements());
        return problems.isEmpty() ? new ConfigResult.Read(config) : new ConfigResult.Unusable(problems);
    }

    private NodeConfig.AgreementSettings agreements() {
        long approvals = number("agreements.approvals", NodeConfig.AgreementSettings.APPROVALS);
        if (approvals < 0 || approvals > APPROVALS_MAX) {
            problem("agreements.approvals", "is not between 0 and " + APPROVALS_MAX, "write: approvals = 2");
            return new NodeConfig.AgreementSettings(NodeConfig.AgreementSettings.APPROVALS, Optional.empty());
        }
        Optional<Path> generalTerms = toml.contains("agreements.general_terms")
                ? Optional.of(path("agreements.general_terms", ""))
                : Optional.empty();
        return new NodeConfig.AgreementSettings(Math.toIntExact(approvals), generalTerms);
    }

    private NodeConfig.Identity identity() {
        String team = text("team", "");
        if (!Team.isDomain(team)) {
            problem("team", "is not the team's domain in lower case", "write: team = \"cert-xx.example\"");
        }
        String node = text("node", "");
        if (!NODE_NAME.matcher(node).matches()) {
            problem("node", "is not a node's name (letters, digits, hyphens)", "write: node = \"capital-1\"");
        }
        return new NodeConfig.Identity(team, node);
    }

    private Optional<TokenPlace> token() {
        if (!toml.contains("tls.token")) {
            return Optional.empty();
        }
        for (String key : List.of("library", "token", "key", "pin_file")) {
            if (text("tls.token." + key, "").isEmpty()) {
                problem("tls.token." + key, "is missing", "a key in a token needs library, token, key and pin_file");
            }
        }
        if (toml.contains("tls.token.pin")) {
            problem("tls.token.pin", "is a PIN in a configuration", "write it into a file, and name that in pin_file");
        }
        return secret("tls.token.pin_file")
                .map(pin -> new TokenPlace(
                        path("tls.token.library", ""), text("tls.token.token", ""), text("tls.token.key", ""), pin));
    }

    private Optional<SecretPlace> secret(String key) {
        String text = text(key, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SecretPlace.of(text, directory));
        } catch (IllegalArgumentException unfit) {
            problem(key, String.valueOf(unfit.getMessage()), "write a path, or credential:NAME");
            return Optional.empty();
        }
    }

    private NodeConfig.StartRule startRule() {
        return choice("ledger.start", "partners", Set.of("partners", "alone")).equals("alone")
                ? NodeConfig.StartRule.ALONE
                : NodeConfig.StartRule.PARTNERS;
    }

    private NodeConfig.StoreSettings store() {
        String url = text("store.postgres.url", "");
        if (url.isEmpty()) {
            return new NodeConfig.StoreSettings.Sqlite(path("store.sqlite", "data/tocsin.db"));
        }
        if (toml.contains("store.sqlite")) {
            problem("store", "names two databases", "keep one of store.sqlite and store.postgres");
        }
        if (!url.startsWith("jdbc:postgresql://")) {
            problem(
                    "store.postgres.url",
                    "is not a PostgreSQL address",
                    "write: url = \"jdbc:postgresql://host/database\"");
        }
        if (url.contains("password=")) {
            problem(
                    "store.postgres.url",
                    "holds a password",
                    "put it in a file and name it in store.postgres.password_file");
        }
        Optional<Path> password = toml.contains("store.postgres.password_file")
                ? Optional.of(path("store.postgres.password_file", ""))
                : Optional.empty();
        return new NodeConfig.StoreSettings.Postgres(url, text("store.postgres.user", "tocsin"), password);
    }

    private NodeConfig.DeliverySettings delivery() {
        Duration least = duration("delivery.backoff_min", Duration.ofSeconds(1));
        Duration most = duration("delivery.backoff_max", BACKOFF_MAX);
        if (least.isZero() || least.compareTo(most) > 0 || most.compareTo(BACKOFF_MAX) > 0) {
            problem("delivery.backoff_max", "is out of bounds", "keep 0 < backoff_min <= backoff_max <= 15m");
        }
        long window = number("delivery.window_frames", 32);
        if (window < 1 || window > WINDOW_FRAMES_MAX) {
            problem("delivery.window_frames", "is out of bounds", "write a number from 1 to 256");
        }
        String pack = text("delivery.pack", "never");
        if (!pack.equals("never") && !pack.equals("always")) {
            problem("delivery.pack", "is unknown", "write \"never\" or \"always\"");
        }
        return new NodeConfig.DeliverySettings(least, most, (int) window, pack.equals("always"), privateAddresses());
    }

    private NodeConfig.PrivateAddresses privateAddresses() {
        String key = "delivery.private_addresses";
        Object value = toml.get(key);
        List<Object> names = value instanceof TomlArray array ? array.toList() : List.of();
        boolean isKnown = value == null || value instanceof TomlArray;
        Set<Team> teams = new TreeSet<>();
        for (Object name : names) {
            if (name instanceof String domain && Team.isDomain(domain)) {
                teams.add(new Team(domain));
            } else {
                isKnown &= ALL.equals(name);
            }
        }
        if (!isKnown) {
            problem(key, "is no list of teams", "write: private_addresses = [\"cert-xx.example\"], or [\"*\"] for all");
        }
        return new NodeConfig.PrivateAddresses(names.contains(ALL), teams);
    }

    private NodeConfig.LimitSettings limits() {
        Duration lag = duration("limits.lane_lag_alarm", LANE_LAG_ALARM);
        if (!lag.isPositive()) {
            problem("limits.lane_lag_alarm", "is out of bounds", "write for example \"15m\"");
        }
        return new NodeConfig.LimitSettings(
                rate("limits.partner_bytes_per_second", PARTNER_BYTES_PER_SECOND, PARTNER_BYTES_PER_SECOND_MIN),
                rate("limits.partner_messages_per_second", PARTNER_MESSAGES_PER_SECOND, 1),
                lag,
                rate("limits.lane_lag_alarm_records", LANE_LAG_ALARM_RECORDS, 1));
    }

    private boolean flag(String key, boolean fallback) {
        Object value = toml.get(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        problem(key, "is neither true nor false", "write it without quotes");
        return fallback;
    }

    private long rate(String key, long fallback, long least) {
        long rate = number(key, fallback);
        if (rate < least) {
            problem(key, "is out of bounds", "write " + least + " or more");
        }
        return rate;
    }

    private String text(String key, String fallback) {
        Object value = toml.get(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof String text) {
            return text;
        }
        problem(key, "is not a text", "put it in quotes");
        return fallback;
    }

    private long number(String key, long fallback) {
        Object value = toml.get(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Long number) {
            return number;
        }
        problem(key, "is not a number", "write it without quotes");
        return fallback;
    }

    private String choice(String key, String fallback, Set<String> choices) {
        String value = text(key, fallback);
        if (!choices.contains(value)) {
            problem(
                    key,
                    "is not one of its choices",
                    "write one of: "
                            + String.join(", ", choices.stream().sorted().toList()));
            return fallback;
        }
        return value;
    }

    private Path path(String key, String fallback) {
        return directory.resolve(text(key, fallback)).normalize();
    }

    private Duration duration(String key, Duration fallback) {
        String text = text(key, "");
        if (text.isEmpty()) {
            return fallback;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            problem(key, "is not a duration", "write for example \"500ms\", \"2s\", \"15m\"");
            return fallback;
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private InetSocketAddress address(String key, String fallback) {
        String text = text(key, fallback);
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            problem(key, "is not an address with a port", "write for example \"" + fallback + "\"");
            return InetSocketAddress.createUnresolved("localhost", 1);
        }
        String host = matcher.group(1);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return InetSocketAddress.createUnresolved(bare, Integer.parseInt(matcher.group(2)));
    }

    private void problem(String where, String what, String remedy) {
        problems.add(new ConfigProblem(where, what, remedy));
    }
}
