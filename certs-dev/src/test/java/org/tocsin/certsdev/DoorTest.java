package org.tocsin.certsdev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.model.Digest;
import org.tocsin.model.Suite;
import org.tocsin.model.TeamManifest;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.CertificateRefusal;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.Door;
import org.tocsin.trust.DoorRefusal;
import org.tocsin.trust.Identification;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.TlsContexts.Classical;
import org.tocsin.trust.Trust;

/// The door on real sockets: who may not come in is refused in the handshake, no handler runs, and the reason is told.
/// Threats S-STRANGER, S-IMPOSTOR, S-DOWNGRADE, S-REVOKED, S-HALF-OPEN and S-WRONG-PORT; rules R-TLS-1 to R-TLS-4.
class DoorTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DevFederation FEDERATION = DevFederation.make(Suite.ED25519, RANDOM, NOW);
    private static final BadPapers BAD = new BadPapers(FEDERATION, RANDOM, NOW);
    private static final TeamPapers JP = FEDERATION.of(DevFederation.CERT_JP);
    private static final TeamPapers ES = FEDERATION.of(DevFederation.CERT_ES);

    private static CountingServer sharedPeerPort;
    private static CountingServer sharedOperatorPort;

    private final AtomicReference<Instant> time = new AtomicReference<>(NOW);
    private final InstantSource clock = time::get;
    private Trust trust;
    private CountingServer server;

    @BeforeAll
    static void openSharedDoors() throws IOException {
        Trust atHome = new Trust(JP.team(), FEDERATION.pinned());
        CountingServer.Doors doors = new CountingServer.Doors(JP.node(), InstantSource.fixed(NOW));
        sharedPeerPort = CountingServer.peer(Classical.REFUSE, atHome, doors);
        sharedOperatorPort = CountingServer.operator(atHome, doors);
    }

    @AfterAll
    static void closeSharedDoors() {
        sharedPeerPort.close();
        sharedOperatorPort.close();
    }

    @BeforeEach
    void openDoor() throws IOException {
        trust = new Trust(JP.team(), FEDERATION.pinned());
        server = CountingServer.peer(Classical.REFUSE, trust, new CountingServer.Doors(JP.node(), clock));
    }

    @AfterEach
    void closeDoor() {
        server.close();
    }

    private static TlsContexts callerContexts(TeamPapers papers, List<DoorRefusal> refusals) {
        Trust callers = new Trust(papers.team(), FEDERATION.pinned());
        return new TlsContexts(callers, papers.node(), Classical.REFUSE, InstantSource.fixed(NOW), refusals::add);
    }

    static Stream<BadPaper> badPapers() {
        return Stream.concat(BAD.atPeerPort().stream(), BAD.atOperatorPort().stream());
    }

    @ParameterizedTest
    @MethodSource("badPapers")
    void whoShowsBadPapersIsRefusedAtTheDoorAndNoHandlerRuns(BadPaper paper) throws Exception {
        CountingServer door = paper.door() instanceof Door.Operator ? sharedOperatorPort : sharedPeerPort;
        door.refusals.clear();

        assertThrows(
                StatusRuntimeException.class, () -> Caller.knockOnce(Caller.showing(paper.credentials()), door.port()));

        DoorRefusal refusal = door.refusal();
        assertEquals(paper.reason(), refusal.reason(), refusal.detail());
        assertEquals(paper.door(), refusal.door());
        assertTrue(refusal.remote().startsWith("127.0.0.1:"), refusal.remote());
        assertEquals(0, door.handled.get());
    }

    @Test
    void whoShowsNoPapersIsRefusedAtTheDoorAndNoHandlerRuns() throws Exception {
        assertThrows(StatusRuntimeException.class, () -> Caller.knockOnce(Caller.showing(null), server.port()));

        assertEquals(CertificateRefusal.NO_CERTIFICATE, server.refusal().reason());
        assertEquals(0, server.handled.get());
    }

    static Stream<BadPaper> badServerPapers() {
        return BAD.byServer().stream();
    }

    @ParameterizedTest
    @MethodSource("badServerPapers")
    void whoCallsATeamAndIsShownOtherPapersHangsUp(BadPaper paper) throws Exception {
        BlockingQueue<DoorRefusal> refusals = new LinkedBlockingQueue<>();
        Trust callers = new Trust(JP.team(), FEDERATION.pinned());
        TlsContexts contexts = new TlsContexts(callers, JP.node(), Classical.REFUSE, clock, refusals::add);
        Trust any = new Trust(ES.team(), FEDERATION.pinned());
        try (CountingServer impostor =
                CountingServer.peer(Classical.REFUSE, any, new CountingServer.Doors(paper.credentials(), clock))) {
            assertThrows(
                    StatusRuntimeException.class, () -> Caller.knockOnce(contexts.caller(ES.team()), impostor.port()));

            DoorRefusal refusal = refusals.poll(90, TimeUnit.SECONDS);
            assertEquals(paper.reason(), refusal.reason(), refusal.detail());
            assertEquals(0, impostor.handled.get());
        }
    }

    @Test
    void expectedIsTheTeamThatIsCalledWhateverAuthorityIsDialledAndCallsToAllShareOneContext() throws Exception {
        BlockingQueue<DoorRefusal> refusals = new LinkedBlockingQueue<>();
        Trust callers = new Trust(JP.team(), FEDERATION.pinned());
        TlsContexts contexts = new TlsContexts(callers, JP.node(), Classical.REFUSE, clock, refusals::add);
        Trust any = new Trust(ES.team(), FEDERATION.pinned());
        try (CountingServer es =
                CountingServer.peer(Classical.REFUSE, any, new CountingServer.Doors(ES.node(), clock))) {
            ManagedChannel mistaken = NettyChannelBuilder.forAddress("127.0.0.1", es.port())
                    .sslContext(contexts.caller(DevFederation.FUSION))
                    .overrideAuthority(ES.team().domain())
                    .disableRetry()
                    .build();
            try {
                Caller.knockOnce(contexts.caller(ES.team()), es.port());
                assertThrows(StatusRuntimeException.class, () -> Caller.knock(mistaken));
                Caller.knockOnce(contexts.caller(ES.team()), es.port());
            } finally {
                mistaken.shutdownNow();
            }
            DoorRefusal refusal = refusals.poll(90, TimeUnit.SECONDS);
            assertEquals(CertificateRefusal.WRONG_TEAM, refusal.reason(), refusal.detail());
            assertEquals(Door.call(DevFederation.FUSION), refusal.door());
            assertEquals(2, es.handled.get());
        }
    }

    @Test
    void partnersNodesAndOwnOfficersComeIn() {
        List<DoorRefusal> refusals = new ArrayList<>();
        assertArrayEquals(
                new byte[] {1}, Caller.knockOnce(callerContexts(ES, refusals).caller(JP.team()), server.port()));
        assertArrayEquals(new byte[] {1}, Caller.knockOnce(Caller.showing(JP.officer()), sharedOperatorPort.port()));
        assertEquals(List.of(), refusals);
        sharedOperatorPort.handled.set(0);
    }

    @Test
    void theServerHelloShowsTls13AndTheHybridGroup() throws Exception {
        try (RecordingProxy proxy = new RecordingProxy(server.port())) {
            Caller.knockOnce(callerContexts(ES, new ArrayList<>()).caller(JP.team()), proxy.port());

            ServerHello hello = ServerHello.parse(proxy.fromServer());
            assertEquals(0x0304, hello.version());
            assertEquals(0x11EC, hello.group());
        }
    }

    @Test
    void tls12AndClassicalKeyExchangeAreRefused() throws Exception {
        SslContext old = Caller.context(ES.node(), "TLSv1.2", "X25519");
        assertThrows(StatusRuntimeException.class, () -> Caller.knockOnce(old, server.port()));
        DoorRefusal oldVersion = server.refusal();
        assertEquals(CertificateRefusal.HANDSHAKE_FAILED, oldVersion.reason());
        assertTrue(oldVersion.detail().contains("unsupported_protocol"), oldVersion.detail());

        SslContext classical = Caller.context(ES.node(), "TLSv1.3", "X25519");
        assertThrows(StatusRuntimeException.class, () -> Caller.knockOnce(classical, server.port()));
        DoorRefusal noGroup = server.refusal();
        assertEquals(CertificateRefusal.HANDSHAKE_FAILED, noGroup.reason());
        assertTrue(noGroup.detail().contains("no_shared_group"), noGroup.detail());
        assertEquals(0, server.handled.get());
    }

    @Test
    void classicalKeyExchangeIsServedOnlyWhereTheNodeAllowsIt() throws Exception {
        try (CountingServer allowing =
                        CountingServer.peer(Classical.ALLOW, trust, new CountingServer.Doors(JP.node(), clock));
                RecordingProxy proxy = new RecordingProxy(allowing.port())) {
            Caller.knockOnce(Caller.context(ES.node(), "TLSv1.3", "X25519"), proxy.port());
            assertEquals(0x001D, ServerHello.parse(proxy.fromServer()).group());
            Caller.knockOnce(Caller.showing(ES.node()), allowing.port());
            // gRPC's C core offers nothing else.
            Caller.knockOnce(Caller.context(ES.node(), "TLSv1.3", "P-256"), allowing.port());
            assertEquals(3, allowing.handled.get());
        }
    }

    @Test
    void aClientHelloInPiecesOpensNoOtherDoor() throws Exception {
        SslContext nobody = Caller.showing(null);
        for (int cut = 1; cut < 1_500; cut += 31) {
            try (RecordingProxy proxy = new RecordingProxy(server.port(), cut)) {
                assertThrows(StatusRuntimeException.class, () -> Caller.knockOnce(nobody, proxy.port()));
                assertEquals(CertificateRefusal.NO_CERTIFICATE, server.refusal().reason());
            }
        }
        assertEquals(0, server.handled.get());
        try (RecordingProxy proxy = new RecordingProxy(server.port(), 100)) {
            Caller.knockOnce(Caller.showing(ES.node()), proxy.port());
        }
        assertEquals(1, server.handled.get());
    }

    @Test
    void aBoundedNumberOfConnectionsMayWaitForTheirHandshake() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 128; i++) {
                waiting.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }
            try (Socket oneMore = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                oneMore.setSoTimeout(10_000);
                assertEquals(-1, oneMore.getInputStream().read());
            }
            assertTrue(server.refusal().detail().startsWith("too many connections"));
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
        for (int i = 0; i < 128; i++) {
            assertEquals(CertificateRefusal.HANDSHAKE_FAILED, server.refusal().reason());
        }
        Caller.knockOnce(Caller.showing(ES.node()), server.port());
        assertTrue(server.stop(), "the refused connection is forgotten");
    }

    @Test
    void aCallerHasABoundedNumberOfConnections() throws Exception {
        SslContext context = Caller.showing(ES.node());
        List<ManagedChannel> channels = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                channels.add(Caller.channel(context, server.port()));
                Caller.knock(channels.getLast());
            }
            assertThrows(StatusRuntimeException.class, () -> Caller.knockOnce(context, server.port()));
            assertEquals(
                    CertificateRefusal.TOO_MANY_CONNECTIONS, server.refusal().reason());
            // Another team's are its own.
            Caller.knockOnce(Caller.showing(FEDERATION.of(DevFederation.FUSION).node()), server.port());
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
        for (ManagedChannel channel : channels) {
            assertTrue(channel.awaitTermination(90, TimeUnit.SECONDS));
        }
        assertTrue(server.stop(), "all are forgotten");
    }

    @Test
    void aRevokedPeerCannotResumeItsSession() throws Exception {
        SslContext remembering = Caller.showing(ES.node());
        Caller.knockOnce(remembering, server.port());
        Caller.knockOnce(remembering, server.port());
        assertEquals(2, server.handled.get());

        trust.replace(FEDERATION.pinned().stream()
                .filter(team -> !team.team().equals(ES.team()))
                .toList());

        assertThrows(StatusRuntimeException.class, () -> Caller.knockOnce(remembering, server.port()));
        assertEquals(CertificateRefusal.TEAM_NOT_PINNED, server.refusal().reason());
        assertEquals(2, server.handled.get());
    }

    @Test
    void anOpenConnectionIsOfNoUseOnceTheKeyLeavesTheManifest() {
        ManagedChannel channel = Caller.channel(Caller.showing(ES.node()), server.port());
        try {
            Caller.knock(channel);
            trust.replace(List.of(JP.pinned(), extended(ES, nodeKeys(stranger()))));
            assertUnauthenticated(channel);
            trust.replace(FEDERATION.pinned());
            Caller.knock(channel);
            assertEquals(2, server.handled.get());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void anOpenConnectionIsOfNoUseOnceItsCertificateExpired() {
        ManagedChannel channel = Caller.channel(Caller.showing(ES.node()), server.port());
        Instant last = ES.node().certificate().getNotAfter().toInstant();
        try {
            Caller.knock(channel);
            time.set(last);
            Caller.knock(channel);
            time.set(last.plusMillis(1));
            assertUnauthenticated(channel);
            assertEquals(2, server.handled.get());
        } finally {
            channel.shutdownNow();
        }
    }

    private static void assertUnauthenticated(ManagedChannel channel) {
        StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, () -> Caller.knock(channel));
        assertEquals(Status.Code.UNAUTHENTICATED, refused.getStatus().getCode());
    }

    @Test
    void anIdentityIsTrustedUpToItsLastInstantAndNotAfter() {
        PeerIdentity peer = identified(ES.node().chain());
        Instant last = ES.node().certificate().getNotAfter().toInstant();

        assertEquals(last, peer.notAfter());
        assertTrue(trust.stillTrusted(peer, last));
        assertFalse(trust.stillTrusted(peer, last.plusMillis(1)));
        trust.replace(List.of(JP.pinned()));
        assertFalse(trust.stillTrusted(peer, NOW));
    }

    @Test
    void newCredentialsServeNewHandshakesAndOldConnectionsGoOn() throws IOException {
        Credentials renewed = renewed();
        Trust callers = new Trust(ES.team(), List.of(ES.pinned(), extended(JP, nodeKeys(JP.node(), renewed))));
        List<DoorRefusal> refusals = new ArrayList<>();
        TlsContexts contexts = new TlsContexts(callers, ES.node(), Classical.REFUSE, clock, refusals::add);
        ManagedChannel before = Caller.channel(contexts.caller(JP.team()), server.port());
        try {
            Caller.knock(before);

            server.contexts.reload(renewed);
            callers.replace(List.of(ES.pinned(), extended(JP, nodeKeys(renewed))));

            Caller.knock(before);
            Caller.knockOnce(contexts.caller(JP.team()), server.port());
            assertEquals(3, server.handled.get());
            assertEquals(List.of(), refusals);
        } finally {
            before.shutdownNow();
        }
    }

    @Test
    void credentialsThatDoNotBelongTogetherAreNotTaken() {
        Caller.knockOnce(Caller.showing(ES.node()), server.port());
        Credentials mixed = new Credentials(ES.node().key(), JP.node().chain());

        assertThrows(IllegalArgumentException.class, () -> server.contexts.reload(mixed));

        Caller.knockOnce(Caller.showing(ES.node()), server.port());
        assertEquals(2, server.handled.get());
    }

    private PeerIdentity identified(List<X509Certificate> chain) {
        return switch (trust.identify(chain, Door.PEER, NOW)) {
            case Identification.Identified identified -> identified.peer();
            case Identification.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static Credentials renewed() {
        return new CertificateIssuer(RANDOM)
                .issue(
                        JP.nodeAuthority(),
                        CertificateIssuer.Subject.of(
                                JP.team(),
                                PeerIdentity.Role.NODE,
                                "tokyo-1",
                                NOW.minus(Duration.ofMinutes(1)),
                                NOW.plus(Duration.ofDays(90))));
    }

    private static Credentials stranger() {
        return JP.officer();
    }

    private static List<Digest> nodeKeys(Credentials... credentials) {
        return Stream.of(credentials).map(TeamPapers::spki).toList();
    }

    /// The team with a second manifest, which names these keys for its node.
    private static PinnedTeam extended(TeamPapers papers, List<Digest> keys) {
        PinnedTeam first = papers.pinned();
        TeamManifest.NodeEntry node = first.current().nodes().getFirst();
        TeamManifest.Signed second = new ManifestSigner(papers.root())
                .renameNodes(first, List.of(new TeamManifest.NodeEntry(node.name(), keys, node.endpoints())), NOW);
        return switch (ManifestChain.extend(first, List.of(second))) {
            case ManifestVerdict.Verified verified -> verified.team();
            case ManifestVerdict.Refused refused -> throw new AssertionError(refused);
        };
    }
}
