package org.tocsin.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An officer's telephone, as far as a node can tell: an HTTP server that takes Standard Webhooks, checks each
/// signature
/// against the secret that both hold, and rings. It outlives the nodes that call it.
final class WebhookBell implements AutoCloseable {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final Pattern TYPE = Pattern.compile("\"type\":\"org\\.tocsin\\.duty\\.([a-z-]+)\\.v1\"");
    private static final Pattern SUBJECT = Pattern.compile("\"subject\":\"([0-9a-f]{64})\"");

    private final HttpServer server;
    private final List<Ring> rings = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final Map<String, String> bodies = new ConcurrentHashMap<>();

    /// What came: the attempt's id, what kind of notice it is, and what it is about.
    record Ring(String attempt, String type, Optional<String> emergency, Instant at, String body) {}

    WebhookBell() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String attempt = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id"));
            String seconds = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-timestamp"));
            String signature = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-signature"));
            if (!MessageDigest.isEqual(
                    signature.getBytes(StandardCharsets.UTF_8),
                    signed(attempt + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8))) {
                wrong.add("not signed by the node: " + attempt);
            }
            // The same attempt made again is the same message: a receiver takes it once.
            String before = bodies.putIfAbsent(attempt, body);
            if (before == null) {
                rings.add(new Ring(
                        attempt,
                        found(TYPE, body).orElse(""),
                        found(SUBJECT, body),
                        Clock.systemUTC().instant(),
                        body));
            }
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private static Optional<String> found(Pattern pattern, String body) {
        Matcher matcher = pattern.matcher(body);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String signed(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The channel of this bell, for a `duty.toml`; its secret is written into the node's directory.
    String channel(Path directory) throws IOException {
        Path secret = directory.resolve("keys").resolve("bell-secret");
        Files.writeString(secret, "whsec_" + KEY);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return """
                [[channel]]
                name = "bell"
                kind = "webhook"
                preset = "standard"
                address = "http://127.0.0.1:%d/duty"
                secret_file = "keys/bell-secret"
                """.formatted(server.getAddress().getPort());
    }

    /// The summonses about an emergency, in the order in which they came, each attempt once.
    List<Ring> summonses(String emergency) {
        return rings.stream()
                .filter(ring -> ring.type().equals("summons"))
                .filter(ring -> ring.emergency().filter(emergency::equals).isPresent())
                .toList();
    }

    /// The emergencies that it rang for.
    Set<String> emergencies() {
        Set<String> all = new HashSet<>();
        rings.forEach(ring -> ring.emergency().ifPresent(all::add));
        return all;
    }

    List<Ring> rings() {
        return List.copyOf(rings);
    }

    /// What no node of ours may have sent.
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
