package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.node.directory.RedRelease.ReleaseDrafts;
import org.tocsin.peer.OperatorFault;
import org.tocsin.secret.KeyProtection;
import org.tocsin.testing.FreePorts;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.wire.AgreementActCodec;

/// Two officers are behind what is RED. Rule R-REL-10; threat T39.
class RedReleaseTest {
    private static final String JP = "cert-jp.example";

    @TempDir
    Path directory;

    private OperatorRig es;
    private OperatorRig jp;
    private Path red;
    private int approvals;
    private volatile Instant now = Instant.ofEpochMilli(InstantSource.system().millis());

    private Instant now() {
        return now;
    }

    @BeforeEach
    void startNodes() throws Exception {
        es = new OperatorRig(directory, "cert-es.example", FreePorts.next(), () -> now());
        jp = new OperatorRig(directory, JP, FreePorts.next(), () -> now());
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
        Path home = es.home.resolve(name);
        var made = new CertificateIssuer(new SecureRandom())
                .issue(
                        es.papers.officerAuthority(),
                        CertificateIssuer.Subject.of(
                                es.team, Role.OFFICER, name, now.minusSeconds(3_600), now.plus(life)));
        PapersDirectory.saveOfficer(home, made, new PapersDirectory(es.home).manifests(), KeyProtection.none());
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
        Path second = officer("0b0b", Duration.ofHours(1));
        es.enrol("0b0b", Set.of(OfficerRole.SIGNATORY));
        Path approval = approval(second, red, JP);
        now = now.plus(Duration.ofHours(1));
        refused(red, JP, approval, "the certificate of officer 0b0b, who approved it, is not valid now");
        refused(red, JP, approval(second, red, JP), "does not hold: valid until");
    }

    /// What the officer in the node's directory published without an approval, as a draft.
    private String draft(Path document, String... more) {
        long size = es.ledger.head().tree().size();
        List<String> words = new ArrayList<>(
                List.of("record", "publish", document.toString(), "--audience", JP, "--output", "json"));
        words.addAll(List.of(more));
        var typed = es.type(words.toArray(String[]::new));
        assertEquals(ExitCode.NEGATIVE, typed.exit(), "it is not published");
        assertTrue(
                typed.out().contains("\"verdict\":\"waits\"") && typed.out().contains("NEEDS_APPROVAL"), typed.out());
        assertEquals(size, es.ledger.head().tree().size(), "nothing is stated");
        return typed.out().replaceFirst("(?s).*\"draft\":\"([0-9a-f]{64})\".*", "$1");
    }

    private OperatorRig.Typed as(Path officer, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--node", officer.toString()));
        return es.type(all.toArray(String[]::new));
    }

    private static void refuses(OperatorRig.Typed typed, String why) {
        assertEquals(ExitCode.REFUSED, typed.exit(), typed.err());
        assertTrue(typed.err().contains(why), typed.err());
    }

