package org.tocsin.node.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.channel.Channels;
import org.tocsin.node.channel.DutyFeed;
import org.tocsin.node.channel.Outcome;
import org.tocsin.node.duty.ChannelSettings;
import org.tocsin.testing.FreePorts;

/// The whole way of a summons over real connections: an officer's first channel sends it away, is slow, says 500, hangs
/// or is
/// not there, and the next one, a real server of the other kind, has it as soon as the first has failed. How long that
/// takes is measured, and printed.
@Timeout(300)
class FailOverTest {
    /// The names that the plan of the desk has.
    private static final String FIRST = "siren";

    private static final String NEXT = "wall";
    private static final Duration DEADLINE = Duration.ofMillis(500);
    /// A clock of another make may count a little less.
    private static final Duration DEADLINE_LEAST = DEADLINE.minusMillis(20);
    /// Beyond the deadline; what is meant is the first, on a machine that does nothing else.
    private static final Duration MORE_MAX =
            System.getProperty("long") != null ? Duration.ofSeconds(1) : Duration.ofSeconds(60);

    @TempDir
    private Path home;

    @Test
    void whateverIsWrongWithAChannelTheNextOneHasItAsSoonAsThatIsKnown() throws Exception {
        try (var unreachable = new Broken("not there", Outcome.Reason.UNREACHABLE, FreePorts.next());
                var hangs = new Broken("hangs", Outcome.Reason.DEADLINE, "", "");
                var slow = new Broken("slow", Outcome.Reason.DEADLINE, "", "H");
                var fails =
                        new Broken("500", Outcome.Reason.REFUSED, "HTTP/1.1 500 no\r\ncontent-length: 0\r\n\r\n", "");
                var sendsAway = new Broken("says 554", Outcome.Reason.GARBLED, "554 no\r\n", "");
                var slowMail = new Broken("slow", Outcome.Reason.DEADLINE, "", "220-so\r\n")) {
            for (Broken webhook : List.of(unreachable, hangs, slow, fails)) {
                failsOver(webhook, true);
            }
            for (Broken mail : List.of(unreachable, hangs, slowMail, sendsAway)) {
                failsOver(mail, false);
            }
        }
    }

    private void failsOver(Broken broken, boolean isWebhook) throws Exception {
        var heard = new AtomicInteger();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", call -> {
            heard.incrementAndGet();
            call.sendResponseHeaders(204, -1);
            call.close();
        });
        receiver.start();
        var mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mails.start();
        Path place = Files.createDirectories(home.resolve(broken.what + isWebhook));
        try (var desk = new DeskRig(place);
                ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            ChannelSettings first = isWebhook ? webhook(place, FIRST, broken.port) : mail(FIRST, broken.port);
            ChannelSettings next = isWebhook
                    ? mail(NEXT, mails.getSmtp().getPort())
                    : webhook(place, NEXT, receiver.getAddress().getPort());
            Channels channels = Channels.open(
                    List.of(first, next), new Channels.Parts(DeskRig.OWN, new DutyFeed(), tasks, desk::now));
            assertEquals(List.of(), channels.problems());
            desk.duty.answers =
                    attempt -> Optional.of(channels.named(attempt.channel()).deliver(attempt.notice()));
            desk.start(true);
            long begun = System.nanoTime();
            Digest id = desk.called(Precedence.FLASH);
            desk.settle();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertEquals(
                    List.of(FIRST, NEXT),
                    desk.duty.made.stream().map(attempt -> attempt.channel()).toList(),
                    broken.what);
            assertEquals(
                    Set.of(FIRST + " " + broken.reason.word(), NEXT + " delivered"), attempts(desk, id), broken.what);
            assertEquals(1, isWebhook ? mails.getReceivedMessages().length : heard.get());
            boolean waits = broken.reason == Outcome.Reason.DEADLINE;
            assertTrue(!waits || took.compareTo(DEADLINE_LEAST) >= 0, "given up too soon: " + took);
            assertTrue(took.compareTo(DEADLINE.plus(MORE_MAX)) < 0, broken.what + " took " + took);
            System.out.println("failed over from a " + (isWebhook ? "webhook" : "mail server") + " (" + broken.what
                    + ") in " + took.toMillis() + " ms; its deadline: " + DEADLINE.toMillis() + " ms");
        } finally {
            receiver.stop(0);
            mails.stop();
        }
    }

    /// What was tried, and what came of it.
    private static Set<String> attempts(DeskRig desk, Digest id) {
        Set<String> attempts = new HashSet<>();
        desk.timeline(id).forEach(one -> {
            if (one.detail() instanceof Detail.Attempted attempt) {
                attempts.add(attempt.channel() + " " + attempt.outcome());
            }
        });
        return attempts;
    }

    private static ChannelSettings mail(String name, int port) {
        return new ChannelSettings.Mail(
                name,
                new ChannelSettings.MailServer(
                        "127.0.0.1",
                        port,
                        ChannelSettings.Security.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                "tocsin@cert-jp.example",
                "ana@cert-jp.example",
                Optional.empty(),
                DEADLINE);
    }

    private static ChannelSettings webhook(Path place, String name, int port) throws IOException {
        Path secret = Files.writeString(place.resolve("secret"), "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return new ChannelSettings.Webhook(
                name,
                URI.create("http://127.0.0.1:" + port + "/duty"),
                ChannelSettings.Preset.STANDARD,
                Optional.of(secret),
                Optional.empty(),
                DEADLINE);
    }

    /// A server that says one thing at once, and another one again and again; or none at all.
    private static final class Broken implements AutoCloseable {
        private static final long AGAIN_MILLIS = 50;

        final String what;
        final Outcome.Reason reason;
        final int port;
        private final CountDownLatch over = new CountDownLatch(1);
        private final Optional<ServerSocket> server;

        Broken(String what, Outcome.Reason reason, int port) {
            this.what = what;
            this.reason = reason;
            this.port = port;
            this.server = Optional.empty();
        }

        Broken(String what, Outcome.Reason reason, String once, String again) throws IOException {
            var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            this.what = what;
            this.reason = reason;
            this.port = socket.getLocalPort();
            this.server = Optional.of(socket);
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try (Socket call = socket.accept()) {
                        say(call, once, again);
                    } catch (IOException gone) {
                        // The next one.
                    }
                }
            });
        }

        private void say(Socket call, String once, String again) throws IOException {
            call.getOutputStream().write(once.getBytes(StandardCharsets.US_ASCII));
            call.getOutputStream().flush();
            if (!once.isEmpty()) {
                call.getInputStream().readNBytes(1 << 20);
                return;
            }
            try {
                while (!over.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    call.getOutputStream().write(again.getBytes(StandardCharsets.US_ASCII));
                    call.getOutputStream().flush();
                    if (again.isEmpty() && call.getInputStream().read() < 0) {
                        return;
                    }
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            over.countDown();
            if (server.isPresent()) {
                server.get().close();
            }
        }
    }
}
