package org.tocsin.house;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rooms, and what each may use besides itself, `java`, JSpecify and slf4j. Entries without a leading slash are
/// rooms;
/// the others are packages of libraries, with all below them. A room that is not listed may not exist.
final class Rooms {
    static final String GRPC = "/io.grpc";
    static final String NETTY = "/io.netty";
    static final String MESSAGES = "/com.google.protobuf";
    static final String STATUS_DETAILS = "/com.google.rpc";
    static final String EXCHANGE = "/org.tocsin.exchange.v1";
    static final String OPERATOR = "/org.tocsin.operator.v1";
    static final String JSON = "/com.fasterxml.jackson.core";
    static final String BOUNCY_CASTLE = "/org.bouncycastle";
    static final String CACHE = "/com.github.benmanes.caffeine";
    static final String TLS = "/javax.net.ssl";
    static final String CIPHERS = "/javax.crypto";
    static final String ZSTD = "/com.github.luben.zstd";

    private static final String RECURRENCES = "/org.dmfs.rfc5545";
    private static final String TOML = "/org.tomlj";
    private static final String COMMAND_LINE = "/picocli";

    private static final String QR_CODES = "/com.google.zxing";

    static final Map<String, List<String>> ALLOWED = allowed();

    private Rooms() {}

    private static Map<String, List<String>> allowed() {
        Map<String, List<String>> rooms = new LinkedHashMap<>();
        // client
        rooms.put("model", List.of());
        rooms.put("calendar", List.of(RECURRENCES));
        rooms.put("stix", List.of("model", JSON));
        rooms.put("secret", List.of(BOUNCY_CASTLE, CIPHERS));
        rooms.put("proof", List.of("model", "secret", BOUNCY_CASTLE, CACHE, CIPHERS));
        rooms.put("local", List.of("model", "proof"));
        rooms.put("wire", List.of("model", MESSAGES, EXCHANGE, OPERATOR, ZSTD));
        rooms.put("trust.token", List.of("secret", BOUNCY_CASTLE));
        rooms.put(
                "trust",
                List.of(
                        "model",
                        "secret",
                        "proof",
                        "trust.token",
                        "wire",
                        GRPC,
                        NETTY,
                        TLS,
                        BOUNCY_CASTLE,
                        CACHE,
                        "/javax.security"));
        rooms.put(
                "peer",
                List.of(
                        "model",
                        "proof",
                        "trust",
                        "wire",
                        GRPC,
                        NETTY,
                        TLS,
                        MESSAGES,
                        STATUS_DETAILS,
                        EXCHANGE,
                        OPERATOR));
        rooms.put("ceremony", List.of("model", "proof", "trust", QR_CODES));
        rooms.put("witness", List.of("model", "proof", "trust", "wire"));
        rooms.put("cli", List.of("model", COMMAND_LINE, JSON, "/me.tongfei.progressbar"));
        List<String> commands = List.of(
                "model",
                "stix",
                "secret",
                "proof",
                "trust",
                "wire",
                "witness",
                "peer",
                "cli",
                COMMAND_LINE,
                JSON,
                TOML);
        rooms.put("cli.document", commands);
        rooms.put("cli.record", with(commands, "cli.document"));
        rooms.put("cli.insight", List.of("model", "peer", "cli"));
        rooms.put("cli.draft", List.of("model", "calendar", "cli", TOML));
        rooms.put("render", List.of("model", "cli"));
        rooms.put(
                "cli.operator",
                with(commands, "local", "cli.document", "cli.insight", "cli.draft", "render", "ceremony"));
        rooms.put("cli.emergency", with(commands, "cli.operator", "render", "/org.jline"));
        // certs-dev
        rooms.put("certsdev", List.of("model", "proof", "trust", "wire", "cli", COMMAND_LINE, BOUNCY_CASTLE));
        // server
        rooms.put("node.fault", List.of("model"));
        rooms.put("node.audit", List.of("model", "cli", JSON, "node.fault"));
        rooms.put("node.watch", List.of("model", "node.fault", "node.audit", "cli"));
        rooms.put("node.config", List.of("model", "secret", "trust.token", "cli", "node.fault", TOML));
        rooms.put("node.policy", List.of("model"));
        rooms.put("node.duty", List.of("calendar", "node.config", TOML));
        rooms.put(
                "node.channel",
                List.of(
                        "model",
                        "cli",
                        "node.duty",
                        "node.audit",
                        "node.fault",
                        JSON,
                        BOUNCY_CASTLE,
                        CIPHERS,
                        TLS,
                        "/javax.net",
                        "/jakarta.activation",
                        "/jakarta.mail",
                        "/org.eclipse.angus.mail"));
        rooms.put(
                "node.store",
                List.of(
                        "model",
                        "node.fault",
                        "node.config",
                        CIPHERS,
                        "/javax.sql",
                        "/com.zaxxer.hikari",
                        "/org.flywaydb",
                        "/org.jdbi",
                        "/org.postgresql",
                        "/org.sqlite"));
        rooms.put(
                "node.ledger",
                List.of(
                        "model",
                        "proof",
                        "wire",
                        "node.store",
                        "node.fault",
                        "node.audit",
                        "node.watch",
                        CIPHERS,
                        CACHE,
                        ZSTD));
        rooms.put("node.acts", List.of("model", "proof", "local", "node.store", "node.ledger", "node.fault"));
        List<String> ledgerUsers = List.of(
                "model",
                "stix",
                "proof",
                "trust",
                "wire",
                "node.store",
                "node.ledger",
                "node.policy",
                "node.fault",
                "node.audit",
                "node.watch",
                CACHE);
        rooms.put("node.directory", ledgerUsers);
        // Intake and delivery share what was seen of partners, and own records are decided on for lanes as they are
        // stated.
        rooms.put(
                "node.intake",
                with(
                        ledgerUsers,
                        "witness",
                        "node.directory",
                        "node.delivery",
                        "node.emergency",
                        "node.witness",
                        JSON));
        rooms.put("node.delivery", with(ledgerUsers, "node.directory", "peer"));
        rooms.put(
                "node.emergency",
                with(
                        ledgerUsers,
                        "calendar",
                        "render",
                        "node.directory",
                        "node.delivery",
                        "node.duty",
                        "node.channel"));
        rooms.put("node.witness", with(ledgerUsers, "witness", "peer", "node.delivery"));
        rooms.put("node.insight", with(ledgerUsers, "node.directory", "node.delivery", "node.intake"));
        rooms.put(
                "node.edge",
                with(
                        ledgerUsers,
                        "peer",
                        "node.directory",
                        "node.intake",
                        "node.delivery",
                        "node.channel",
                        "node.emergency",
                        "node.insight",
                        "node.witness",
                        "node.acts",
                        "node.checkup",
                        "local",
                        "node.config",
                        "ceremony",
                        GRPC,
                        NETTY,
                        TLS,
                        MESSAGES,
                        STATUS_DETAILS,
                        EXCHANGE,
                        OPERATOR));
        rooms.put("node.checkup", List.of("model", "node.store", "node.ledger", "node.fault"));
        rooms.put("node.cli", everything());
        rooms.put("node", everything());
        // interop-tests
        rooms.put("interop", with(everything(), "certsdev", "node", "node.cli"));
        // Measures bare gRPC beside the node, with the node's own TLS, and plays the node's partners.
        rooms.put(
                "interop.bench",
                with(everything(), "interop", "interop.faults", "certsdev", "node.cli", GRPC, EXCHANGE));
        rooms.put("interop.faults", List.of("model", "proof", "peer", "interop", "interop.history"));
        // The judge shares nothing with the judged.
        rooms.put("interop.history", List.of());
        // Who may speak of teams and statements may speak of what statements of the control lane say.
        rooms.replaceAll((room, uses) -> uses.contains("model")
                ? with(uses, "model.control", "model.agreement", "model.emergency", "model.profile")
                : uses);
        rooms.put("model.control", List.of("model"));
        rooms.put("model.agreement", List.of("model"));
        rooms.put("model.profile", List.of("model"));
        rooms.put("model.emergency", List.of("model", "model.agreement"));
        return rooms;
    }

    /// Where rooms meet. Not even there: gRPC, Netty, generated types, SQL.
    private static List<String> everything() {
        return List.of(
                "model",
                "stix",
                "secret",
                "proof",
                "trust",
                "trust.token",
                "wire",
                "witness",
                "peer",
                "cli",
                "cli.document",
                "cli.draft",
                "cli.record",
                "cli.operator",
                "cli.emergency",
                "render",
                "ceremony",
                "node",
                "node.fault",
                "node.audit",
                "node.watch",
                "node.config",
                "calendar",
                "node.policy",
                "node.duty",
                "node.channel",
                "node.store",
                "node.ledger",
                "node.directory",
                "node.intake",
                "node.delivery",
                "node.emergency",
                "node.insight",
                "node.witness",
                "node.acts",
                "node.checkup",
                "local",
                "node.edge",
                COMMAND_LINE,
                JSON,
                "/ch.qos.logback");
    }

    private static List<String> with(List<String> some, String... more) {
        return java.util.stream.Stream.concat(some.stream(), java.util.Arrays.stream(more))
                .toList();
    }
}