    @Test
    void whatWaitsIsSeenReadAndPublishedByASecondSignatoryInOneCommand() throws Exception {
        Path second = officer("0b0b", Duration.ofHours(1));
        es.enrol("0b0b", Set.of(OfficerRole.SIGNATORY));
        String draft = draft(red);
        assertEquals(draft, draft(red), "the same again is the same draft");
        assertTrue(OperatorRig.must(as(second, "record", "drafts")).out().contains(draft.substring(0, 8)));
        Path copy = es.home.resolve("copy.json");
        String shown = OperatorRig.must(
                        as(second, "record", "drafts", draft.substring(0, 8), "--content", copy.toString()))
                .out();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)), "it is RED");
        assertTrue(shown.contains(JP) && shown.contains("RED"), shown);
        assertEquals(Files.readString(red), Files.readString(copy), "as it was published");
        refuses(es.type("record", "approve", draft), "your own");
        String why = es.type("explain", draft, "--to", JP).out();
        assertTrue(why.startsWith("draft " + draft + ", not stated yet,"), why);
        refuses(es.type("record", "drafts", "00000000"), "see: tocsin record drafts");
        long size = es.ledger.head().tree().size();
        OperatorRig.must(as(second, "record", "approve", draft.substring(0, 8)));
        assertEquals(size + 1, es.ledger.head().tree().size(), "stated once");
        refuses(as(second, "record", "approve", draft), "no such draft");
        assertEquals(size + 1, es.ledger.head().tree().size(), "and not again");
        assertEquals(
                "Nothing that is RED waits for an officer.\n",
                OperatorRig.must(es.type("record", "drafts")).out());
        assertEquals(
                "",
                OperatorRig.must(es.type("record", "drafts", "--output", "json"))
                        .out());
        assertEquals(
                "Nothing speaks against any partner's ledger.\n",
                OperatorRig.must(es.type("evidence", "list")).out());
        String acts = OperatorRig.must(es.type("audit", "list", "--method", "ApproveReleaseDraft"))
                .out();
        assertTrue(acts.contains("approval at") && acts.contains("0b0b"), acts);
    }

    @Test
    void whatWaitsIsPublishedByNobodyElse() throws Exception {
        Path second = officer("0b0b", Duration.ofHours(1));
        es.enrol("0b0b", Set.of(OfficerRole.ANALYST));
        String draft = draft(red);
        refuses(as(second, "record", "approve", draft), "signatory");
        // Nobody hands in an approval of somebody else, nor one of something else.
        es.enrol("0b0b", Set.of(OfficerRole.SIGNATORY));
        Path third = officer("0c0c", Duration.ofHours(1));
        es.enrol("0c0c", Set.of(OfficerRole.SIGNATORY));
        try (var line = OfficerLine.open(OfficerFile.read(second), es.surroundings())) {
            for (Path by : List.of(approval(third, red, JP), approval(second, red, JP + ",cert-es.example"))) {
                var fault = assertThrows(
                        OperatorFault.class,
                        () -> line.releases()
                                .approve(draft, AgreementActCodec.decodeApproval(Bytes.wrap(Files.readAllBytes(by)))));
                assertEquals("NOT_VERIFIED", fault.reason());
            }
        }
        assertEquals(0, es.ledger.head().tree().size(), "nothing is stated");
        OperatorRig.must(as(second, "record", "approve", draft, "--discard"));
        refuses(as(third, "record", "approve", draft), "no such draft");
    }

    @Test
    void whatWasApprovedByFileWaitsNoLonger() throws Exception {
        Path second = officer("0b0b", Duration.ofHours(1));
        es.enrol("0b0b", Set.of(OfficerRole.SIGNATORY));
        String other = draft(red, "--pap", "AMBER");
        String draft = draft(red);
        OperatorRig.must(es.type(
                "record",
                "publish",
                red.toString(),
                "--audience",
                JP,
                "--approval",
                approval(second, red, JP).toString()));
        refuses(as(second, "record", "approve", draft), "no such draft");
        // The same document under other conditions is another wish.
        OperatorRig.must(as(second, "record", "approve", other));
        assertEquals(2, es.ledger.head().tree().size());
    }

    @Test
    void whyItIsNotOutIsExplainedWithWhoMustDoWhat() throws Exception {
        officer("0b0b", Duration.ofHours(1));
        String draft = draft(red).substring(0, 8);
        String alone = es.type("explain", draft, "--to", JP).out();
        assertTrue(alone.contains("WITHHELD by R-REL-10 (NEEDS_APPROVAL)"), alone);
        assertTrue(alone.contains("give another officer that role"), alone);
        es.enrol("0b0b", Set.of(OfficerRole.SIGNATORY));
        var told = es.type("explain", draft, "--to", JP);
        assertEquals(ExitCode.NEGATIVE, told.exit());
        assertTrue(
                told.out()
                        .contains("Officer 0b0b reads it (tocsin record drafts " + draft
                                + " --content FILE) and approves it: tocsin record approve " + draft + "."),
                told.out());
        assertTrue(told.out().contains("it is not stated yet"), told.out());
    }

    @Test
    void onlySoManyWait() throws Exception {
        var drafts = new ReleaseDrafts(es.database.transactions(), this::now);
        for (int i = 0; i < ReleaseDrafts.DRAFTS_MAX; i++) {
            assertTrue(
                    drafts.keep(wanted(Bytes.ofUtf8("document " + i)), "7f3a").isPresent());
        }
        var typed = es.type("record", "publish", red.toString(), "--audience", JP);
        assertEquals(ExitCode.NEGATIVE, typed.exit());
        assertTrue(typed.out().contains("too many wait"), typed.out());
        assertTrue(drafts.keep(wanted(Bytes.ofUtf8("document 0")), "7f3a").isPresent(), "one of those that wait");
        drafts.discard(drafts.all().getFirst().id().hex());
        assertTrue(drafts.keep(wanted(Bytes.wrap(new byte[1 << 20])), "7f3a").isPresent());
    }

    private ReleaseDrafts.Wanted wanted(Bytes content) {
        return new ReleaseDrafts.Wanted(content, Set.of(jp.team), Optional.empty(), Conditions.NONE);
    }

    @Test
    void whatGoesNowhereOrIsMilderNeedsNobody() throws Exception {
        OperatorRig.must(es.type("record", "publish", red.toString()));
        Path amber = Files.writeString(es.home.resolve("amber.json"), StixText.bundle(StixText.incident(Tlp.AMBER)));
        OperatorRig.must(es.type("record", "publish", amber.toString(), "--audience", JP));
    }
}
