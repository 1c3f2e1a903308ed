package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.trust.CertificateIssuer.Subject;
import org.tocsin.trust.OfficerApprovals.Verdict;
import org.tocsin.trust.PeerIdentity.Role;

/// R-AGR-6.
class OfficerApprovalsTest {
    private static final Bytes TERMS = Bytes.ofUtf8("the exact bytes of terms");
    private static final OfficerApprovals.Subject AGREEMENT = OfficerApprovals.Subject.AGREEMENT;

    private final TeamPapers es = Papers.of(Papers.ES);
    private final TeamPapers jp = Papers.of(Papers.JP);

    @Test
    void approvalsOfDifferentOfficersHold() {
        Credentials second = officer(es, "0b0b");
        Verdict.Approved approved = assertInstanceOf(
                Verdict.Approved.class, verify(List.of(by(es.officer()), by(second)), TERMS, AGREEMENT));
        assertEquals(2, approved.officers().size());
        assertEquals("0b0b", approved.officers().getLast());
        assertInstanceOf(Verdict.Approved.class, verify(List.of(), TERMS, AGREEMENT));
    }

    @Test
    void everyBitOfAnApprovalCounts() {
        OfficerApproval good = by(es.officer());
        for (int i = 0; i < good.certificate().length() * 8; i += 7) {
            refused(new OfficerApproval(flipped(good.certificate(), i), good.at(), good.signature()));
        }
        for (int i = 0; i < good.signature().length() * 8; i += 3) {
            refused(new OfficerApproval(good.certificate(), good.at(), flipped(good.signature(), i)));
        }
        refused(new OfficerApproval(good.certificate(), good.at().plusMillis(1), good.signature()));
        refused(new OfficerApproval(
                good.certificate(), good.at(), Bytes.ofHex(good.signature().hex() + "00")));
        refused(new OfficerApproval(Bytes.ofHex(good.certificate().hex() + "00"), good.at(), good.signature()));
    }

    @Test
    void anApprovalIsForOneDocumentOneKindAndOneTeam() {
        OfficerApproval good = by(es.officer());
        refused(verify(List.of(good), Bytes.ofUtf8("other terms"), AGREEMENT));
        refused(verify(List.of(good), TERMS, OfficerApprovals.Subject.AGREEMENT_ACT));
        refused(OfficerApprovals.verify(List.of(good), jp.pinned(), AGREEMENT, TERMS));
        refused(OfficerApprovals.approve(jp.officer(), Papers.JP, AGREEMENT, TERMS, Papers.NOW, Papers.RANDOM));
        refused(OfficerApprovals.approve(jp.officer(), Papers.ES, AGREEMENT, TERMS, Papers.NOW, Papers.RANDOM));
        refused(OfficerApprovals.approve(es.node(), Papers.ES, AGREEMENT, TERMS, Papers.NOW, Papers.RANDOM));
    }

    @Test
    void nobodyApprovesTwiceNotUnderAnotherNameEither() {
        refused(verify(List.of(by(es.officer()), by(es.officer())), TERMS, AGREEMENT));
        Credentials renewed = officer(es, "0c0c");
        Credentials again = officer(es, "0c0c");
        refused(verify(List.of(by(renewed), by(again)), TERMS, AGREEMENT));
        Credentials renamed = new Credentials(
                renewed.key(),
                List.of(new CertificateIssuer(Papers.RANDOM)
                        .certify(es.officerAuthority(), renewed.certificate().getPublicKey(), subject("0d0d"))));
        assertInstanceOf(Verdict.Approved.class, verify(List.of(by(renamed)), TERMS, AGREEMENT));
        refused(verify(List.of(by(renewed), by(renamed)), TERMS, AGREEMENT));
    }

    @Test
    void anOfficerMayApproveAsLongAsTheCertificateIsValid() {
        Instant until = es.officer().certificate().getNotAfter().toInstant();
        Instant from = es.officer().certificate().getNotBefore().toInstant();
        assertInstanceOf(Verdict.Approved.class, verify(List.of(by(es.officer(), until)), TERMS, AGREEMENT));
        assertInstanceOf(Verdict.Approved.class, verify(List.of(by(es.officer(), from)), TERMS, AGREEMENT));
        refused(by(es.officer(), until.plusSeconds(1)));
        refused(by(es.officer(), from.minusSeconds(1)));
    }

