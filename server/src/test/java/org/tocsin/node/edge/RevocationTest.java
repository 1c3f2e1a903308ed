package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.NodeEntry;
import org.tocsin.model.TeamManifest.Provisions;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.ManifestSigner;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.TeamPapers;

/// A partner's node key is revoked while a stream of it is open: the stream is ended, not one more message counts, and
/// nobody comes in with that key again. Rules R-MAN-7 and R-MAN-9; threat S-REVOKED.
class RevocationTest {
    @TempDir
    private Path directory;

    private NodeRig es;
    private NodeRig jp;

    @BeforeEach
    void startBoth() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        es.start();
        jp.start();
    }

    @AfterEach
    void stopBoth() {
        es.close();
        jp.close();
    }

    /// The next manifest of es: it revokes the node's key, or its authority's, and names another one for the node.
    private TeamManifest.Signed revoking(Credentials revoked, Credentials next) {
        TeamManifest first = es.papers.pinned().current();
        NodeEntry node = first.nodes().getFirst();
        return new ManifestSigner(es.papers.root())
                .sign(new TeamManifest(
                        first.team(),
                        first.displayName(),
                        2,
                        Optional.of(Sha256.of(es.papers.manifest().manifest())),
                        first.root(),
                        first.nodeAuthorities(),
                        first.officerAuthorities(),
                        List.of(new NodeEntry(node.name(), List.of(TeamPapers.spki(next)), node.endpoints())),
                        first.ledgerKeys(),
                        Instant.now(),
                        new Provisions(List.of(), List.of(TeamPapers.spki(revoked)), List.of())));
    }

    private Credentials nextNode() {
        Instant now = Instant.now();
        return new CertificateIssuer(new SecureRandom())
                .issue(
                        es.papers.nodeAuthority(),
                        Subject.of(es.team, Role.NODE, "node-1", now.minusSeconds(60), now.plus(Duration.ofDays(1))));
    }

    private boolean isConnected() {
        return es.lanes()
                .status(jp.team, Lane.ROUTINE)
                .filter(status -> status.state() == LaneStatus.State.CONNECTED)
                .isPresent();
    }

    @Test
    void theStreamOfARevokedKeyEndsAndNotOneMoreMessageCounts() throws Exception {
        es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        NodeRig.until("the first record is there", () -> jp.received(es.team).size() == 1);
        NodeRig.until("the lane is open", this::isConnected);

        // Nobody moves on the stream: only the sweep can end it.
        jp.learn(es.team, List.of(revoking(es.papers.node(), nextNode())));
        jp.tls().sweep();
        NodeRig.until("the stream is ended", () -> !isConnected());

        // Whatever comes from that key, on whatever connection, counts for nothing.
        for (int number = 2; number <= 5; number++) {
            es.publish(SampleRecords.bundle(number, Tlp.GREEN));
        }
        NodeRig.until(
                "the caller was refused",
                () -> es.lanes()
                        .status(jp.team, Lane.ROUTINE)
                        .filter(status -> status.state() == LaneStatus.State.WAITING)
                        .isPresent());
        assertEquals(1, jp.received(es.team).size());
    }

    @Test
    void whatARevocationCutsOffFollowsUnderTheNextKey() throws Exception {
        List<Bytes> contents = new ArrayList<>();
        for (int number = 0; number < 400; number++) {
            contents.add(SampleRecords.bundle(number, Tlp.GREEN));
        }
        es.publish(contents);
        NodeRig.until("some is there", () -> !jp.received(es.team).isEmpty());

        Credentials next = nextNode();
        TeamManifest.Signed second = revoking(es.papers.node(), next);
        jp.learn(es.team, List.of(second));
        jp.tls().sweep();
        es.learn(es.team, List.of(second));
        es.tls().reload(next);
        es.lanes().retry(jp.team, Optional.empty());
        NodeRig.until("everything is there", () -> jp.received(es.team).size() == 400);
        assertEquals(contents, jp.received(es.team));
    }
}
