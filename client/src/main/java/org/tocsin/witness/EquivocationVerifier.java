package org.tocsin.witness;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.Origin;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Statement;
import org.tocsin.model.TreeHead;
import org.tocsin.model.control.Equivocation;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.ManifestChain;
import org.tocsin.trust.ManifestVerdict;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.StatementCodec;
import org.tocsin.wire.WireException;
import org.tocsin.witness.EquivocationVerdict.Proven;
import org.tocsin.witness.EquivocationVerdict.Refused;

/// Checks evidence that a team's ledger says two things, offline: nothing is needed but the evidence and the
/// fingerprint
/// of the accused team's root key. Rules R-EVI-1 and R-EVI-2.
public final class EquivocationVerifier {
    private EquivocationVerifier() {}

    /// A step that fails; carries the verdict out of the steps.
    private static final class StepException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int step;

        StepException(int step, String detail) {
            super(detail, null, false, false);
            this.step = step;
        }
    }

    /// A signed checkpoint and what it is of.
    private record Signed(Origin origin, TreeHead head) {}

    /// Checks it against the fingerprint of the accused team's first root key.
    public static EquivocationVerdict verify(Digest rootFingerprint, Equivocation evidence) {
        // 1. The accused team's manifests must follow from its root.
        return switch (ManifestChain.verify(rootFingerprint, evidence.manifests())) {
            case ManifestVerdict.Refused refused ->
                new Refused(1, "manifest " + refused.place() + ": " + refused.reason() + ": " + refused.detail());
            case ManifestVerdict.Verified verified -> verify(verified.team(), evidence);
        };
    }

    /// Checks it against a team whose manifests are verified already; those that it brings are not looked at.
    public static EquivocationVerdict verify(PinnedTeam accused, Equivocation evidence) {
        try {
            return steps(accused, evidence);
        } catch (StepException failed) {
            return new Refused(failed.step, String.valueOf(failed.getMessage()));
        }
    }

    private static Proven steps(PinnedTeam accused, Equivocation evidence) throws StepException {
        // 2. Each checkpoint must be one of the team's, signed by a key that one of its manifests names for it.
        Signed first = signed(accused, evidence.first().checkpoint());
        Signed second = signed(accused, evidence.second().checkpoint());
        // 3. Where trees are compared, they must be of one ledger, the smaller one first.
        boolean isOneLedger = first.origin().equals(second.origin())
                && first.head().size() <= second.head().size();
        if (!isOneLedger && evidence.kind() != Equivocation.Kind.TWO_VERSIONS) {
            throw new StepException(3, "not two checkpoints of one ledger, the smaller one first");
        }
        // 4. They must say two things.
        String what = switch (evidence.kind()) {
            case TWO_ROOTS -> roots(first, second, evidence.second());
            case TWO_LEAVES -> leaves(first, second, evidence);
            case TWO_VERSIONS -> versions(first, second, evidence);
        };
        return new Proven(evidence.kind(), first.origin(), first.head(), second.head(), what);
    }

    private static Signed signed(PinnedTeam accused, Bytes note) throws StepException {
        Checkpoint claimed =
                CheckpointVerifier.claimed(note).orElseThrow(() -> new StepException(2, "not a signed checkpoint"));
        Origin origin;
        try {
            origin = Origin.parse(claimed.origin());
        } catch (IllegalArgumentException notAnOrigin) {
            throw new StepException(2, "a checkpoint without a proper origin");
        }
        if (!origin.team().equals(accused.team())) {
            throw new StepException(2, "a checkpoint of another team");
        }
        if (!accused.everSigned(note, origin, claimed.head())) {
            throw new StepException(2, "a checkpoint that no key of the team signed");
        }
        return new Signed(origin, claimed.head());
    }

    private static String roots(Signed first, Signed second, Evidence larger) throws StepException {
        Digest other;
        if (first.head().size() == second.head().size()) {
            other = second.head().root();
        } else {
            other = MerkleProofs.prefixRoot(
                            TreeDomain.LEDGER,
                            second.head(),
                            larger.index(),
                            TreeDomain.LEDGER.leaf(larger.statement()),
                            larger.proof(),
                            first.head().size())
                    .orElseThrow(
                            () -> new StepException(4, "nothing shows the larger tree's root at the smaller size"));
        }
        if (other.equals(first.head().root())) {
            throw new StepException(4, "both have one root at that size");
        }
        return "size " + first.head().size();
    }

    private static String leaves(Signed first, Signed second, Equivocation evidence) throws StepException {
        Digest one = leaf(first, evidence.first());
        Digest other = leaf(second, evidence.second());
        if (evidence.first().index() != evidence.second().index() || one.equals(other)) {
            throw new StepException(4, "not two statements at one index");
        }
        return "index " + evidence.first().index();
    }

    private static String versions(Signed first, Signed second, Equivocation evidence) throws StepException {
        Digest one = leaf(first, evidence.first());
        Digest other = leaf(second, evidence.second());
        Optional<RecordVersion> version = version(first, evidence.first());
        if (version.isEmpty() || !version.equals(version(second, evidence.second())) || one.equals(other)) {
            throw new StepException(4, "not two statements of one version of one record");
        }
        return "record " + version.get().record() + " version " + version.get().version();
    }

    /// The statement must stand under the checkpoint.
    private static Digest leaf(Signed signed, Evidence evidence) throws StepException {
        Digest leaf = TreeDomain.LEDGER.leaf(evidence.statement());
        Optional<Digest> root = MerkleProofs.sharedRoot(
                TreeDomain.LEDGER,
                signed.head().size(),
                new long[] {evidence.index()},
                List.of(leaf),
                evidence.proof());
        if (!root.equals(Optional.of(signed.head().root()))) {
            throw new StepException(4, "a statement that is not in the ledger at its index");
        }
        return leaf;
    }

    private static Optional<RecordVersion> version(Signed signed, Evidence evidence) throws StepException {
        try {
            Statement statement = StatementCodec.decode(evidence.statement());
            // A ledger states nothing for others.
            return statement.origin().equals(signed.origin()) ? statement.version() : Optional.empty();
        } catch (WireException unreadable) {
            throw new StepException(4, "not a statement: " + unreadable.getMessage());
        }
    }
}
