package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Suite;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.secret.KeyProtection;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.PeerIdentity.Role;

/// A team's keys and papers on disk, and the fingerprint of rule R-MAN-3.
class PapersDirectoryTest {
    @TempDir
    private Path directory;

    private final TeamPapers made = Papers.of(Papers.ES, Suite.ED25519_ML_DSA_65);
    private PapersDirectory papers;

    @BeforeEach
    void save() throws IOException {
        made.save(directory);
        papers = new PapersDirectory(directory);
    }

    @Test
    void whatWasWrittenIsReadBackAndHolds() throws IOException {
        PinnedTeam own = papers.own();
        assertEquals(Papers.ES, own.team());
        assertEquals(made.rootFingerprint(), own.rootFingerprint());
        assertEquals(made.node().chain(), papers.node().chain());
        assertEquals(made.officer().chain(), papers.officer().chain());
        assertEquals(made.nodeAuthority().chain(), papers.nodeAuthority().chain());
        assertEquals(made.officerAuthority().chain(), papers.officerAuthority().chain());
        assertEquals(made.root().publicKey(), papers.root(Papers.RANDOM).publicKey());
        assertTrue(papers.ledger(made.ledger().publicKey(), Papers.RANDOM).isPresent());
        assertEquals(Optional.empty(), papers.ledger(made.root().publicKey(), Papers.RANDOM));
    }

    @Test
    void laterLedgerKeysAreFoundByTheirPublicKey() throws IOException {
        SuitePrivateKey second = SuitePrivateKey.generate(Suite.ED25519_ML_DSA_65, Papers.RANDOM);
        papers.addLedger(2, second);
        assertTrue(papers.ledger(second.publicKey(), Papers.RANDOM).isPresent());
    }

    @Test
    void whatIsNoPublicKeyOnP256IsRefused() throws Exception {
        Path file = directory.resolve("token.pub");
        Files.write(file, new byte[70_000]);
        assertRefused(file, "larger than");
        byte[] another = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        Files.writeString(
                file,
                "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(another)
                        + "\n-----END PUBLIC KEY-----\n");
        assertRefused(file, "not a P-256 public key");
    }

