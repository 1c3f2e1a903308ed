package org.tocsin.node.directory;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.TreeHead;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.TestKeys;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.CertificateIssuer;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.OfficerApprovals.Subject;
import org.tocsin.trust.PeerIdentity.Role;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;

/// A countersigned agreement between two teams whose terms want two officers of each, and every way of forging it that
/// we could think of. Always the same bytes.
final class ForgedAgreements {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final Bytes ID = Bytes.ofHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");

    final Side es = new Side("cert-es.example", 11);
    final Side jp = new Side("cert-jp.example", 12);
    private final Side fusion = new Side("fusion.example", 13);

    /// A file, and what has to become of it.
    ///
    /// @param held terms of a version that both parties signed before, if the case depends on one
    record Case(String name, String how, String verdict, Bytes file, Optional<Bytes> held) {}

    /// A team with two officers, and a source of what is random elsewhere.
    static final class Side {
        final TeamPapers papers;
        private final SecureRandom random;
        private final Credentials second;

        Side(String domain, int seed) {
            random = TestKeys.seeded(seed);
            papers = TeamPapers.make(
                    new TeamPapers.Plan(new Team(domain), domain, "node-1", List.of("127.0.0.1:7443"), Suite.ED25519),
                    random,
                    NOON);
            second = new CertificateIssuer(random)
                    .issue(
                            papers.officerAuthority(),
                            CertificateIssuer.Subject.of(
                                    papers.team(),
                                    Role.OFFICER,
                                    "second",
                                    NOON.minusSeconds(300),
                                    NOON.plus(Duration.ofDays(365))));
        }

        PinnedTeam pinned() {
            return papers.pinned();
        }

        OfficerApproval by(Credentials officer, Bytes document) {
            return OfficerApprovals.approve(officer, papers.team(), Subject.AGREEMENT, document, NOON, random);
        }

        List<OfficerApproval> both(Bytes document) {
            return List.of(by(papers.officer(), document), by(second, document));
        }

        /// A signature: the only statement of the team's ledger.
        EvidenceCodec.Proof sign(Statement.Kind kind, Bytes document, List<OfficerApproval> approvals) {
            List<Bytes> fragments = new ArrayList<>();
            fragments.add(FragmentCodec.encode(new Fragment.Document(Tlp.AMBER, document)));
            approvals.forEach(approval -> fragments.add(
                    FragmentCodec.encode(new Fragment.Approval(Tlp.AMBER, AgreementActCodec.encode(approval)))));
            FragmentTree.Sealed sealed = FragmentTree.seal(fragments, random);
            Bytes statement = StatementCodec.encode(new Statement(
                    papers.team(), 1, Sha256.of(document).bytes(), kind, Optional.empty(), List.of(), sealed.root()));
            TreeHead head = new TreeHead(1, TreeDomain.LEDGER.leaf(statement));
            Bytes checkpoint = new CheckpointSigner(papers.team(), papers.ledger())
                    .sign(new Checkpoint(new Origin(papers.team(), 1), head));
            return new EvidenceCodec.Proof(
                    pinned().signed(),
                    new Evidence(checkpoint, 0, List.of(), statement, FragmentCodec.encode(sealed.set())));
        }

        EvidenceCodec.Proof sign(Bytes terms) {
            return sign(Statement.Kind.AGREEMENT, terms, both(terms));
        }
    }

    static Bytes terms(int version, Optional<Digest> previous, Tlp ceiling, String other) {
        Team spain = new Team("cert-es.example");
        Team partner = new Team(other);
        return AgreementCodec.encode(new SharingAgreement(
                ID,
                version,
                previous,
                "Incident exchange",
                "MoU 2026/7",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2030-01-01T00:00:00Z"),
                new Conduct(
                        Optional.empty(), 30, 2, List.of("es", "ja"), Optional.empty(), 0, List.of(), Optional.empty()),
                new Direction(spain, partner, Optional.of(ceiling)),
                new Direction(partner, spain, Optional.of(ceiling))));
    }

