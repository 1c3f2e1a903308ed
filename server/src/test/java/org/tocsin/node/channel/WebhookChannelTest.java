package org.tocsin.node.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.node.duty.ChannelSettings;
import org.tocsin.node.duty.ChannelSettings.Preset;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.HostileStrings;

class WebhookChannelTest {
    private static final byte[] KEY = "thirty-two bytes of a shared key".getBytes(StandardCharsets.US_ASCII);
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

    @TempDir
    private Path directory;

    private ChannelWorld world;

    @BeforeEach
    void open() {
        world = new ChannelWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aReceiverVerifiesTheSignatureAndReadsACloudEvent() throws Exception {
        try (var receiver = new Receiver(204)) {
            Outcome outcome = world.open(standard(receiver.address())).deliver(ChannelWorld.drill("attempt-1"));
            assertEquals(new Outcome.Delivered("HTTP 204"), outcome);
            Heard heard = receiver.only();
            assertEquals("POST /duty", heard.line());
            assertEquals("attempt-1", heard.header("webhook-id"));
            assertEquals(Long.toString(ChannelWorld.AT.getEpochSecond()), heard.header("webhook-timestamp"));
            assertTrue(heard.isSignedBy(KEY));
            assertFalse(heard.isSignedBy("another key, of the same length!".getBytes(StandardCharsets.US_ASCII)));
            assertEquals("application/cloudevents+json; charset=utf-8", heard.header("content-type"));
            Map<String, String> said = members(heard.body());
            assertEquals("1.0", said.get("specversion"));
            assertEquals("attempt-1", said.get("id"));
            assertEquals("//cert-es.example/tocsin", said.get("source"));
            assertEquals("org.tocsin.duty.summons.v1", said.get("type"));
            assertEquals(ChannelWorld.EMERGENCY, said.get("subject"));
            assertEquals("true", said.get("exercise"));
            assertTrue(String.valueOf(said.get("title")).startsWith("EXERCISE EXERCISE EXERCISE: "));
        }
    }

    @Test
    void aReceiverIsTrustedOnlyByItsAuthorityAndItsName() throws Exception {
        try (var receiver = new Receiver(204, "other.example")) {
            refused(Outcome.Reason.UNTRUSTED, standard(receiver.address()));
            assertEquals(0, receiver.heard.size());
        }
        try (var receiver = new Receiver(204, "localhost")) {
            var stock = new ChannelSettings.Webhook(
                    "hook",
                    receiver.address(),
                    Preset.STANDARD,
                    Optional.of(world.secret("secret", SECRET)),
                    Optional.empty(),
                    ChannelWorld.DEADLINE);
            refused(Outcome.Reason.UNTRUSTED, stock);
            assertEquals(new Outcome.Delivered("HTTP 204"), deliver(standard(receiver.address())));
        }
    }

    @Test
    void onlyTheConfiguredAddressIsCalled() throws Exception {
        try (var elsewhere =
                        new LoopbackServer(socket -> socket.getInputStream().read());
                var receiver = new Receiver(302)) {
            receiver.location = "http://127.0.0.1:" + elsewhere.port() + "/";
            Outcome outcome = deliver(standard(receiver.address()));
            assertEquals(new Outcome.Failed(Outcome.Reason.REFUSED, "HTTP 302: redirects are not followed"), outcome);
            assertEquals(0, elsewhere.connections());
            assertEquals(1, receiver.heard.size());
        }
        for (String address : List.of(
                "http://hooks.example/",
                "ftp://hooks.example/",
                "file:///etc/passwd",
                "https://user:word@hooks.example/",
                "https:///nowhere",
                "jar:https://hooks.example/!/",
                "https://hooks.example/#fragment")) {
            assertFalse(standard(URI.create(address)).problems().isEmpty(), address);
        }
    }

    @Test
    void whateverAReceiverDoesAnAttemptEndsInTimeAndSaysWhy() throws Exception {
        try (var receiver = new Receiver(500)) {
            assertEquals(new Outcome.Failed(Outcome.Reason.REFUSED, "HTTP 500"), deliver(standard(receiver.address())));
        }
        refused(Outcome.Reason.UNREACHABLE, clear(FreePorts.next(), ChannelWorld.DEADLINE));
        try (var hanging = new LoopbackServer(socket -> socket.getInputStream().read())) {
            inTime(Outcome.Reason.DEADLINE, clear(hanging.port(), Duration.ofMillis(300)));
        }
        try (var slow = new LoopbackServer(socket -> {
            while (true) {
                // One byte of a header for each byte of ours, and then never an end.
                socket.getInputStream().read();
                socket.getOutputStream().write('H');
            }
        })) {
            inTime(Outcome.Reason.DEADLINE, clear(slow.port(), Duration.ofMillis(300)));
        }
        try (var garbage = new LoopbackServer(socket -> {
            socket.getOutputStream().write("\u0000\u0001\u0002 what?\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            socket.getInputStream().readNBytes(1 << 20);
        })) {
            inTime(Outcome.Reason.GARBLED, clear(garbage.port(), ChannelWorld.DEADLINE));
        }
        try (var endless = new LoopbackServer(socket -> {
            socket.getInputStream().read();
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] much = new byte[8192];
            while (true) {
                socket.getOutputStream().write(much);
            }
        })) {
            assertEquals(new Outcome.Delivered("HTTP 200"), deliver(clear(endless.port(), ChannelWorld.DEADLINE)));
        }
    }

    @Test
    void noHostileTextReachesAReceiverUnescapedOrMakesAHeader() throws Exception {
        List<String> hostile = HostileStrings.all();
        for (Preset preset : Preset.values()) {
            var settings = new ChannelSettings.Webhook(
                    "hook",
                    URI.create("https://hooks.example/a/topic"),
                    preset,
                    Optional.empty(),
                    Optional.empty(),
                    ChannelWorld.DEADLINE);
            for (String text : hostile) {
                WebhookCall call = WebhookCall.of(
                        settings, ChannelWorld.OWN, ChannelWorld.with("attempt-1", text), Optional.empty());
                assertEquals("hooks.example", call.address().getHost());
                MailChannelTest.assertShown(call.body().utf8());
                for (String value : members(call.body().utf8()).values()) {
                    value.lines().forEach(MailChannelTest::assertShown);
                }
                call.headers().values().forEach(MailChannelTest::assertShown);
            }
        }
    }

    private Outcome deliver(ChannelSettings settings) {
        return world.open(settings).deliver(ChannelWorld.summons("attempt-1"));
    }

    private void refused(Outcome.Reason reason, ChannelSettings settings) {
        Outcome outcome = deliver(settings);
        assertEquals(reason, assertInstanceOf(Outcome.Failed.class, outcome).reason(), outcome::toString);
    }

    private void inTime(Outcome.Reason reason, ChannelSettings settings) {
        assertTimeout(Duration.ofSeconds(60), () -> refused(reason, settings));
    }

    private ChannelSettings.Webhook standard(URI address) throws Exception {
        return new ChannelSettings.Webhook(
                "hook",
                address,
                Preset.STANDARD,
                Optional.of(world.secret("secret", SECRET)),
                Optional.of(world.trustFile()),
                ChannelWorld.DEADLINE);
    }

    private ChannelSettings.Webhook clear(int port, Duration deadline) throws IOException {
        return new ChannelSettings.Webhook(
                "hook",
                URI.create("http://127.0.0.1:" + port + "/duty"),
                Preset.STANDARD,
                Optional.of(world.secret("secret", SECRET)),
                Optional.empty(),
                deadline);
    }

    /// Members by name, those of inner objects among them.
    private static Map<String, String> members(String json) throws IOException {
        Map<String, String> members = new TreeMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() && parser.currentName() != null) {
                    members.put(parser.currentName(), parser.getText());
                }
            }
        }
        return members;
    }

    /// What a receiver got.
    private record Heard(String line, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /// As a receiver checks it, after the text of Standard Webhooks.
        boolean isSignedBy(byte[] key) throws Exception {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String signed = header("webhook-id") + "." + header("webhook-timestamp") + "." + body;
            byte[] expected = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return header("webhook-signature")
                    .equals("v1," + Base64.getEncoder().encodeToString(expected));
        }
    }

    /// A real HTTPS server.
    private final class Receiver implements AutoCloseable {
        private final HttpsServer server;
        private final List<Heard> heard = new CopyOnWriteArrayList<>();
        private String location = "";

        Receiver(int status) throws Exception {
            this(status, "localhost");
        }

        Receiver(int status, String certifiedName) throws Exception {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(world.serverContext(certifiedName)));
            server.createContext("/", call -> {
                heard.add(read(call));
                if (!location.isEmpty()) {
                    call.getResponseHeaders().set("location", location);
                }
                call.sendResponseHeaders(status, -1);
                call.close();
            });
            server.start();
        }

        private static Heard read(HttpExchange call) throws IOException {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            call.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
            return new Heard(
                    call.getRequestMethod() + " " + call.getRequestURI(),
                    headers,
                    new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        }

        Heard only() {
            assertEquals(1, heard.size());
            return heard.getFirst();
        }

        URI address() {
            return URI.create(
                    "https://localhost:" + ((HttpServer) server).getAddress().getPort() + "/duty");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void aTextForAChatIsCutVisiblyAtItsLimitAndNeverInTheMiddleOfACharacter() throws Exception {
        var mattermost = new ChannelSettings.Webhook(
                "hook",
                URI.create("https://hooks.example/a/topic"),
                Preset.MATTERMOST,
                Optional.empty(),
                Optional.empty(),
                ChannelWorld.DEADLINE);
        String cut = "\n[…]";
        for (int padding = 0; padding < 2; padding++) {
            String line = "x".repeat(padding) + "𠮷".repeat(Notice.LINE_CHARACTERS_MAX / 2 - 1);
            Notice summons = ChannelWorld.summons("attempt-1");
            Notice notice = new Notice(
                    "attempt-1",
                    summons.purpose(),
                    summons.exercise(),
                    summons.precedence(),
                    summons.team(),
                    summons.subject(),
                    Collections.nCopies(20, line),
                    summons.language(),
                    summons.emergency(),
                    summons.at());
            String whole = notice.text().strip();
            assertTrue(whole.length() > 2 * WebhookCall.TEXT_CHARACTERS_MAX);
            String sent = members(WebhookCall.of(mattermost, ChannelWorld.OWN, notice, Optional.empty())
                            .body()
                            .utf8())
                    .getOrDefault("text", "");
            String shown = sent.substring(sent.indexOf('\n') + 1, sent.indexOf(cut));
            assertTrue(whole.startsWith(shown), sent);
            assertTrue(shown.length() <= WebhookCall.TEXT_CHARACTERS_MAX, () -> "shown: " + shown.length());
            assertTrue(shown.length() >= WebhookCall.TEXT_CHARACTERS_MAX - 1, () -> "shown: " + shown.length());
            assertFalse(Character.isHighSurrogate(shown.charAt(shown.length() - 1)));
        }
    }
}
