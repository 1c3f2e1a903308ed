package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Digest;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.node.delivery.Backoff;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.wire.EmergencyCodec;

/// An emergency tries every endpoint of a partner before it waits: one where nobody is, one where somebody never
/// answers, and the one that works. Rule R-LAN-7.
@Timeout(300)
class EmergencyEndpointsTest {
    /// Longer than this test is patient.
    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    private Path directory;

    @Test
    void theLastOfSeveralEndpointsIsReachedWithoutWaitingForTheOthers() throws Exception {
        try (NodeRig es = new NodeRig(directory, "cert-es.example");
                NodeRig jp = new NodeRig(directory, "cert-jp.example");
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int closed = FreePorts.next();
            var known = jp.papers.pinned();
            TeamManifest.NodeEntry entry = known.current().nodes().getFirst();
            var several = new TeamManifest.NodeEntry(
                    entry.name(),
                    entry.spkiHashes(),
                    List.of("127.0.0.1:" + closed, "127.0.0.1:" + silent.getLocalPort(), "127.0.0.1:" + jp.port));
            TeamManifest.Signed next = new ManifestSigner(jp.papers.root())
                    .renameNodes(known, List.of(several), InstantSource.system().instant());
            if (!(ManifestChain.extend(known, List.of(next)) instanceof ManifestVerdict.Verified moved)) {
                throw new AssertionError("a manifest that does not hold");
            }
            jp.own = moved.team();
            es.others.add(moved.team());
            jp.others.add(es.papers.pinned());
            EmergencyRelayScene.agree(es, jp, false);
            es.backoff = new Backoff.Limits(NEVER, NEVER);
            jp.start();
            es.start();
            Instant now = Instant.ofEpochMilli(InstantSource.system().millis());
            var emergency = new Emergency(
                    new TreeSet<>(List.of(jp.team)),
                    Emergency.Kind.REAL,
                    Precedence.FLASH,
                    "availability/ddos",
                    new TreeSet<>(List.of("investigate")),
                    Optional.empty(),
                    List.of(),
                    now,
                    now.plus(Duration.ofHours(1)),
                    ZoneOffset.UTC);
            var officer =
                    new PeerIdentity(es.team, Role.OFFICER, "7f3a", Digest.ZERO, Digest.ZERO, now.plusSeconds(60));
            NodeRig.until("the lanes are open", () -> es.lanes().status(jp.team).isPresent());
            es.emergencies().emergencies().raise(EmergencyCodec.encode(emergency), officer);
            NodeRig.until(
                    "it is there",
                    () -> jp.emergencies()
                                    .emergencies()
                                    .list(false, Optional.empty(), 10)
                                    .size()
                            == 1);
            assertEquals(
                    es.team,
                    jp.emergencies()
                            .emergencies()
                            .list(false, Optional.empty(), 10)
                            .getFirst()
                            .originator());
        }
    }
}
