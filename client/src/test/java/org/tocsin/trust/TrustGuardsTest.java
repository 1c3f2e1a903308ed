package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TeamManifest.KeyPeriod;
import org.tocsin.model.TreeHead;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.secret.KeyProtection;
import org.tocsin.wire.ManifestCodec;

/// Both sides of guards that no peer reaches by itself: what is read of disk, what is asked of a snapshot, what a
/// connection does not say. Rules R-MAN-5, R-MAN-6, R-TLS-2.
class TrustGuardsTest {
    private final TeamPapers es = Papers.of(Papers.ES);
    private final TeamPapers jp = Papers.of(Papers.JP);

    @Test
    void aCallerMayHaveSoManyConnectionsAndOneThatEndsMakesRoom() {
        PeerIdentity one = identity(jp, Door.PEER);
        ConnectionCounts counts = new ConnectionCounts();
        for (int i = 0; i < ConnectionCounts.CONNECTIONS_MAX; i++) {
            assertTrue(counts.enter(one));
        }
        assertFalse(counts.enter(one));
        counts.leave(one);
        assertTrue(counts.enter(one));
        assertFalse(counts.enter(one));
        for (int i = 0; i < ConnectionCounts.CONNECTIONS_MAX; i++) {
            counts.leave(one);
        }
        // One more than there were changes nothing.
        counts.leave(one);
        assertTrue(counts.enter(one));
    }

    private PeerIdentity identity(TeamPapers papers, Door door) {
        return identity(papers, door, papers.node());
    }

    private PeerIdentity identity(TeamPapers papers, Door door, Credentials shown) {
        Trust trust = new Trust(Papers.ES, List.of(es.pinned(), jp.pinned()));
        assertTrue(trust.pinned(papers.team()).isPresent());
        return assertInstanceOf(Identification.Identified.class, trust.identify(shown.chain(), door, Papers.NOW))
                .peer();
    }

    private Trust trust() {
        return new Trust(Papers.ES, List.of(es.pinned(), jp.pinned()));
    }

    @Test
    void aTeamIsPinnedOnce() {
        assertThrows(IllegalArgumentException.class, () -> new Trust(Papers.ES, List.of(es.pinned(), es.pinned())));
    }

    @Test
    void anIdentityHoldsAsLongAsItsTeamIsPinnedAndItsTimeRuns() {
        Trust trust = trust();
        PeerIdentity peer = identity(jp, Door.PEER);
        assertTrue(trust.stillTrusted(peer, Papers.NOW));
        assertTrue(trust.stillTrusted(peer, peer.notAfter()));
        assertFalse(trust.stillTrusted(peer, peer.notAfter().plusMillis(1)));
        assertEquals(2, trust.teams().size());
        trust.replace(List.of(es.pinned()));
        assertFalse(trust.stillTrusted(peer, Papers.NOW));
        assertEquals(Optional.empty(), trust.pinned(Papers.JP));
        // Another team under the same name: its authority is not the one that vouched.
        trust.replace(List.of(es.pinned(), Papers.of(Papers.JP).pinned()));
        assertFalse(trust.stillTrusted(peer, Papers.NOW));
    }

    @Test
    void theEarliestEndIsOfNodesThatWereSeen() {
        Trust trust = trust();
        assertInstanceOf(
                Identification.Identified.class, trust.identify(session(es.officer()), Door.OPERATOR, Papers.NOW));
        assertEquals(Optional.empty(), trust.earliestEnd(Papers.ES));
        assertInstanceOf(Identification.Identified.class, trust.identify(session(jp.node()), Door.PEER, Papers.NOW));
        assertEquals(Optional.empty(), trust.earliestEnd(Papers.ES));
        assertEquals(Optional.of(jp.node().certificate().getNotAfter().toInstant()), trust.earliestEnd(Papers.JP));
    }

