package org.tocsin.certsdev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.grpc.StatusRuntimeException;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Suite;
import org.tocsin.trust.CertificateRefusal;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts.Classical;
import org.tocsin.trust.Trust;

/// What somebody learns and costs who is not let in: an answer that is the same whoever they are, whatever is wrong,
/// and
/// however their first words are cut. Threats S-DOWNGRADE, S-STRANGER (T3, T47); rule R-TLS-1.
class StrangersTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DevFederation FEDERATION = DevFederation.make(Suite.ED25519, RANDOM, NOW);
    private static final TeamPapers JP = FEDERATION.of(DevFederation.CERT_JP);
    private static final TeamPapers ES = FEDERATION.of(DevFederation.CERT_ES);
    private static final boolean LONG = System.getProperty("long") != null;
    /// As many bytes as no ClientHello here has.
    private static final int HELLO_BYTES_MAX = 1_600;
    /// What is meant of a connection, both ends of it, once the code is warm; a fresh process compiles meanwhile.
    private static final Duration PROCESSOR_TIME_MAX = LONG ? Duration.ofMillis(50) : Duration.ofSeconds(1);

    private CountingServer server;

    @BeforeEach
    void openDoor() throws IOException {
        Trust trust = new Trust(JP.team(), FEDERATION.pinned());
        server = CountingServer.peer(
                Classical.REFUSE, trust, new CountingServer.Doors(JP.node(), InstantSource.fixed(NOW)));
    }

    @AfterEach
    void closeDoor() {
        server.close();
    }

    /// With `-Dlong` at every byte.
    @Test
    void aClientHelloThatIsCutAnywhereOpensNothingAndCostsLittle() throws Exception {
        SslContext nobody = Caller.showing(null);
        int[] cuts = IntStream.range(1, HELLO_BYTES_MAX)
                .filter(cut -> LONG || cut < 10 || cut % 101 == 0)
                .toArray();
        Duration before = processorTime();
        for (int cut : cuts) {
            try (RecordingProxy proxy = new RecordingProxy(server.port(), cut)) {
                assertThrows(StatusRuntimeException.class, () -> Caller.knockOnce(nobody, proxy.port()));
                assertEquals(CertificateRefusal.NO_CERTIFICATE, server.refusal().reason(), "cut at " + cut);
            }
        }
        Duration each = processorTime().minus(before).dividedBy(cuts.length);
        System.out.println("a ClientHello in two records: " + each.toNanos() / 1_000 + " us of processor time");
        assertTrue(each.compareTo(PROCESSOR_TIME_MAX) < 0, each.toString());
        assertEquals(0, server.handled.get());
    }

    @Test
    void aClientHelloInRecordsOfAByteEachOpensNothingAndCostsLittle() throws Exception {
        SslContext nobody = Caller.showing(null);
        int times = LONG ? 100 : 5;
        Duration before = processorTime();
        for (int i = 0; i < times; i++) {
            try (RecordingProxy proxy = new RecordingProxy(server.port(), 1, true)) {
                assertThrows(StatusRuntimeException.class, () -> Caller.knockOnce(nobody, proxy.port()));
                assertTrue(Set.of(CertificateRefusal.NO_CERTIFICATE, CertificateRefusal.HANDSHAKE_FAILED)
                        .contains(server.refusal().reason()));
            }
        }
        Duration each = processorTime().minus(before).dividedBy(times);
        System.out.println("a ClientHello in records of a byte: " + each.toNanos() / 1_000 + " us of processor time");
        assertTrue(each.compareTo(PROCESSOR_TIME_MAX) < 0, each.toString());
        assertEquals(0, server.handled.get());
    }

    /// TLS encrypts the alert: what its reader sees is what there is to compare. Who shows no certificate at all is
    /// told
    /// that one is needed, which everybody knows.
    @Test
    void whateverIsWrongWithPapersTheAnswerIsTheSame() {
        List<BadPaper> papers = new BadPapers(FEDERATION, RANDOM, NOW).atPeerPort();
        Set<String> answers = new HashSet<>();
        List<String> told = new ArrayList<>();
        for (BadPaper paper : papers) {
            String answer = answer(paper.credentials());
            answers.add(answer);
            told.add(paper.name() + ": " + answer);
        }
        assertTrue(papers.size() >= 10, papers.toString());
        assertEquals(1, answers.size(), String.join("\n", told));
        assertEquals(0, server.handled.get());
        assertEquals("", answer(ES.node()), "who is welcome");
    }

    /// A stranger who claims to be of a team that is pinned here waits as long as one who claims to be of a team that
    /// nobody knows: what differs is lost among what differs from one refusal to the next. Times are judged with
    /// `-Dlong` only: few of them say nothing.
    @Test
    void howLongARefusalTakesDoesNotTellWhoIsPinned() {
        SslContext known = Caller.showing(paper("self-signed"));
        SslContext unknown = Caller.showing(paper("a team that is not pinned"));
        int times = LONG ? 10_000 : 20;
        long[] ofKnown = new long[times];
        long[] ofUnknown = new long[times];
        for (int i = 0; i < times; i++) {
            // Now the one is first, now the other.
            boolean isKnownFirst = RANDOM.nextBoolean();
            long first = refused(isKnownFirst ? known : unknown);
            long second = refused(isKnownFirst ? unknown : known);
            ofKnown[i] = isKnownFirst ? first : second;
            ofUnknown[i] = isKnownFirst ? second : first;
        }
        Arrays.sort(ofKnown);
        Arrays.sort(ofUnknown);
        long noise = ofKnown[3 * times / 4] - ofKnown[times / 4];
        long difference = Math.abs(ofKnown[times / 2] - ofUnknown[times / 2]);
        System.out.println("refusals: medians differ by " + difference / 1_000 + " us, where half of them spread over "
                + noise / 1_000 + " us");
        assertTrue(!LONG || difference < noise, difference + " of " + noise);
        assertEquals(0, server.handled.get());
    }

    private static Credentials paper(String name) {
        return new BadPapers(FEDERATION, RANDOM, NOW)
                .atPeerPort().stream()
                        .filter(paper -> paper.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .credentials();
    }

    /// How long it took, in nanoseconds.
    private long refused(SslContext shown) {
        long from = System.nanoTime();
        assertThrows(StatusRuntimeException.class, () -> Caller.knockOnce(shown, server.port()));
        return System.nanoTime() - from;
    }

    /// What a caller hears: the alert that ended the handshake; empty if it was let in.
    private String answer(Credentials shown) {
        try {
            Caller.knockOnce(Caller.showing(shown), server.port());
            return "";
        } catch (StatusRuntimeException refused) {
            StringBuilder heard =
                    new StringBuilder(refused.getStatus().getCode().name());
            for (Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) {
                heard.append(' ').append(cause.getMessage());
            }
            return heard.toString();
        }
    }

    private static Duration processorTime() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? Duration.ofNanos(system.getProcessCpuTime())
                : Duration.ZERO;
    }
}
