package org.tocsin.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Fragment;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointVerdict;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.FragmentTree;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.KeyPeriods.Signer;
import org.tocsin.trust.ProofVerdict.Reason;
import org.tocsin.trust.ProofVerdict.Refused;
import org.tocsin.trust.ProofVerdict.Verified;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;

/// Checks a statement and its proof offline: nothing is needed but the file and the fingerprint of the author's root
/// key. Rule R-PRF-1, and with it R-LED-2 to R-LED-4, R-MAN-4 to R-MAN-6, R-STM-2 and R-FRG-4.
public final class ProofFileVerifier {
    private ProofFileVerifier() {}

    /// A step that fails; carries the verdict out of the steps.
    private static final class StepException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int step;
        private final Reason reason;

        StepException(int step, Reason reason, String detail) {
            super(detail, null, false, false);
            this.step = step;
            this.reason = reason;
        }
    }

    /// Checks a proof file's content against the fingerprint of the author's first root key.
    public static ProofVerdict verify(Digest rootFingerprint, EvidenceCodec.Proof proof) {
        return verify(rootFingerprint, proof.manifests(), proof.evidence());
    }

    /// As above, from its parts.
    public static ProofVerdict verify(Digest rootFingerprint, List<TeamManifest.Signed> manifests, Evidence evidence) {
        // 1. The author's manifests must follow from the pinned root.
        return switch (ManifestChain.verify(rootFingerprint, manifests)) {
            case ManifestVerdict.Refused refused ->
                new Refused(
                        1,
                        Reason.MANIFESTS,
                        "manifest " + refused.place() + ": " + refused.reason() + ": " + refused.detail());
            case ManifestVerdict.Verified verified -> verify(verified.team(), evidence);
        };
    }

    /// Checks evidence of a team whose manifests are verified already: steps 2 to 9.
    public static ProofVerdict verify(PinnedTeam author, Evidence evidence) {
        try {
            return verifySteps(author, evidence);
        } catch (StepException e) {
            return new Refused(e.step, e.reason, String.valueOf(e.getMessage()));
        }
    }

    private static Verified verifySteps(PinnedTeam author, Evidence evidence) throws StepException {
        // 2. There must be a checkpoint. What it claims chooses the key, and nothing else is believed of it yet.
        Checkpoint claimed = CheckpointVerifier.claimed(evidence.checkpoint())
                .orElseThrow(() -> new StepException(2, Reason.CHECKPOINT, "not a signed checkpoint"));
        Origin origin = origin(claimed);
        // 3. It must be of a ledger of this author.
        if (!origin.team().equals(author.team())) {
            throw new StepException(3, Reason.OTHER_TEAM, "a ledger of " + origin.team() + ", not " + author.team());
        }
        // 4. A key of the author must sign this epoch at this size.
        List<Signer> signers = author.keyPeriods().signers(origin, claimed.head());
        if (signers.isEmpty()) {
            throw new StepException(4, Reason.KEY_PERIOD, "no key signs " + origin + " at size " + claimed.size());
        }
        // 5. One of those keys must have signed it.
        Signer signer = signer(evidence.checkpoint(), origin, signers);
        // 6. The statement's leaf must stand at its index under the checkpoint's root.
        Digest leafHash = TreeDomain.LEDGER.leaf(evidence.statement());
        Optional<Digest> root = MerkleProofs.sharedRoot(
                TreeDomain.LEDGER, claimed.size(), new long[] {evidence.index()}, List.of(leafHash), evidence.proof());
        if (!root.equals(Optional.of(claimed.root()))) {
            throw new StepException(6, Reason.INCLUSION, "not in the ledger at index " + evidence.index());
        }
        // 7. Only now are the bytes read: they must be a statement.
        Statement statement = statement(evidence.statement());
        // 8. It must be of this team and epoch: a ledger states nothing for others.
        if (!statement.origin().equals(origin)) {
            throw new StepException(8, Reason.ORIGIN, "a statement of " + statement.origin() + " in " + origin);
        }
        // 9. What is disclosed must belong to it.
        List<Fragment> fragments = fragments(statement, evidence.fragments());
        Optional<TreeHead> closedAt = signer.counts(claimed.head()) ? Optional.empty() : signer.closedAt();
        return new Verified(
                statement,
                leafHash,
                origin,
                evidence.index(),
                claimed.head(),
                fragments,
                author.current().version(),
                closedAt);
    }

    private static Origin origin(Checkpoint claimed) throws StepException {
        try {
            return Origin.parse(claimed.origin());
        } catch (IllegalArgumentException e) {
            throw new StepException(2, Reason.CHECKPOINT, "the checkpoint's origin is not <team>/ledger/<epoch>");
        }
    }

    private static Signer signer(Bytes note, Origin origin, List<Signer> signers) throws StepException {
        CheckpointVerdict last = new CheckpointVerdict.Refused(CheckpointVerdict.Reason.NOT_SIGNED);
        for (Signer signer : signers) {
            last = CheckpointVerifier.verify(note, origin, signer.key());
            if (last instanceof CheckpointVerdict.Verified) {
                return signer;
            }
        }
        throw new StepException(5, Reason.SIGNATURE, "the checkpoint is refused: " + last);
    }

    private static Statement statement(Bytes bytes) throws StepException {
        try {
            return StatementCodec.decode(bytes);
        } catch (WireException e) {
            throw new StepException(7, Reason.STATEMENT, String.valueOf(e.getMessage()));
        }
    }

    private static List<Fragment> fragments(Statement statement, Bytes bytes) throws StepException {
        if (bytes.isEmpty()) {
            return List.of();
        }
        try {
            FragmentSet set = FragmentCodec.decodeSet(bytes);
            if (!FragmentTree.root(set).equals(Optional.of(statement.fragmentsRoot()))) {
                throw new StepException(9, Reason.FRAGMENTS, "the fragments have another root than the statement's");
            }
            List<Fragment> fragments = new ArrayList<>(set.fragments().size());
            for (FragmentSet.Disclosed disclosed : set.fragments()) {
                fragments.add(FragmentCodec.decode(disclosed.fragment()));
            }
            return fragments;
        } catch (WireException e) {
            throw new StepException(9, Reason.FRAGMENTS, String.valueOf(e.getMessage()));
        }
    }
}