    private static void assertRefused(Path publicKey, String why) {
        IOException refused = assertThrows(IOException.class, () -> PapersDirectory.readPublicKey(publicKey));
        assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.toString());
    }

    @Test
    void onlyTheOwnerReadsKeys() throws IOException {
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(papers.keys())));
        try (Stream<Path> files = Files.list(papers.keys())) {
            List<Path> keys = files.toList();
            assertEquals(6, keys.size());
            for (Path key : keys) {
                assertEquals(
                        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)), key.toString());
            }
        }
    }

    @Test
    void keysAreNeverOverwritten() {
        assertThrows(
                FileAlreadyExistsException.class, () -> Papers.of(Papers.ES).save(directory));
        assertTrue(Files.exists(papers.rootKeyFile()));
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedWithItsName() throws IOException {
        Files.copy(
                papers.officerCertificateFile(),
                papers.papers().resolve("node.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        IOException refused = assertThrows(IOException.class, papers::node);
        assertTrue(String.valueOf(refused.getMessage()).contains("node.key"), refused.getMessage());
    }

    @Test
    void messagesAndTextsHoldNoKey() throws IOException {
        Path key = papers.keys().resolve("node.key");
        String secret = Files.readString(key);
        Files.writeString(key, secret.replace("PRIVATE", "PUBLIC"));
        IOException refused = assertThrows(IOException.class, papers::node);
        Files.writeString(key, secret.replace("M", "N"));
        IOException garbled = assertThrows(IOException.class, papers::node);
        String line = secret.lines().skip(1).findFirst().orElseThrow();
        for (String text : List.of(
                String.valueOf(refused.getMessage()),
                String.valueOf(garbled.getMessage()),
                made.toString(),
                made.node().toString(),
                made.root().toString())) {
            assertFalse(text.contains(line), text);
            assertFalse(text.contains(
                    Base64.getEncoder().encodeToString(made.node().key().getEncoded())));
        }
    }

    @Test
    void manifestsThatDoNotHoldAreRefusedWithTheReason() throws IOException {
        papers.saveManifests(List.of(Papers.of(Papers.ES).manifest()));
        IOException refused = assertThrows(IOException.class, papers::own);
        assertTrue(String.valueOf(refused.getMessage()).contains("ROOT_FINGERPRINT"), refused.getMessage());
        Files.writeString(papers.manifestsFile(), "noise");
        assertThrows(IOException.class, papers::manifests);
    }

    @Test
    void aFingerprintIsReadInAnyGrouping() {
        String spoken = Fingerprint.spoken(made.rootFingerprint());
        assertEquals(16, spoken.split(" ", -1).length);
        assertEquals(Optional.of(made.rootFingerprint()), Fingerprint.parse(spoken + "\n"));
        assertEquals(Optional.of(made.rootFingerprint()), Fingerprint.parse(spoken.replace(' ', ':')));
        assertEquals(Optional.empty(), Fingerprint.parse(spoken.substring(1)));
        assertEquals(Optional.empty(), Fingerprint.parse(spoken.replace(spoken.charAt(0), 'g')));
    }

    @Test
    void aKeyThatOthersMayReadIsNamed() throws IOException {
        assertEquals(List.of(), papers.exposedKeys());
        Files.setPosixFilePermissions(papers.rootKeyFile(), PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(List.of(papers.rootKeyFile()), papers.exposedKeys());
    }

    private Credentials anotherNode(boolean ofANewKey) {
        CertificateIssuer issuer = new CertificateIssuer(Papers.RANDOM);
        Subject subject = Subject.of(Papers.ES, Role.NODE, "node-1", Papers.NOW, Papers.NOW.plus(Duration.ofDays(400)));
        return ofANewKey
                ? issuer.issue(made.nodeAuthority(), subject)
                : new Credentials(
                        made.node().key(),
                        List.of(issuer.certify(
                                made.nodeAuthority(), made.node().certificate().getPublicKey(), subject)));
    }

    @Test
    void nextPapersWaitBesideThoseInUseUntilTheyArePromoted() throws IOException {
        assertEquals(Optional.empty(), papers.nextNode());
        assertEquals(Optional.empty(), papers.nextNodeChain());
        for (boolean ofANewKey : List.of(false, true)) {
            Credentials before = papers.node();
            Credentials next = anotherNode(ofANewKey);
            papers.saveNextNode(next, ofANewKey);
            assertEquals(ofANewKey, Files.exists(papers.nextNodeKeyFile()));
            assertEquals(Optional.of(next.chain()), papers.nextNodeChain());
            assertEquals(next.chain(), papers.nextNode().map(Credentials::chain).orElseThrow());
            assertEquals(before.chain(), papers.node().chain());
            papers.promoteNode();
            assertEquals(next.chain(), papers.node().chain());
            assertEquals(Optional.empty(), papers.nextNode());
            assertFalse(Files.exists(papers.nextNodeKeyFile()));
        }
    }

    /// A crash between the two moves leaves the new key beside the old certificate.
    @Test
    void aPromotionThatWasCutShortIsFinishedByWhoReadsThePapers() throws IOException {
        Credentials next = anotherNode(true);
        papers.saveNextNode(next, true);
        Files.move(papers.nextNodeKeyFile(), papers.keys().resolve("node.key"), StandardCopyOption.REPLACE_EXISTING);
        assertEquals(next.chain(), papers.node().chain());
        assertFalse(Files.exists(papers.nextNodeCertificateFile()));
    }

    /// A certificate that waits for the key in use is none that was cut short.
    @Test
    void aCertificateThatWaitsIsNotTakenBeforeItsTime() throws IOException {
        Credentials next = anotherNode(false);
        papers.saveNextNode(next, false);
        assertEquals(made.node().chain(), papers.node().chain());
        assertTrue(Files.exists(papers.nextNodeCertificateFile()));
    }

    @Test
    void aNextKeyOfAnotherCertificateIsRefused() throws IOException {
        papers.saveNextNode(anotherNode(true), true);
        Pem.writeCertificates(papers.nextNodeCertificateFile(), made.officer().chain());
        IOException refused = assertThrows(IOException.class, papers::nextNode);
        assertTrue(String.valueOf(refused.getMessage()).contains("node-next.key"), refused.getMessage());
    }

    @Test
    void anAuthorityIsKeptBesideTheOneInUse() throws IOException {
        Credentials other = Papers.of(Papers.ES).nodeAuthority();
        Path certificate = papers.addAuthority("node-authority-2", other);
        assertEquals(other.chain(), Pem.readCertificates(certificate));
        assertEquals(made.nodeAuthority().chain(), papers.nodeAuthority().chain());
    }

    @Test
    void aDirectoryOfKeysThatOthersMayEnterIsNamedFirst() throws IOException {
        Files.setPosixFilePermissions(papers.keys(), PosixFilePermissions.fromString("rwxr-x---"));
        Path key = papers.keys().resolve("node.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw----r--"));
        assertEquals(List.of(papers.keys(), key), papers.exposedKeys());
    }

    @Test
    void anOfficerElsewhereHasTheirOwnPapersAndTheTeamsManifests() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        PapersDirectory.saveOfficer(elsewhere, made.officer(), papers.manifests(), KeyProtection.none());
        PapersDirectory theirs = new PapersDirectory(elsewhere);
        assertEquals(made.officer().chain(), theirs.officer().chain());
        assertEquals(papers.manifests(), theirs.manifests());
        assertThrows(
                FileAlreadyExistsException.class,
                () -> PapersDirectory.saveOfficer(elsewhere, made.officer(), papers.manifests(), KeyProtection.none()));
    }
}
