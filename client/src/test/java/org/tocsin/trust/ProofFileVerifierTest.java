package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleTree;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.ProofVerdict.Reason;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;

/// Rules R-PRF-1, R-MAN-5 and R-MAN-6: every step of the offline check, with one thing wrong at a time.
class ProofFileVerifierTest {
    private static final int INDEX = 3;
    private static final int SIZE = 7;

    private final TeamPapers papers = Papers.of(Papers.ES, Suite.ED25519_ML_DSA_65);
    private final MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
    private final FragmentTree.Sealed sealed = FragmentTree.seal(
            List.of(
                    FragmentCodec.encode(new Fragment.Document(Tlp.AMBER, Bytes.ofUtf8("a receipt"))),
                    FragmentCodec.encode(new Fragment.Audience(Tlp.AMBER, Papers.JP)),
                    FragmentCodec.encode(new Fragment.Document(Tlp.GREEN, Bytes.ofUtf8("another")))),
            Papers.RANDOM);

    private Bytes statement(Team team, int epoch) {
        byte[] nonce = new byte[Statement.NONCE_BYTES];
        Papers.RANDOM.nextBytes(nonce);
        return StatementCodec.encode(new Statement(
                team, epoch, Bytes.wrap(nonce), Statement.Kind.RECEIPT, Optional.empty(), List.of(), sealed.root()));
    }

    private Evidence evidence(Bytes statement) {
        return evidence(statement, new Origin(Papers.ES, 1));
    }

    private Evidence evidence(Bytes statement, Origin origin) {
        while (tree.size() < SIZE) {
            Bytes at = tree.size() == INDEX ? statement : statement(Papers.ES, 1);
            tree.append(TreeDomain.LEDGER.leaf(at));
        }
        Bytes note = new CheckpointSigner(origin.team(), papers.ledger()).sign(new Checkpoint(origin, tree.head()));
        List<Digest> proof = tree.shared(new long[] {INDEX}, SIZE);
        return new Evidence(note, INDEX, proof, statement, FragmentCodec.encode(sealed.set()));
    }

    private ProofVerdict verify(Evidence evidence, TeamManifest.Signed... later) {
        List<TeamManifest.Signed> manifests = new ArrayList<>(List.of(papers.manifest()));
        manifests.addAll(List.of(later));
        return ProofFileVerifier.verify(papers.rootFingerprint(), new EvidenceCodec.Proof(manifests, evidence));
    }

    private static void assertRefused(Reason reason, int step, ProofVerdict verdict) {
        ProofVerdict.Refused refused = assertInstanceOf(ProofVerdict.Refused.class, verdict);
        assertEquals(reason, refused.reason(), refused.detail());
        assertEquals(step, refused.step());
    }

    private static ProofVerdict.Verified verified(ProofVerdict verdict) {
        return assertInstanceOf(ProofVerdict.Verified.class, verdict, verdict.toString());
    }

    @Test
    void aProofFileHoldsWithNothingButTheFingerprint() {
        Bytes statement = statement(Papers.ES, 1);
        ProofVerdict.Verified verified = verified(verify(evidence(statement)));

        assertEquals(TreeDomain.LEDGER.leaf(statement), verified.leafHash());
        assertEquals(INDEX, verified.index());
        assertEquals(SIZE, verified.head().size());
        assertEquals(3, verified.fragments().size());
        assertEquals(Optional.empty(), verified.closedAt());
    }

    @Test
    void manifestsThatDoNotFollowFromThePinnedRootAreRefusedFirst() {
        var proof = new EvidenceCodec.Proof(List.of(papers.manifest()), evidence(statement(Papers.ES, 1)));
        Digest other = Papers.of(Papers.ES).rootFingerprint();
        assertRefused(Reason.MANIFESTS, 1, ProofFileVerifier.verify(other, proof));
    }

    @Test
    void aCheckpointMustBeOneOfTheAuthorsLedger() {
        Evidence good = evidence(statement(Papers.ES, 1));
        assertRefused(Reason.CHECKPOINT, 2, verify(with(good, Bytes.ofUtf8("noise"))));
        Bytes odd = new CheckpointSigner(Papers.ES, papers.ledger())
                .sign(new Checkpoint("cert-es.example/local", tree.size(), tree.root()));
        assertRefused(Reason.CHECKPOINT, 2, verify(with(good, odd)));
        Bytes foreign = new CheckpointSigner(Papers.JP, papers.ledger())
                .sign(new Checkpoint(new Origin(Papers.JP, 1), tree.head()));
        assertRefused(Reason.OTHER_TEAM, 3, verify(with(good, foreign)));
    }

