package org.tocsin.proof;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Digest;
import org.tocsin.model.TreeHead;

/// An append-only Merkle tree in memory: every leaf hash and every hash of a complete subtree, level by level, 64 bytes
/// a leaf. A root is computed from them in at most 64 hashes, at any size the tree ever had.
///
/// **Threads.** One writer at a time (`append`, `appendAll`, `truncate`); the caller sees to that. Any number of
/// threads
/// may read and prove beside it, without a lock, at sizes that were *published* to them: sizes the writer will not go
/// back behind. The hashes below a published size are never written again. `size()`, `root()` and `head()` without a
/// size are the writer's own; another thread may see leaves there that a failed commit takes back.
///
/// Source: RFC 9162, section 2.1.
public final class MerkleTree {
    private final TreeDomain domain;
    private final HashLevel[] levels = new HashLevel[Long.SIZE - 1];

    /// Written after the hashes it covers, read before them: this orders the writer's stores before a reader's loads.
    private volatile long size;

    public MerkleTree(TreeDomain domain) {
        this.domain = domain;
        levels[0] = new HashLevel();
    }

    public TreeDomain domain() {
        return domain;
    }

    public long size() {
        return size;
    }

    /// Appends a leaf hash and gives its index.
    public long append(Digest leafHash) {
        long index = size;
        put(leafHash, index);
        size = index + 1;
        return index;
    }

    /// Appends leaf hashes in order and gives the index of the first one.
    public long appendAll(List<Digest> leafHashes) {
        long first = size;
        long index = first;
        for (Digest leafHash : leafHashes) {
            put(leafHash, index++);
        }
        size = index;
        return first;
    }

    /// Takes back the last leaves, of a commit that failed. The size gone back to must not be below a published one.
    public void truncate(long newSize) {
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException("cannot go back from " + size + " leaves to " + newSize);
        }
        size = newSize;
    }

    public Digest root() {
        return root(size);
    }

    /// The root at an earlier size.
    public Digest root(long atSize) {
        checkSize(atSize);
        return atSize == 0 ? domain.empty() : subtree(0, atSize);
    }

    public TreeHead head() {
        long atSize = size;
        return new TreeHead(atSize, root(atSize));
    }

    /// The hash of a leaf.
    public Digest leaf(long index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("no leaf " + index + " in a tree of " + size);
        }
        return levels[0].get(index);
    }

    /// The inclusion path of a leaf, from the leaf's sibling up.
    ///
    /// Source: RFC 9162, section 2.1.3.1.
    public List<Digest> inclusion(long index, long atSize) {
        checkSize(atSize);
        if (index < 0 || index >= atSize) {
            throw new IllegalArgumentException("no leaf " + index + " in a tree of " + atSize);
        }
        List<Digest> path = new ArrayList<>();
        long low = 0;
        long high = atSize;
        while (high - low > 1) {
            long split = low + MerkleProofs.split(high - low);
            if (index < split) {
                path.add(subtree(split, high));
                high = split;
            } else {
                path.add(subtree(low, split));
                low = split;
            }
        }
        return List.copyOf(path.reversed());
    }

    /// Proof that the tree at one size is a prefix of the tree at a later one; empty if the sizes are equal or the
    /// earlier
    /// one is 0.
    ///
    /// Source: RFC 9162, section 2.1.4.1.
    public List<Digest> consistency(long from, long to) {
        checkSize(to);
        if (from < 0 || from > to) {
            throw new IllegalArgumentException("no proof from " + from + " leaves to " + to);
        }
        if (from == 0 || from == to) {
            return List.of();
        }
        List<Digest> path = new ArrayList<>();
        long low = 0;
        long high = to;
        // SUBPROOF(m, D[low:high], b): the earlier tree ends inside [low, high); b while low is still 0.
        while (from != high) {
            long split = low + MerkleProofs.split(high - low);
            if (from <= split) {
                path.add(subtree(split, high));
                high = split;
            } else {
                path.add(subtree(low, split));
                low = split;
            }
        }
        if (low != 0) {
            path.add(subtree(low, high));
        }
        return List.copyOf(path.reversed());
    }

    /// The hashes that prove several leaves at once, from left to right: the roots of the largest subtrees without any
    /// of
    /// them. Rule R-LED-4.
    ///
    /// @param indices ascending, each once
    public List<Digest> shared(long[] indices, long atSize) {
        checkSize(atSize);
        MerkleProofs.requireAscending(indices, atSize);
        List<Digest> hashes = new ArrayList<>();
        if (atSize > 0) {
            shared(indices, 0, indices.length, 0, atSize, hashes);
        }
        return List.copyOf(hashes);
    }

    private void shared(long[] indices, int from, int to, long low, long high, List<Digest> hashes) {
        if (from == to) {
            hashes.add(subtree(low, high));
        } else if (high - low > 1 && to - from < high - low) {
            long split = low + MerkleProofs.split(high - low);
            int middle = MerkleProofs.firstAtOrAbove(indices, from, to, split);
            shared(indices, from, middle, low, split, hashes);
            shared(indices, middle, to, split, high, hashes);
        }
    }

    private void put(Digest leafHash, long index) {
        levels[0].set(index, leafHash);
        long at = index;
        // An odd place completes the pair under its parent; so on upward.
        for (int level = 0; (at & 1) == 1; level++, at >>= 1) {
            if (levels[level + 1] == null) {
                levels[level + 1] = new HashLevel();
            }
            levels[level].hashPair(domain, at - 1, levels[level + 1], at >> 1);
        }
    }

    /// The hash over leaves [low, high), where low is a multiple of the largest power of two below the width: every
    /// subtree that the split of RFC 9162 makes is of this kind.
    private Digest subtree(long low, long high) {
        long width = high - low;
        int level = Long.numberOfTrailingZeros(width);
        long at = high - (1L << level);
        Digest hash = levels[level].get(at >> level);
        while (at > low) {
            level = Long.numberOfTrailingZeros(at - low);
            at -= 1L << level;
            hash = domain.node(levels[level].get(at >> level), hash);
        }
        return hash;
    }

    private void checkSize(long atSize) {
        if (atSize < 0 || atSize > size) {
            throw new IllegalArgumentException("the tree has " + size + " leaves, not " + atSize);
        }
    }
}