    /// A session of which only the certificates are asked.
    private static SSLSession session(Credentials shown) {
        return (SSLSession) Proxy.newProxyInstance(
                SSLSession.class.getClassLoader(), new Class<?>[] {SSLSession.class}, (self, method, arguments) -> {
                    assertEquals("getPeerCertificates", method.getName());
                    return shown.chain().toArray(new Certificate[0]);
                });
    }

    @Test
    void whoComesInAtWhichDoorIsDecidedByRoleAndTeam() {
        Trust trust = trust();
        assertRefused(CertificateRefusal.WRONG_ROLE, trust, jp.officer(), Door.PEER);
        assertRefused(CertificateRefusal.WRONG_TEAM, trust, es.node(), Door.PEER);
        assertRefused(CertificateRefusal.WRONG_ROLE, trust, es.node(), Door.OPERATOR);
        assertRefused(CertificateRefusal.WRONG_TEAM, trust, jp.officer(), Door.OPERATOR);
        assertRefused(CertificateRefusal.WRONG_TEAM, trust, jp.node(), new Door.Call(Papers.ES));
        Trust alone = new Trust(Papers.ES, List.of(es.pinned()));
        assertRefused(CertificateRefusal.TEAM_NOT_PINNED, alone, jp.node(), Door.PEER);
        identity(jp, new Door.Call(Papers.JP));
        assertInstanceOf(
                Identification.Identified.class, trust.identify(es.officer().chain(), Door.OPERATOR, Papers.NOW));
    }

    private static void assertRefused(CertificateRefusal reason, Trust trust, Credentials shown, Door door) {
        assertEquals(
                reason,
                assertInstanceOf(Identification.Refused.class, trust.identify(shown.chain(), door, Papers.NOW))
                        .reason());
    }

    /// R-TLS-2: nobody is let in on a connection that cannot be asked where it is.
    @Test
    void aConnectionThatDoesNotSayWhichTeamIsExpectedIsRefused() throws CertificateException {
        List<DoorRefusal> told = new ArrayList<>();
        X509Certificate[] chain = jp.node().chain().toArray(X509Certificate[]::new);
        Doorkeeper calls = new Doorkeeper(
                trust(), engine -> CallerSslContext.expected(engine).map(Door.Call::new), () -> Papers.NOW, told::add);
        assertThrows(CertificateException.class, () -> calls.checkServerTrusted(chain, "ECDHE"));
        assertThrows(CertificateException.class, () -> calls.checkClientTrusted(chain, "ECDHE"));
        assertEquals(List.of(), told);
        assertEquals(0, calls.getAcceptedIssuers().length);
        Doorkeeper known =
                new Doorkeeper(trust(), engine -> Optional.of(new Door.Call(Papers.JP)), () -> Papers.NOW, told::add);
        known.checkServerTrusted(chain, "ECDHE");
        X509Certificate[] other = es.node().chain().toArray(X509Certificate[]::new);
        assertThrows(CertificateException.class, () -> known.checkServerTrusted(other, "ECDHE"));
        assertEquals(
                List.of(CertificateRefusal.WRONG_TEAM),
                told.stream().map(DoorRefusal::reason).toList());
    }

    @Test
    void credentialsHaveACertificate() {
        assertThrows(
                IllegalArgumentException.class, () -> new Credentials(es.node().key(), List.of()));
    }

