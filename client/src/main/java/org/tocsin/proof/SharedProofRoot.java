package org.tocsin.proof;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Digest;

/// One computation of a root from several leaves and the hashes of everything beside them.
final class SharedProofRoot {
    private final TreeDomain domain;
    private final long[] indices;
    private final List<Digest> leafHashes;
    private final List<Digest> hashes;
    private int consumed;

    SharedProofRoot(TreeDomain domain, long[] indices, List<Digest> leafHashes, List<Digest> hashes) {
        this.domain = domain;
        this.indices = indices;
        this.leafHashes = leafHashes;
        this.hashes = hashes;
    }

    Optional<Digest> compute(long size) {
        Digest root = root(0, indices.length, 0, size);
        return root == null || consumed != hashes.size() ? Optional.empty() : Optional.of(root);
    }

    /// Depth is at most 63, and every call that splits has an index inside: the work is bounded by the input's length.
    private @Nullable Digest root(int from, int to, long low, long high) {
        if (from == to) {
            return consumed < hashes.size() ? hashes.get(consumed++) : null;
        }
        if (high - low == 1) {
            return leafHashes.get(from);
        }
        long split = low + MerkleProofs.split(high - low);
        int middle = MerkleProofs.firstAtOrAbove(indices, from, to, split);
        Digest left = root(from, middle, low, split);
        if (left == null) {
            return null;
        }
        Digest right = root(middle, to, split, high);
        return right == null ? null : domain.node(left, right);
    }
}