    private static Evidence with(Evidence evidence, Bytes checkpoint) {
        return new Evidence(checkpoint, evidence.index(), evidence.proof(), evidence.statement(), evidence.fragments());
    }

    @Test
    void anEpochThatNoKeySignsIsRefused() {
        assertRefused(Reason.KEY_PERIOD, 4, verify(evidence(statement(Papers.ES, 2), new Origin(Papers.ES, 2))));
    }

    @Test
    void aCheckpointByAnotherKeyIsRefused() {
        Evidence good = evidence(statement(Papers.ES, 1));
        Checkpoint checkpoint = new Checkpoint(new Origin(Papers.ES, 1), tree.head());
        Bytes other = new CheckpointSigner(Papers.ES, papers.root()).sign(checkpoint);
        assertRefused(Reason.SIGNATURE, 5, verify(with(good, other)));
    }

    @Test
    void aStatementThatIsNotInTheTreeIsRefused() {
        Evidence good = evidence(statement(Papers.ES, 1));
        Evidence elsewhere =
                new Evidence(good.checkpoint(), INDEX + 1, good.proof(), good.statement(), good.fragments());
        assertRefused(Reason.INCLUSION, 6, verify(elsewhere));
        Evidence beyond = new Evidence(good.checkpoint(), SIZE, good.proof(), good.statement(), good.fragments());
        assertRefused(Reason.INCLUSION, 6, verify(beyond));
        Evidence other =
                new Evidence(good.checkpoint(), INDEX, good.proof(), statement(Papers.ES, 1), good.fragments());
        assertRefused(Reason.INCLUSION, 6, verify(other));
        List<Digest> longer = new ArrayList<>(good.proof());
        longer.add(Digest.ZERO);
        Evidence padded = new Evidence(good.checkpoint(), INDEX, longer, good.statement(), good.fragments());
        assertRefused(Reason.INCLUSION, 6, verify(padded));
    }

    @Test
    void provenNoiseIsNoStatement() {
        assertRefused(Reason.STATEMENT, 7, verify(evidence(Bytes.ofUtf8("noise"))));
    }

    @Test
    void aLedgerStatesNothingForOtherTeamsOrEpochs() {
        assertRefused(Reason.ORIGIN, 8, verify(evidence(statement(Papers.JP, 1))));
    }

    @Test
    void aStatementOfAnotherEpochIsRefused() {
        assertRefused(Reason.ORIGIN, 8, verify(evidence(statement(Papers.ES, 2))));
    }

    @Test
    void fragmentsMustBelongToTheStatementAndMayBeLeftOut() {
        Evidence good = evidence(statement(Papers.ES, 1));
        FragmentTree.Sealed other = FragmentTree.seal(
                List.of(FragmentCodec.encode(new Fragment.Document(Tlp.CLEAR, Bytes.ofUtf8("forged")))), Papers.RANDOM);
        assertRefused(Reason.FRAGMENTS, 9, verify(withFragments(good, FragmentCodec.encode(other.set()))));
        assertRefused(Reason.FRAGMENTS, 9, verify(withFragments(good, Bytes.ofUtf8("noise"))));
        Bytes less = FragmentCodec.encode(FragmentTree.disclose(sealed.set(), place -> place == 0));
        assertEquals(1, verified(verify(withFragments(good, less))).fragments().size());
        assertEquals(
                List.of(), verified(verify(withFragments(good, Bytes.EMPTY))).fragments());
    }

    private static Evidence withFragments(Evidence evidence, Bytes fragments) {
        return new Evidence(evidence.checkpoint(), evidence.index(), evidence.proof(), evidence.statement(), fragments);
    }

    @Test
    void inAClosedPeriodTheLastRootDecidesAndLaterSizesDoNotCount() {
        Evidence good = evidence(statement(Papers.ES, 1));
        TreeHead proven = tree.head();
        TreeHead later = new TreeHead(SIZE + 2, Digest.ZERO);

        assertEquals(Optional.empty(), verified(verify(good, closing(proven))).closedAt());
        assertEquals(Optional.of(later), verified(verify(good, closing(later))).closedAt());
        assertRefused(Reason.KEY_PERIOD, 4, verify(good, closing(new TreeHead(SIZE, Digest.ZERO))));
        assertRefused(Reason.KEY_PERIOD, 4, verify(good, closing(new TreeHead(SIZE - 1, Digest.ZERO))));
    }

    private TeamManifest.Signed closing(TreeHead at) {
        return new ManifestSigner(papers.root())
                .reopen(
                        papers.pinned(),
                        ManifestSigner.Ending.at(at),
                        papers.ledger().publicKey(),
                        Papers.NOW);
    }
}
