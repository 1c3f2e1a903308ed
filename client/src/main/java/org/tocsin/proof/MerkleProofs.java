package org.tocsin.proof;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.TreeHead;

/// Checks Merkle proofs, step by step as the RFC numbers them. Nothing here trusts a size, an index or a length.
///
/// Source: RFC 9162, sections 2.1.3.2 and 2.1.4.2; the shared proof is ours, rule R-LED-4.
public final class MerkleProofs {
    /// More hashes than any path in a tree of 2^63 leaves has.
    public static final int PATH_MAX = 128;

    private MerkleProofs() {}

    /// Whether a leaf hash stands at an index of the tree with this size and root.
    ///
    /// Source: RFC 9162, section 2.1.3.2.
    public static boolean verifyInclusion(
            TreeDomain domain, long index, long size, Digest leafHash, List<Digest> path, Digest root) {
        if (index < 0 || size < 0 || path.size() > PATH_MAX) {
            return false;
        }
        // 1. Compare leaf_index from the inclusion_proof structure against tree_size. If leaf_index is greater than or
        // equal to tree_size, then stop and fail the proof verification.
        if (index >= size) {
            return false;
        }
        // 2. Set fn to leaf_index and sn to tree_size - 1.
        long fn = index;
        long sn = size - 1;
        // 3. Set r to hash.
        Digest r = leafHash;
        // 4. For each value p in the inclusion_path array:
        for (Digest p : path) {
            // a. If sn is 0, then stop the iteration and fail the proof verification.
            if (sn == 0) {
                return false;
            }
            // b. If LSB(fn) is set, or if fn is equal to sn, then:
            if ((fn & 1) == 1 || fn == sn) {
                // i. Set r to HASH(0x01 || p || r).
                r = domain.node(p, r);
                // ii. If LSB(fn) is not set, then right-shift both fn and sn equally until either LSB(fn) is set or fn
                // is 0.
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                // Otherwise: i. Set r to HASH(0x01 || r || p).
                r = domain.node(r, p);
            }
            // c. Finally, right-shift both fn and sn one time.
            fn >>= 1;
            sn >>= 1;
        }
        // 5. Compare sn to 0. Compare r against the root_hash. If sn is equal to 0 and r and the root_hash are equal,
        // then
        // the log has proven the inclusion of hash. Otherwise, fail the proof verification.
        return sn == 0 && r.equals(root);
    }

    /// Whether the tree of the earlier size and root is a prefix of the tree of the later ones. Two cases that the RFC
    /// leaves to the caller: equal sizes need equal roots and no hashes; from 0, where nothing was known, needs the
    /// root of
    /// the empty tree and no hashes.
    ///
    /// Source: RFC 9162, section 2.1.4.2.
    public static boolean verifyConsistency(
            TreeDomain domain, long first, Digest firstHash, long second, Digest secondHash, List<Digest> path) {
        if (first < 0 || first > second || path.size() > PATH_MAX) {
            return false;
        }
        if (first == second || first == 0) {
            return path.isEmpty() && firstHash.equals(first == second ? secondHash : domain.empty());
        }
        // 1. If consistency_path is an empty array, stop and fail the proof verification.
        if (path.isEmpty()) {
            return false;
        }
        // 2. If first is an exact power of 2, then prepend first_hash to the consistency_path array.
        boolean prepended = Long.bitCount(first) == 1;
        int next = 0;
        // 3. Set fn to first - 1 and sn to second - 1.
        long fn = first - 1;
        long sn = second - 1;
        // 4. If LSB(fn) is set, then right-shift both fn and sn equally until LSB(fn) is not set.
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        // 5. Set both fr and sr to the first value in the consistency_path array.
        Digest fr = prepended ? firstHash : path.get(next++);
        Digest sr = fr;
        // 6. For each subsequent value c in the consistency_path array:
        for (; next < path.size(); next++) {
            Digest c = path.get(next);
            // a. If sn is 0, then stop the iteration and fail the proof verification.
            if (sn == 0) {
                return false;
            }
            // b. If LSB(fn) is set, or if fn is equal to sn, then:
            if ((fn & 1) == 1 || fn == sn) {
                // i. Set fr to HASH(0x01 || c || fr). ii. Set sr to HASH(0x01 || c || sr).
                fr = domain.node(c, fr);
                sr = domain.node(c, sr);
                // iii. If LSB(fn) is not set, then right-shift both fn and sn equally until either LSB(fn) is set or fn
                // is 0.
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                // Otherwise: i. Set sr to HASH(0x01 || sr || c).
                sr = domain.node(sr, c);
            }
            // c. Finally, right-shift both fn and sn one time.
            fn >>= 1;
            sn >>= 1;
        }
        // 7. After completing iterating through the consistency_path array as described above, verify that the fr
        // calculated
        // is equal to the first_hash supplied, that the sr calculated is equal to the second_hash supplied, and that sn
        // is 0.
        return fr.equals(firstHash) && sr.equals(secondHash) && sn == 0;
    }

    /// The root that a shared proof gives for these leaves; empty if the proof does not have the shape of this size and
    /// these indices. The caller compares the root with a signed one.
    ///
    /// @param indices ascending, each once; may be empty, then the one hash is the root
    /// @param leafHashes the leaf hash at each index
    /// @param hashes the roots of the largest subtrees without any of the indices, from left to right
    public static Optional<Digest> sharedRoot(
            TreeDomain domain, long size, long[] indices, List<Digest> leafHashes, List<Digest> hashes) {
        if (size < 1 || indices.length != leafHashes.size() || !ascending(indices, size)) {
            return Optional.empty();
        }
        return new SharedProofRoot(domain, indices, leafHashes, hashes).compute(size);
    }

    /// The root of the first entries of a tree, as the proof of one entry behind them, or of the last of them, shows
    /// it:
    /// the hashes to the left of that entry are what they consist of. Empty if the proof does not lead to the tree's
    /// root, or shows no root at that size.
    ///
    /// @param index the entry that is proven
    /// @param first `index`, or one more: how many entries
    public static Optional<Digest> prefixRoot(
            TreeDomain domain, TreeHead tree, long index, Digest leafHash, List<Digest> hashes, long first) {
        if (first < 1 || (first != index && first != index + 1)) {
            return Optional.empty();
        }
        Optional<Digest> root = sharedRoot(domain, tree.size(), new long[] {index}, List.of(leafHash), hashes);
        if (!root.equals(Optional.of(tree.root()))) {
            return Optional.empty();
        }
        int left = Long.bitCount(index);
        Digest folded = first == index ? hashes.get(left - 1) : leafHash;
        for (int at = first == index ? left - 2 : left - 1; at >= 0; at--) {
            folded = domain.node(hashes.get(at), folded);
        }
        return Optional.of(folded);
    }

    /// The largest power of two below a width of at least 2: where RFC 9162, section 2.1.1, splits.
    static long split(long width) {
        return Long.highestOneBit(width - 1);
    }

    /// The place of the first index in [from, to) that is not below a bound.
    static int firstAtOrAbove(long[] indices, int from, int to, long bound) {
        int found = Arrays.binarySearch(indices, from, to, bound);
        return found >= 0 ? found : -found - 1;
    }

    static void requireAscending(long[] indices, long size) {
        if (!ascending(indices, size)) {
            throw new IllegalArgumentException("indices ascend, each once, below the size " + size);
        }
    }

    private static boolean ascending(long[] indices, long size) {
        long before = -1;
        for (long index : indices) {
            if (index <= before || index >= size) {
                return false;
            }
            before = index;
        }
        return true;
    }
}
