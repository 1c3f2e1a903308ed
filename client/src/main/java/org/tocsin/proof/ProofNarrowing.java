package org.tocsin.proof;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Digest;

/// Makes the proof of one leaf out of a shared proof of several: whoever keeps a frame's evidence can hand on one
/// record
/// of it. Rule R-LED-4.
public final class ProofNarrowing {
    private final TreeDomain domain;
    private final long[] indices;
    private final List<Digest> leafHashes;
    private final List<Digest> hashes;
    private final long kept;
    private final List<Digest> narrowed = new ArrayList<>();
    private int consumed;

    private ProofNarrowing(TreeDomain domain, long[] indices, List<Digest> leafHashes, List<Digest> hashes, long kept) {
        this.domain = domain;
        this.indices = indices;
        this.leafHashes = leafHashes;
        this.hashes = hashes;
        this.kept = kept;
    }

    /// The hashes that prove one of the indices alone.
    ///
    /// @param indices ascending, each once; `kept` among them
    /// @throws IllegalArgumentException if the proof does not have the shape of this size and these indices
    public static List<Digest> narrow(
            TreeDomain domain, long size, long[] indices, List<Digest> leafHashes, List<Digest> hashes, long kept) {
        MerkleProofs.requireAscending(indices, size);
        if (indices.length != leafHashes.size()) {
            throw new IllegalArgumentException("one leaf hash an index");
        }
        var narrowing = new ProofNarrowing(domain, indices, leafHashes, hashes, kept);
        narrowing.walk(0, indices.length, 0, size);
        if (narrowing.consumed != hashes.size()) {
            throw misfit();
        }
        return narrowing.narrowed;
    }

    private void walk(int from, int to, long low, long high) {
        if (kept < low || kept >= high) {
            narrowed.add(hash(from, to, low, high));
        } else if (high - low > 1) {
            long middle = low + MerkleProofs.split(high - low);
            int split = MerkleProofs.firstAtOrAbove(indices, from, to, middle);
            walk(from, split, low, middle);
            walk(split, to, middle, high);
        } else if (from == to) {
            throw new IllegalArgumentException("the index to keep is not among those proven");
        }
    }

    private Digest hash(int from, int to, long low, long high) {
        if (from == to) {
            if (consumed == hashes.size()) {
                throw misfit();
            }
            return hashes.get(consumed++);
        }
        if (high - low == 1) {
            return leafHashes.get(from);
        }
        long middle = low + MerkleProofs.split(high - low);
        int split = MerkleProofs.firstAtOrAbove(indices, from, to, middle);
        Digest left = hash(from, split, low, middle);
        return domain.node(left, hash(split, to, middle, high));
    }

    private static IllegalArgumentException misfit() {
        return new IllegalArgumentException("the hashes do not fit the indices");
    }
}
