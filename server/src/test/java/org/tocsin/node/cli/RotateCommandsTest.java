package org.tocsin.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.model.Team;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.Door;
import org.tocsin.trust.Identification;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.Trust;

/// The authority that issues for officers is replaced while officers work, and a certificate is issued for a key that
/// is not here. Rules R-TLS-2, R-MAN-4; threats S-REVOKED, S-STRANGER.
class RotateCommandsTest {
    @TempDir
    Path top;

    private DirectoryRig rig;
    private int version = 1;

    @BeforeEach
    void makeNode() throws IOException {
        rig = new DirectoryRig(top);
    }

    @Test
    void theAuthorityForOfficersIsReplacedAndOfficersGoOnUnderTheNextOne() throws Exception {
        must("node", "add-officer", "second", "--roles", "analyst", "--id", "second", "--node", "jp");
        Path first = rig.directory.resolve("papers/officer.pem");
        Path second = top.resolve("second/papers/officer.pem");
        List<X509Certificate> before = PapersDirectory.readCertificates(second);
        PeerIdentity firstBefore = identified(first);

        must("node", "rotate", "officer-authority", "--node", "jp");
        // It counts for nobody before a manifest names it: the one in use still issues.
        must("node", "rotate", "officer", "--node", "jp");
        assertEquals(firstBefore.authority(), identified(first).authority());
        taken("--officer-authority", "jp/papers/officer-authority-next.pem");
        assertEquals(2, rig.home().own().authorities(Role.OFFICER).size());

        must("node", "rotate", "officer", "--node", "jp");
        must("node", "rotate", "officer", "--for", "second/papers/officer.pem", "--node", "jp");
        must("node", "add-officer", "third", "--roles", "analyst", "--id", "third", "--node", "jp");
        taken("--drop-authority", "jp/papers/officer-authority.pem");

        PeerIdentity firstAfter = identified(first);
        assertEquals(firstBefore.name(), firstAfter.name());
        assertEquals(firstBefore.spki(), firstAfter.spki(), "the key is the same");
        assertTrue(!firstBefore.authority().equals(firstAfter.authority()));
        assertEquals("second", identified(second).name());
        assertEquals(
                firstAfter.authority(),
                identified(top.resolve("third/papers/officer.pem")).authority());
        assertTrue(identify(before) instanceof Identification.Refused, "the old certificate");
        assertTrue(PapersDirectory.readCredentials(top.resolve("second/keys/officer.key"), second)
                .belongTogether());
    }

    @Test
    void nobodyIsMadeAnOfficerByARenewal() throws Exception {
        Path stranger = top.resolve("stranger.pem");
        Team team = DirectoryRig.TEAM;
        var issuer = new CertificateIssuer(rig.random);
        PapersDirectory.writeCertificate(
                stranger, issuer.selfSigned(subject(team, Role.OFFICER)).certificate());
        says("no officer's certificate that counts here", "--for", stranger.toString());
        says("no officer's certificate that counts here", "--for", "jp/papers/node.pem");

        // One that was revoked, while its authority still counts.
        must("node", "add-officer", "second", "--roles", "analyst", "--node", "jp");
        taken("--revoke", "second/papers/officer.pem");
        says("no officer's certificate that counts here", "--for", "second/papers/officer.pem");
    }

    @Test
    void anAuthorityThatNoManifestNamesIssuesToNobody() throws Exception {
        Path keys = rig.directory.resolve("keys");
        Files.move(keys.resolve("officer-authority.key"), top.resolve("away.key"));
        must("node", "rotate", "officer-authority", "--node", "jp");
        says("no authority for officers whose key is here");
        assertEquals(ExitCode.UNUSABLE, rig.run("node", "add-officer", "second", "--roles", "analyst", "--node", "jp"));
        assertTrue(Files.notExists(top.resolve("second")));
    }

