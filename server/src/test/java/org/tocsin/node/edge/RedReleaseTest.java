package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.Tlp;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PeerIdentity.Role;

/// Two officers are behind what is RED. Rule R-REL-10; threat T39.
class RedReleaseTest {
    private static final String JP = "cert-jp.example";

    @TempDir
    Path directory;

    private OperatorRig es;
    private OperatorRig jp;
    private Path red;
    private int approvals;

    @BeforeEach
    void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), InstantSource.system());
        jp = new OperatorRig(directory, JP, FreePorts.next(), InstantSource.system());
        OperatorRig.pin(es, jp);
        es.fourEyes = true;
        red = Files.writeString(es.home.resolve("red.json"), StixText.bundle(StixText.incident(Tlp.RED)));
    }

    @AfterEach
    void stopNodes() {
        es.close();
        jp.close();
    }

    private Path officer(String name, Duration life) throws Exception {
        Instant now = InstantSource.system().instant();
        Path home = es.home.resolve(name);
        var made = new CertificateIssuer(new SecureRandom())
                .issue(
                        es.papers.officerAuthority(),
                        CertificateIssuer.Subject.of(
                                es.team, Role.OFFICER, name, now.minusSeconds(3_600), now.plus(life)));
        PapersDirectory.saveOfficer(home, made, new PapersDirectory(es.home).manifests());
        Files.writeString(
                home.resolve(OfficerFile.NAME),
                OfficerFile.text("127.0.0.1:" + es.operatorPort, es.papers.rootFingerprint()));
        return home;
    }

    /// An officer's approval of a document for teams.
    private Path approval(Path officer, Path document, String teams) {
        Path out = es.home.resolve("approval-" + approvals++);
        OperatorRig.must(es.type(
                "record",
                "approve",
                document.toString(),
                "--audience",
                teams,
                "--out",
                out.toString(),
                "--node",
                officer.toString()));
        return out;
    }

    private void refused(Path document, String audience, Path approval, String why) {
        long size = es.ledger.head().tree().size();
        var typed = es.type(
                "record", "publish", document.toString(), "--audience", audience, "--approval", approval.toString());
        assertEquals(ExitCode.NEGATIVE, typed.exit(), why);
        assertTrue(typed.out().contains("NEEDS_APPROVAL") && typed.out().contains(why), typed.out());
        assertEquals(size, es.ledger.head().tree().size(), "nothing is stated");
    }

    @Test
    void nobodyReleasesWhatIsRedAlone() throws Exception {
        var alone = es.type("record", "publish", red.toString(), "--audience", JP);
        assertEquals(ExitCode.NEGATIVE, alone.exit());
        assertTrue(alone.out().contains("NEEDS_APPROVAL"), alone.out());
        assertEquals(0, es.ledger.head().tree().size(), "nothing is stated");
        refused(red, JP, approval(es.home, red, JP), "your own");
        Path second = officer("0b0b", Duration.ofHours(1));
        Path approval = approval(second, red, JP);
        refused(red, JP, approval, "no signatory");
        es.enrol("0b0b", Set.of(OfficerRole.ANALYST, OfficerRole.AUDITOR, OfficerRole.OPERATOR));
        refused(red, JP, approval, "no signatory");
        es.enrol("0b0b", Set.of(OfficerRole.SIGNATORY));
        OperatorRig.must(
                es.type("record", "publish", red.toString(), "--audience", JP, "--approval", approval.toString()));
        assertTrue(OperatorRig.must(es.type("audit", "list", "--method", "Publish"))
                .out()
                .contains("approval at"));
    }

    @Test
    void anApprovalIsForOneDocumentAndOneAudience() throws Exception {
        Path second = officer("0b0b", Duration.ofHours(1));
        es.enrol("0b0b", Set.of(OfficerRole.SIGNATORY));
        Path approval = approval(second, red, JP);
        Path other = Files.writeString(es.home.resolve("other.json"), Files.readString(red) + " ");
        refused(other, JP, approval, "not for this document");
        refused(red, JP + ",cert-es.example", approval, "not for this document");
        es.enrol("0b0b", Set.of());
        refused(red, JP, approval, "no signatory");
    }

    @Test
    void anApprovalEndsWithItsCertificate() throws Exception {
        Path second = officer("0b0b", Duration.ofMillis(1));
        es.enrol("0b0b", Set.of(OfficerRole.SIGNATORY));
        refused(red, JP, approval(second, red, JP), "approv");
    }

    @Test
    void whatGoesNowhereOrIsMilderNeedsNobody() throws Exception {
        OperatorRig.must(es.type("record", "publish", red.toString()));
        Path amber = Files.writeString(es.home.resolve("amber.json"), StixText.bundle(StixText.incident(Tlp.AMBER)));
        OperatorRig.must(es.type("record", "publish", amber.toString(), "--audience", JP));
    }
}
