package org.tocsin.local;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.TreeHead;
import org.tocsin.proof.TreeDomain;

/// The right edge of a Merkle tree: as much of it as is needed to append and to give the root, one hash for each bit of
/// the size. For a ledger of which nobody asks inclusion in passing.
///
/// Source: RFC 9162, section 2.1.1.
public final class MerkleFrontier {
    private final TreeDomain domain;
    private final List<Digest> subtrees;
    private long size;

    public MerkleFrontier(TreeDomain domain) {
        this(domain, 0, List.of());
    }

    private MerkleFrontier(TreeDomain domain, long size, List<Digest> subtrees) {
        this.domain = domain;
        this.size = size;
        this.subtrees = new ArrayList<>(subtrees);
    }

    /// The one that `bytes` gave.
    ///
    /// @throws IllegalArgumentException if these bytes are not of a tree of that size
    public static MerkleFrontier of(TreeDomain domain, long size, Bytes bytes) {
        if (size < 0 || bytes.length() != Long.bitCount(size) * Digest.LENGTH) {
            throw new IllegalArgumentException("not the edge of a tree of " + size);
        }
        List<Digest> subtrees = new ArrayList<>();
        for (int at = 0; at < bytes.length(); at += Digest.LENGTH) {
            subtrees.add(Digest.wrap(bytes.slice(at, at + Digest.LENGTH).array()));
        }
        return new MerkleFrontier(domain, size, subtrees);
    }

    public void append(Digest leafHash) {
        Digest subtree = leafHash;
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            subtree = domain.node(subtrees.removeLast(), subtree);
        }
        subtrees.add(subtree);
        size++;
    }

    public TreeHead head() {
        if (subtrees.isEmpty()) {
            return new TreeHead(0, domain.empty());
        }
        Digest root = subtrees.getLast();
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = domain.node(subtrees.get(i), root);
        }
        return new TreeHead(size, root);
    }

    /// The subtrees' hashes, the largest first.
    public Bytes bytes() {
        byte[] all = new byte[subtrees.size() * Digest.LENGTH];
        for (int i = 0; i < subtrees.size(); i++) {
            System.arraycopy(subtrees.get(i).array(), 0, all, i * Digest.LENGTH, Digest.LENGTH);
        }
        return Bytes.wrap(all);
    }
}