    @Test
    void aFileOfPapersHoldsWhatItIsForOrIsRefusedByName(@TempDir Path directory) throws IOException {
        Path certificates = directory.resolve("node.pem");
        Path key = directory.resolve("node.key");
        Pem.writeCertificates(certificates, es.node().chain());
        Pem.writeKey(key, es.node().key(), KeyProtection.none());
        assertEquals(es.node().chain(), Pem.readCertificates(certificates));
        assertEquals(es.node().key(), Pem.readKey(key, KeyProtection.none()));
        String one = Files.readString(certificates);
        String secret = Files.readString(key);
        Path broken = directory.resolve("broken");
        for (String text : List.of(
                "",
                "nothing",
                secret,
                one.repeat(9),
                one + secret,
                one.replaceFirst("MII", "AAA"),
                "x".repeat(65 * 1024))) {
            Files.writeString(broken, text);
            IOException refused = assertThrows(IOException.class, () -> Pem.readCertificates(broken));
            assertTrue(String.valueOf(refused.getMessage()).startsWith(broken.toString()), refused.getMessage());
        }
        for (String text : List.of("", one, secret + secret, secret.replaceFirst("M", "A"))) {
            Files.writeString(broken, text);
            IOException refused = assertThrows(IOException.class, () -> Pem.readKey(broken, KeyProtection.none()));
            assertTrue(String.valueOf(refused.getMessage()).startsWith(broken.toString()), refused.getMessage());
        }
        Files.writeString(broken, one.repeat(8));
        assertEquals(8, Pem.readCertificates(broken).size());
        Path manifests = directory.resolve("team.manifests");
        Files.writeString(manifests, "no manifests");
        assertThrows(IOException.class, () -> PapersDirectory.readManifests(manifests));
        Files.write(manifests, new byte[ManifestCodec.FILE_BYTES_MAX + 1]);
        assertThrows(IOException.class, () -> PapersDirectory.readManifests(manifests));
    }

    @Test
    void whatOthersMayReadOrChangeIsNamed(@TempDir Path directory) throws IOException {
        es.save(directory);
        PapersDirectory papers = new PapersDirectory(directory);
        assertEquals(List.of(), papers.exposedKeys());
        Path root = papers.rootKeyFile();
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(List.of(root), papers.exposedKeys());
    }

    /// R-MAN-5, R-MAN-6: of another team, another epoch, or beyond what its period closed with, nothing is signed.
    @Test
    void onlyThePeriodsOfTheOriginItselfSign() {
        TreeHead head = new TreeHead(5, Digest.ZERO);
        KeyPeriod open = es.pinned().current().ledgerKeys().getFirst();
        KeyPeriod closed = open.closed(head, Optional.empty());
        TeamManifest closedManifest = new TeamManifest(
                Papers.ES,
                "A team",
                2,
                Optional.of(Digest.ZERO),
                es.pinned().current().root(),
                es.pinned().current().nodeAuthorities(),
                es.pinned().current().officerAuthorities(),
                es.pinned().current().nodes(),
                List.of(closed),
                Papers.NOW);
        KeyPeriods periods = new KeyPeriods(closedManifest);
        Origin own = new Origin(Papers.ES, 1);
        assertEquals(1, periods.signers(own, head).size());
        assertEquals(1, periods.signers(own, new TreeHead(4, Digest.ZERO)).size());
        assertEquals(List.of(), periods.signers(own, new TreeHead(6, Digest.ZERO)));
        assertEquals(List.of(), periods.signers(own, new TreeHead(5, digest(1))));
        assertEquals(List.of(), periods.signers(new Origin(Papers.ES, 2), head));
        assertEquals(List.of(), periods.signers(new Origin(Papers.JP, 1), head));
        assertEquals(List.of(open.key()), periods.closedKeys(own));
        assertEquals(List.of(), periods.closedKeys(new Origin(Papers.JP, 1)));
        assertEquals(List.of(), periods.closedKeys(new Origin(Papers.ES, 2)));
        assertEquals(List.of(), es.pinned().keyPeriods().closedKeys(own));
        assertEquals(Optional.empty(), periods.open());
        assertEquals(List.of(), periods.allOpen());
        assertEquals(Optional.of(open), es.pinned().keyPeriods().open());
    }

    private static Digest digest(int value) {
        byte[] bytes = new byte[Digest.LENGTH];
        bytes[0] = (byte) value;
        return Digest.wrap(bytes);
    }