    @Test
    void approvalsUnderANewAuthorityCountFromTheManifestThatNamesItAndUnderTheOldOneToTheManifestThatDropsIt() {
        // The next authority has the name of the one it replaces, and the officer keeps the key.
        Credentials next = new CertificateIssuer(Papers.RANDOM)
                .authority(
                        es.officerAuthority()
                                .certificate()
                                .getSubjectX500Principal()
                                .getName()
                                .replace("CN=", ""),
                        Papers.NOW.minusSeconds(60),
                        Papers.NOW.plus(Duration.ofDays(9)));
        Credentials renewed = certified(next, es.officer());
        Credentials second = issued(next, "0d0d");
        PinnedTeam before = es.pinned();
        PinnedTeam both = withAuthorities(before, es.officerAuthority(), next);
        PinnedTeam after = withAuthorities(both, next);
        List<OfficerApproval> byOld = List.of(by(es.officer()));
        List<OfficerApproval> byNew = List.of(by(renewed), by(second));

        approved(byOld, before);
        refused(OfficerApprovals.verify(byNew, before, AGREEMENT, TERMS));
        approved(byOld, both);
        approved(byNew, both);
        approved(List.of(by(es.officer()), by(second)), both);
        // With a certificate of each authority, one officer is still one.
        refused(OfficerApprovals.verify(List.of(by(es.officer()), by(renewed)), both, AGREEMENT, TERMS));
        refused(OfficerApprovals.verify(byOld, after, AGREEMENT, TERMS));
        approved(byNew, after);
    }

    private static void approved(List<OfficerApproval> approvals, PinnedTeam team) {
        Verdict.Approved approved =
                assertInstanceOf(Verdict.Approved.class, OfficerApprovals.verify(approvals, team, AGREEMENT, TERMS));
        assertEquals(approvals.size(), approved.officers().size());
    }

    private PinnedTeam withAuthorities(PinnedTeam team, Credentials... authorities) {
        TeamManifest next = Papers.next(team.current(), team.signed().getLast());
        TeamManifest.Signed signed = new ManifestSigner(es.root())
                .sign(new TeamManifest(
                        next.team(),
                        next.displayName(),
                        next.version(),
                        next.previous(),
                        next.root(),
                        next.nodeAuthorities(),
                        Stream.of(authorities)
                                .map(authority -> Bytes.wrap(PinnedTeam.encoded(authority.certificate())))
                                .toList(),
                        next.nodes(),
                        next.ledgerKeys(),
                        next.signedAt()));
        return assertInstanceOf(ManifestVerdict.Verified.class, ManifestChain.extend(team, List.of(signed)))
                .team();
    }

    private void refused(OfficerApproval approval) {
        refused(verify(List.of(approval), TERMS, AGREEMENT));
    }

    private static void refused(Verdict verdict) {
        assertTrue(verdict instanceof Verdict.Refused, verdict.toString());
    }

    private Verdict verify(List<OfficerApproval> approvals, Bytes document, OfficerApprovals.Subject subject) {
        return OfficerApprovals.verify(approvals, es.pinned(), subject, document);
    }

    private static OfficerApproval by(Credentials officer) {
        return by(officer, Papers.NOW);
    }

    private static OfficerApproval by(Credentials officer, Instant at) {
        return OfficerApprovals.approve(officer, Papers.ES, AGREEMENT, TERMS, at, Papers.RANDOM);
    }

    private static Credentials officer(TeamPapers papers, String name) {
        return issued(papers.officerAuthority(), name);
    }

    private static Credentials issued(Credentials authority, String name) {
        return new CertificateIssuer(Papers.RANDOM).issue(authority, subject(name));
    }

    /// Another certificate for an officer's key, as `tocsin node rotate officer` makes it.
    private Credentials certified(Credentials authority, Credentials officer) {
        String name = OfficerApprovals.officer(by(officer));
        return new Credentials(
                officer.key(),
                List.of(new CertificateIssuer(Papers.RANDOM)
                        .certify(authority, officer.certificate().getPublicKey(), subject(name))));
    }

    private static Subject subject(String name) {
        return Subject.of(
                Papers.ES, Role.OFFICER, name, Papers.NOW.minusSeconds(60), Papers.NOW.plus(Duration.ofDays(9)));
    }

    private static Bytes flipped(Bytes bytes, int bit) {
        byte[] changed = bytes.array().clone();
        changed[bit / 8] ^= (byte) (1 << (bit % 8));
        return Bytes.wrap(changed);
    }
}