    /// All cases, the genuine one first.
    List<Case> cases() {
        Bytes terms = terms(1, Optional.empty(), Tlp.GREEN, "cert-jp.example");
        Bytes wider = terms(1, Optional.empty(), Tlp.RED, "cert-jp.example");
        EvidenceCodec.Proof ours = es.sign(terms);
        EvidenceCodec.Proof theirs = jp.sign(terms);
        List<Case> cases = new ArrayList<>();
        cases.add(of(
                "countersigned",
                "Nothing is forged: both parties signed, two officers of each approved.",
                "accepted",
                terms,
                ours,
                theirs));
        cases.add(of("signature-missing", "The partner's signature was left out.", "refused at step 4", terms, ours));
        cases.add(of(
                "signature-doubled",
                "Our signature stands twice, the partner's not at all.",
                "refused at step 4",
                terms,
                ours,
                ours));
        cases.add(of(
                "signatures-swapped",
                "Each party's manifests stand in front of the other's evidence.",
                "refused at step 4",
                terms,
                crossed(ours, theirs),
                crossed(theirs, ours)));
        cases.add(of(
                "signature-extra",
                "A third team signed as well.",
                "malformed",
                terms,
                ours,
                theirs,
                fusion.sign(terms)));
        cases.add(of(
                "signature-of-another-team",
                "A third team signed in the partner's place.",
                "refused at step 4",
                terms,
                ours,
                fusion.sign(terms)));
        cases.add(of(
                "party-replaced",
                "The terms name a third team where the partner signed.",
                "refused at step 3",
                terms(1, Optional.empty(), Tlp.GREEN, "fusion.example"),
                ours,
                theirs));
        cases.add(of(
                "terms-replaced",
                "The file has wider terms than both parties signed.",
                "refused at step 8",
                wider,
                ours,
                theirs));
        cases.add(of(
                "terms-differ",
                "The partner signed wider terms than we did.",
                "refused at step 8",
                terms,
                ours,
                jp.sign(wider)));
        cases.add(of(
                "kind-replaced",
                "The partner's statement discloses the terms, but is a receipt.",
                "refused at step 6",
                terms,
                ours,
                jp.sign(Statement.Kind.RECEIPT, terms, jp.both(terms))));
        cases.add(of(
                "approvals-missing",
                "No officer of the partner approved; the terms want two.",
                "refused at step 10",
                terms,
                ours,
                jp.sign(Statement.Kind.AGREEMENT, terms, List.of())));
        cases.add(of(
                "approval-missing",
                "One officer of the partner approved; the terms want two.",
                "refused at step 10",
                terms,
                ours,
                jp.sign(Statement.Kind.AGREEMENT, terms, List.of(jp.by(jp.second, terms)))));
        cases.add(of(
                "approval-doubled",
                "One officer of the partner approved twice.",
                "refused at step 10",
                terms,
                ours,
                jp.sign(Statement.Kind.AGREEMENT, terms, List.of(jp.by(jp.second, terms), jp.by(jp.second, terms)))));
        cases.add(of(
                "approval-of-our-officer",
                "The partner's second approval is by an officer of ours.",
                "refused at step 10",
                terms,
                ours,
                jp.sign(Statement.Kind.AGREEMENT, terms, List.of(jp.by(jp.second, terms), es.by(es.second, terms)))));
        cases.add(of(
                "approval-of-a-node",
                "The partner's second approval is by its node.",
                "refused at step 10",
                terms,
                ours,
                jp.sign(
                        Statement.Kind.AGREEMENT,
                        terms,
                        List.of(jp.by(jp.second, terms), jp.by(jp.papers.node(), terms)))));
        cases.add(of(
                "approval-of-other-terms",
                "The partner's officers approved wider terms, not these.",
                "refused at step 10",
                terms,
                ours,
                jp.sign(Statement.Kind.AGREEMENT, terms, jp.both(wider))));
        cases.add(of(
                "document-extra",
                "The partner's statement discloses two documents.",
                "refused at step 7",
                terms,
                ours,
                twoDocuments(terms, wider)));
        Bytes narrower = terms(2, Optional.of(Sha256.of(terms)), Tlp.CLEAR, "cert-jp.example");
        cases.add(new Case(
                "version-rolled-back",
                "Both parties signed this version; but since then both signed version 2, which lets less flow.",
                "overtaken",
                file(terms, ours, theirs),
                Optional.of(narrower)));
        return cases;
    }

    private EvidenceCodec.Proof twoDocuments(Bytes terms, Bytes other) {
        List<Bytes> fragments = List.of(
                FragmentCodec.encode(new Fragment.Document(Tlp.AMBER, terms)),
                FragmentCodec.encode(new Fragment.Document(Tlp.AMBER, other)));
        FragmentTree.Sealed sealed = FragmentTree.seal(fragments, jp.random);
        Bytes statement = StatementCodec.encode(new Statement(
                jp.papers.team(),
                1,
                Sha256.of(other).bytes(),
                Statement.Kind.AGREEMENT,
                Optional.empty(),
                List.of(),
                sealed.root()));
        Bytes checkpoint = new CheckpointSigner(jp.papers.team(), jp.papers.ledger())
                .sign(new Checkpoint(
                        new Origin(jp.papers.team(), 1), new TreeHead(1, TreeDomain.LEDGER.leaf(statement))));
        return new EvidenceCodec.Proof(
                jp.pinned().signed(),
                new Evidence(checkpoint, 0, List.of(), statement, FragmentCodec.encode(sealed.set())));
    }

    private static EvidenceCodec.Proof crossed(EvidenceCodec.Proof manifests, EvidenceCodec.Proof evidence) {
        return new EvidenceCodec.Proof(manifests.manifests(), evidence.evidence());
    }

    private static Case of(String name, String how, String verdict, Bytes terms, EvidenceCodec.Proof... signatures) {
        return new Case(name, how, verdict, file(terms, signatures), Optional.empty());
    }

    private static Bytes file(Bytes terms, EvidenceCodec.Proof... signatures) {
        return AgreementCodec.encodeFile(new AgreementCodec.Signed(terms, List.of(signatures)));
    }

    /// The directory of the node that judges: ours.
    DirectoryView view() {
        return new DirectoryView(
                es.papers.team(),
                Map.of(es.papers.team(), es.pinned(), jp.papers.team(), jp.pinned()),
                Map.of(),
                Map.of());
    }
}
