package org.tocsin.node.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Header;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.Escaper;
import org.tocsin.node.duty.ChannelSettings;
import org.tocsin.node.duty.ChannelSettings.Security;
import org.tocsin.testing.FreePorts;
import org.tocsin.testing.HostileStrings;

class MailChannelTest {
    private static final Set<String> HEADERS = Set.of(
            "Auto-Submitted",
            "Content-Language",
            "Content-Transfer-Encoding",
            "Content-Type",
            "Date",
            "From",
            "Importance",
            "MIME-Version",
            "Message-ID",
            "Received",
            "Return-Path",
            "Subject",
            "To");

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
    void aSummonsArrivesAsPlainTextUnderTheAttemptsId() throws Exception {
        try (var server = new Mailbox("smtp")) {
            Outcome outcome = world.open(plain(server.port())).deliver(ChannelWorld.summons("attempt-1"));
            assertEquals(new Outcome.Delivered("the mail server answered 250"), outcome);
            MimeMessage mail = server.only();
            assertEquals("<attempt-1@cert-es.example>", mail.getMessageID());
            assertEquals("FLASH: cert-jp.example asks you to block a host", mail.getSubject());
            assertEquals("ana@cert-es.example", mail.getAllRecipients()[0].toString());
            assertEquals("high", mail.getHeader("Importance", null));
            assertEquals(
                    ChannelWorld.AT.toEpochMilli(),
                    mail.getSentDate().toInstant().toEpochMilli());
            assertEquals(
                    ChannelWorld.summons("attempt-1").text().strip(),
                    text(mail).replace("\r\n", "\n").strip());
        }
    }

    @Test
    void aContactOutsideOfTheTeamIsWrittenToByTheFirstMailChannel() throws Exception {
        try (var server = new Mailbox("smtp")) {
            var channels = Channels.open(List.of(plain(server.port())), world.parts());
            assertEquals(
                    new Outcome.Delivered("the mail server answered 250"),
                    channels.named(Channels.MAIL_TO + "duty@cert-jp.example")
                            .deliver(ChannelWorld.summons("attempt-1")));
            assertEquals(
                    "duty@cert-jp.example", server.only().getAllRecipients()[0].toString());
            assertInstanceOf(
                    Outcome.Failed.class,
                    channels.named(Channels.MAIL_TO + "a@b.example, c@d.example")
                            .deliver(ChannelWorld.summons("attempt-2")));
        }
        var none = Channels.open(List.of(), world.parts());
        assertInstanceOf(
                Outcome.Failed.class,
                none.named(Channels.MAIL_TO + "duty@cert-jp.example").deliver(ChannelWorld.summons("attempt-3")));
    }

    @Test
    void anExerciseSaysSoFirst() throws Exception {
        try (var server = new Mailbox("smtp")) {
            world.open(plain(server.port())).deliver(ChannelWorld.drill("attempt-1"));
            assertTrue(server.only().getSubject().startsWith("EXERCISE EXERCISE EXERCISE: "));
            assertTrue(text(server.only()).startsWith("EXERCISE EXERCISE EXERCISE: "));
        }
    }

    @Test
    void tlsFromTheFirstByteWithUserAndPasswordToAServerThatItsAuthorityVouchesFor() throws Exception {
        try (var server = new SecureMailServer(world.serverContext("localhost"), true)) {
            ChannelSettings.Mail settings = secured(server.port(), Security.TLS);
            assertEquals(
                    new Outcome.Delivered("the mail server answered 250"),
                    world.open(settings).deliver(ChannelWorld.summons("attempt-1")));
            assertEquals(Set.of("duty/a password of ours"), server.logins());
            assertEquals(1, server.mails().size());
        }
    }

    @Test
    void nothingButTheHelloIsSaidBeforeStartTls() throws Exception {
        try (var server = new SecureMailServer(world.serverContext("localhost"), false)) {
            assertInstanceOf(
                    Outcome.Delivered.class,
                    world.open(secured(server.port(), Security.STARTTLS)).deliver(ChannelWorld.summons("attempt-1")));
            assertEquals(List.of("EHLO cert-es.example", "STARTTLS"), server.saidInTheClear());
        }
    }

    @Test
    void aServerOfAnotherNameOrOfAnotherAuthorityGetsNothing() throws Exception {
        try (var server = new SecureMailServer(world.serverContext("mail.other.example"), false)) {
            refused(Outcome.Reason.UNTRUSTED, world.open(secured(server.port(), Security.STARTTLS)));
            assertEquals(Set.of(), server.logins());
        }
        try (var server = new SecureMailServer(world.serverContext("mail.other.example"), true)) {
            refused(Outcome.Reason.UNTRUSTED, world.open(secured(server.port(), Security.TLS)));
        }
        try (var server = new SecureMailServer(world.serverContext("localhost"), true)) {
            ChannelSettings.Mail trusting = secured(server.port(), Security.TLS);
            var stock = new ChannelSettings.MailServer(
                    "localhost",
                    server.port(),
                    Security.TLS,
                    trusting.server().user(),
                    trusting.server().passwordFile(),
                    Optional.empty());
            refused(Outcome.Reason.UNTRUSTED, world.open(mail(stock, ChannelWorld.DEADLINE)));
        }
    }

    @Test
    void aServerWithoutStartTlsGetsNothing() throws Exception {
        try (var server = new Mailbox("smtp")) {
            refused(Outcome.Reason.UNTRUSTED, world.open(secured(server.port(), Security.STARTTLS)));
            assertEquals(0, server.count());
        }
    }