    @Test
    void aCertificateIsIssuedForAKeyThatIsNotHere() throws Exception {
        KeyPair elsewhere = pair("secp256r1");
        byte[] der = elsewhere.getPublic().getEncoded();
        Files.write(top.resolve("node.der"), der);
        Files.writeString(
                top.resolve("node.pub"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END PUBLIC KEY-----\n",
                StandardCharsets.US_ASCII);
        Path made = rig.directory.resolve("papers/node-elsewhere.pem");
        for (String file : List.of("node.der", "node.pub")) {
            Files.deleteIfExists(made);
            must("node", "rotate", "certificate", "--public-key", file, "--node", "jp");
            Credentials node = new Credentials(elsewhere.getPrivate(), PapersDirectory.readCertificates(made));
            assertTrue(node.belongTogether());
        }
        assertTrue(Files.notExists(rig.home().papers().nextNodeCertificateFile()), "a running node leaves it alone");

        taken("--node-key", "tokyo-1=jp/papers/node-elsewhere.pem");
        Trust partner =
                new Trust(new Team("cert-es.example"), List.of(rig.home().own()));
        assertTrue(
                partner.identify(PapersDirectory.readCertificates(made), Door.PEER, DirectoryRig.NOW)
                        instanceof Identification.Identified);
    }

    @Test
    void noCertificateIsIssuedForWhatIsNoKeyOnP256() throws Exception {
        Files.write(top.resolve("p384.der"), pair("secp384r1").getPublic().getEncoded());
        Files.writeString(top.resolve("nonsense"), "not a key");
        for (String file : List.of("p384.der", "nonsense", "jp/papers/node.pem", "nosuch")) {
            assertEquals(
                    ExitCode.UNUSABLE,
                    rig.run("node", "rotate", "certificate", "--public-key", file, "--node", "jp"),
                    file);
        }
        assertTrue(Files.notExists(rig.directory.resolve("papers/node-elsewhere.pem")));
    }

    private static KeyPair pair(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static Subject subject(Team team, Role role) {
        return Subject.of(
                team, role, "7f3a", DirectoryRig.NOW.minusSeconds(60), DirectoryRig.NOW.plus(Duration.ofDays(1)));
    }

    private PeerIdentity identified(Path certificate) throws Exception {
        return identify(PapersDirectory.readCertificates(certificate)) instanceof Identification.Identified known
                ? known.peer()
                : fail(certificate);
    }

    private static PeerIdentity fail(Path certificate) {
        throw new AssertionError(certificate + " is nobody's");
    }

    private Identification identify(List<X509Certificate> chain) throws Exception {
        Trust trust = new Trust(DirectoryRig.TEAM, List.of(rig.home().own()));
        return trust.identify(chain, Door.OPERATOR, DirectoryRig.NOW);
    }

    /// The next manifest, drafted, signed and taken.
    private void taken(String... changes) throws IOException {
        Path signed = top.resolve("signed-" + ++version);
        Files.copy(rig.directory.resolve("papers/team.manifests"), signed);
        String draft = "draft-" + version + ".toml";
        String[] words = new String[6 + changes.length];
        System.arraycopy(
                new String[] {"team", "manifest", "edit", draft, "--manifests", signed.toString()}, 0, words, 0, 6);
        System.arraycopy(changes, 0, words, 6, changes.length);
        must(words);
        must("team", "manifest", "sign", draft, "--manifests", signed.toString(), "--root-key", "jp/keys/root.key");
        must("node", "manifest", signed.toString(), "--node", "jp");
    }

    private void must(String... words) {
        rig.err.reset();
        assertEquals(ExitCode.OK, rig.run(words), () -> DirectoryRig.printed(rig.err));
    }

    private void says(String why, String... more) {
        String[] words = new String[5 + more.length];
        System.arraycopy(new String[] {"node", "rotate", "officer", "--node", "jp"}, 0, words, 0, 5);
        System.arraycopy(more, 0, words, 5, more.length);
        rig.err.reset();
        assertEquals(ExitCode.UNUSABLE, rig.run(words));
        assertTrue(DirectoryRig.printed(rig.err).contains(why), DirectoryRig.printed(rig.err));
    }
}