    @Test
    void anApprovalsCertificateIsValidFromItsBeginningToBeforeItsEnd() {
        OfficerApproval approval = OfficerApprovals.approve(
                es.officer(),
                Papers.ES,
                OfficerApprovals.Subject.AGREEMENT,
                Bytes.ofUtf8("terms"),
                Papers.NOW,
                Papers.RANDOM);
        X509Certificate certificate = es.officer().certificate();
        assertTrue(OfficerApprovals.isValid(approval, certificate.getNotBefore().toInstant()));
        assertFalse(OfficerApprovals.isValid(
                approval, certificate.getNotBefore().toInstant().minusMillis(1)));
        assertTrue(OfficerApprovals.isValid(
                approval, certificate.getNotAfter().toInstant().minusMillis(1)));
        assertFalse(OfficerApprovals.isValid(approval, certificate.getNotAfter().toInstant()));
        OfficerApproval unreadable = new OfficerApproval(Bytes.ofUtf8("none"), Papers.NOW, approval.signature());
        assertFalse(OfficerApprovals.isValid(unreadable, Papers.NOW));
        assertThrows(IllegalArgumentException.class, () -> OfficerApprovals.officer(unreadable));
        OfficerApproval longer = new OfficerApproval(approval.certificate(), Papers.NOW, Bytes.wrap(new byte[73]));
        assertInstanceOf(
                OfficerApprovals.Verdict.Refused.class,
                OfficerApprovals.verify(
                        List.of(longer), es.pinned(), OfficerApprovals.Subject.AGREEMENT, Bytes.ofUtf8("terms")));
    }

    @Test
    void otherCredentialsAreTakenOnlyIfTheirPartsBelongTogether() throws Exception {
        TlsContexts contexts =
                new TlsContexts(trust(), es.node(), TlsContexts.Classical.REFUSE, () -> Papers.NOW, refusal -> {});
        var before = contexts.caller(Papers.JP);
        Credentials mixed = new Credentials(jp.node().key(), es.node().chain());
        assertThrows(IllegalArgumentException.class, () -> contexts.reload(mixed));
        contexts.reload(es.node());
        assertTrue(before.isClient());
        assertEquals(Suite.ED25519, es.root().suite());
    }

    @Test
    void aTeamNamesTheAuthoritiesOfEachOfItsRoles() {
        assertEquals(List.of(es.nodeAuthority().certificate()), es.pinned().authorities(PeerIdentity.Role.NODE));
        assertEquals(List.of(es.officerAuthority().certificate()), es.pinned().authorities(PeerIdentity.Role.OFFICER));
    }

    /// Of an officer the authority is pinned and the key is not; of a node both are.
    @Test
    void anOfficersIdentityHoldsWithoutTheirKeyInTheManifest() {
        Trust trust = trust();
        PeerIdentity officer = identity(es, Door.OPERATOR, es.officer());
        assertTrue(trust.stillTrusted(officer, Papers.NOW));
        PeerIdentity node = identity(jp, Door.PEER);
        PeerIdentity renamed =
                new PeerIdentity(node.team(), node.role(), "node-9", node.spki(), node.authority(), node.notAfter());
        assertFalse(trust.stillTrusted(renamed, Papers.NOW));
        PeerIdentity rekeyed =
                new PeerIdentity(node.team(), node.role(), node.name(), digest(7), node.authority(), node.notAfter());
        assertFalse(trust.stillTrusted(rekeyed, Papers.NOW));
    }

    @Test
    void aNameThatLeavesNoRoomInACertificateIsLeftOut() {
        Team longest = new Team("a".repeat(40) + ".cert-es.example");
        TeamPapers papers = Papers.of(longest);
        assertEquals(
                "CN=officer authority",
                papers.officerAuthority()
                        .certificate()
                        .getSubjectX500Principal()
                        .getName());
        assertEquals(longest, papers.pinned().team());
    }
}