    @Test
    void whatIsRefusedIsSaidInOurOwnWords() throws Exception {
        try (var server = new LoopbackServer(socket -> {
            var out = socket.getOutputStream();
            out.write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
            var in = new java.io.BufferedReader(
                    new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String answer = line.startsWith("RCPT") ? "550 \u001b[2J no such mailbox\r\n" : "250 fine\r\n";
                out.write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        })) {
            Outcome outcome = world.open(plain(server.port())).deliver(ChannelWorld.summons("attempt-1"));
            assertEquals(new Outcome.Failed(Outcome.Reason.REFUSED, "the mail server answered 550"), outcome);
        }
    }

    @Test
    void whateverAServerDoesAnAttemptEndsInTimeAndSaysWhy() throws Exception {
        refused(Outcome.Reason.UNREACHABLE, world.open(plain(FreePorts.next())));
        try (var hanging = new LoopbackServer(socket -> socket.getInputStream().read())) {
            refused(Outcome.Reason.DEADLINE, world.open(plain(hanging.port(), Duration.ofMillis(300))));
        }
        try (var garbage = new LoopbackServer(socket -> {
            socket.getOutputStream().write("\u0000\u0001 what?\r\n".getBytes(StandardCharsets.UTF_8));
            socket.close();
        })) {
            refused(Outcome.Reason.GARBLED, world.open(plain(garbage.port())));
        }
        try (var talking = new LoopbackServer(socket -> {
            byte[] much = new byte[8192];
            while (true) {
                socket.getOutputStream().write(much);
            }
        })) {
            refused(Outcome.Reason.GARBLED, world.open(plain(talking.port())));
        }
    }

    @Test
    void noHostileTextMakesAHeaderOrReachesAReaderUnescaped() throws Exception {
        List<String> hostile = HostileStrings.all();
        Session session = Session.getInstance(new Properties());
        ChannelSettings.Mail settings = plain(25);
        for (String text : hostile) {
            Notice notice = ChannelWorld.with("attempt-1", text + "\r\nBcc: a@b.example");
            var bytes = new ByteArrayOutputStream();
            Letter.of(session, settings, ChannelWorld.OWN, notice, Optional.empty())
                    .writeTo(bytes);
            assertHarmless(new MimeMessage(session, new ByteArrayInputStream(bytes.toByteArray())));
        }
        try (var server = new Mailbox("smtp")) {
            Channel channel = world.open(plain(server.port()));
            for (int from = 0; from < hostile.size(); from += 50) {
                String texts = String.join("\r\n", hostile.subList(from, Math.min(from + 50, hostile.size())));
                assertInstanceOf(Outcome.Delivered.class, channel.deliver(ChannelWorld.with("attempt-" + from, texts)));
            }
            assertEquals((hostile.size() + 49) / 50, server.count());
            for (MimeMessage mail : server.all()) {
                assertHarmless(mail);
            }
        }
    }

    private static void assertHarmless(MimeMessage mail) throws Exception {
        TreeSet<String> names = new TreeSet<>();
        for (Header header : Collections.list(mail.getAllHeaders())) {
            names.add(header.getName());
        }
        assertTrue(HEADERS.containsAll(names), names::toString);
        assertEquals(1, mail.getAllRecipients().length);
        assertShown(mail.getSubject());
        text(mail).lines().forEach(MailChannelTest::assertShown);
    }

    static void assertShown(String line) {
        assertFalse(line.codePoints().anyMatch(Escaper::isForbidden), line);
    }

    private static void refused(Outcome.Reason reason, Channel channel) {
        Outcome outcome = channel.deliver(ChannelWorld.summons("attempt-1"));
        assertEquals(reason, assertInstanceOf(Outcome.Failed.class, outcome).reason(), outcome::toString);
    }

    private static String text(MimeMessage mail) throws Exception {
        return mail.getContent().toString();
    }

    private ChannelSettings.Mail plain(int port) {
        return plain(port, ChannelWorld.DEADLINE);
    }

    private ChannelSettings.Mail plain(int port, Duration deadline) {
        return mail(
                new ChannelSettings.MailServer(
                        "127.0.0.1", port, Security.NONE, Optional.empty(), Optional.empty(), Optional.empty()),
                deadline);
    }

    private ChannelSettings.Mail secured(int port, Security security) throws IOException, GeneralSecurityException {
        return mail(
                new ChannelSettings.MailServer(
                        "localhost",
                        port,
                        security,
                        Optional.of("duty"),
                        Optional.of(world.secret("password", "a password of ours")),
                        Optional.of(world.trustFile())),
                ChannelWorld.DEADLINE);
    }

    static ChannelSettings.Mail mail(ChannelSettings.MailServer server, Duration deadline) {
        return new ChannelSettings.Mail(
                "ana-mail", server, "tocsin@cert-es.example", "ana@cert-es.example", Optional.empty(), deadline);
    }

    /// A real mail server with one mailbox.
    private static final class Mailbox implements AutoCloseable {
        private final GreenMail server;

        Mailbox(String protocol) {
            server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
            server.start();
        }

        int port() {
            return server.getSmtp().getPort();
        }

        int count() {
            return server.getReceivedMessages().length;
        }

        List<MimeMessage> all() {
            return List.of(server.getReceivedMessages());
        }

        MimeMessage only() {
            assertEquals(1, count());
            return all().getFirst();
        }

        @Override
        public void close() {
            server.stop();
        }
    }
}
