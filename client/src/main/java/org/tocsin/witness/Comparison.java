package org.tocsin.witness;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.model.control.Equivocation;
import org.tocsin.model.control.Equivocation.Kind;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;

/// What two heads of one ledger come to, as far as can be said without asking its author. Rules R-SEE-3 and R-EVI-2.
public sealed interface Comparison {
    /// By size, then root.
    Comparator<TreeHead> ORDER = Comparator.comparingLong(TreeHead::size)
            .thenComparing(head -> head.root().hex());

    /// The larger tree goes on from the smaller one.
    record Same() implements Comparison {}

    /// They contradict each other, and this proves it to anyone.
    record Liar(Equivocation evidence) implements Comparison {}

    /// Only the author can show whether the larger tree goes on from the smaller one.
    record Open() implements Comparison {}

    /// Compares two heads of one ledger, both signed by its author.
    ///
    /// @param manifests the author's, all of them
    static Comparison of(List<TeamManifest.Signed> manifests, Witnessed one, Witnessed other) {
        // Whoever compares them makes the same evidence of them.
        boolean isOrdered = ORDER.compare(one.head(), other.head()) <= 0;
        Witnessed smaller = isOrdered ? one : other;
        Witnessed larger = isOrdered ? other : one;
        if (smaller.head().size() == larger.head().size()) {
            return smaller.head().equals(larger.head())
                    ? new Same()
                    : new Liar(new Equivocation(Kind.TWO_ROOTS, manifests, smaller.alone(), larger.alone()));
        }
        if (smaller.head().size() == 0) {
            return new Same();
        }
        for (Evidence entry : larger.entries()) {
            Optional<Digest> root = rootAt(entry, smaller.head().size());
            if (root.isPresent() && !root.get().equals(smaller.head().root())) {
                return new Liar(new Equivocation(Kind.TWO_ROOTS, manifests, smaller.alone(), entry));
            }
            // What another tree shows says nothing of this one.
            if (root.isPresent() && tree(entry).equals(Optional.of(larger.head()))) {
                return new Same();
            }
        }
        return leaves(manifests, smaller, larger);
    }

    /// What an entry's own proof shows the tree's root to have been at a size.
    private static Optional<Digest> rootAt(Evidence entry, long size) {
        boolean isBeside = entry.index() == size || entry.index() == size - 1;
        return isBeside
                ? tree(entry)
                        .flatMap(tree -> MerkleProofs.prefixRoot(
                                TreeDomain.LEDGER,
                                tree,
                                entry.index(),
                                TreeDomain.LEDGER.leaf(entry.statement()),
                                entry.proof(),
                                size))
                : Optional.empty();
    }

    private static Optional<TreeHead> tree(Evidence entry) {
        return CheckpointVerifier.claimed(entry.checkpoint()).map(Checkpoint::head);
    }

    private static Comparison leaves(List<TeamManifest.Signed> manifests, Witnessed smaller, Witnessed larger) {
        for (Evidence one : smaller.entries()) {
            for (Evidence other : larger.entries()) {
                if (one.index() == other.index() && !one.statement().equals(other.statement())) {
                    return new Liar(Equivocations.of(Kind.TWO_LEAVES, manifests, one, other));
                }
            }
        }
        return new Open();
    }
}
