package org.tocsin.proof;

import java.security.MessageDigest;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;

/// What a tree is over. The byte in front of every hash keeps leaves from passing as nodes, and one kind of tree from
/// passing as the other. Rules R-LED-1 and R-FRG-1.
///
/// Source: RFC 9162, section 2.1.1, for `LEDGER`.
public enum TreeDomain {
    /// A team's ledger: the leaves are statements.
    LEDGER(0x00, 0x01),
    /// The fragments of one statement, each behind its salt.
    FRAGMENTS(0x02, 0x03);

    private static final Digest EMPTY = Sha256.of(Bytes.EMPTY);

    private final byte leaf;
    private final byte node;

    TreeDomain(int leaf, int node) {
        this.leaf = (byte) leaf;
        this.node = (byte) node;
    }

    /// The hash of a leaf: SHA-256(leaf byte || data).
    public Digest leaf(Bytes data) {
        MessageDigest digest = Sha256.begin();
        digest.update(leaf);
        return Digest.wrap(digest.digest(data.array()));
    }

    /// The hash of a leaf behind a salt: SHA-256(leaf byte || salt || data).
    public Digest leaf(Bytes salt, Bytes data) {
        MessageDigest digest = Sha256.begin();
        digest.update(leaf);
        digest.update(salt.array());
        return Digest.wrap(digest.digest(data.array()));
    }

    /// The hash of a node: SHA-256(node byte || left || right).
    public Digest node(Digest left, Digest right) {
        MessageDigest digest = Sha256.begin();
        digest.update(node);
        digest.update(left.array());
        return Digest.wrap(digest.digest(right.array()));
    }

    /// The root of a tree without leaves: SHA-256 of nothing.
    public Digest empty() {
        return EMPTY;
    }

    /// The hash of a leaf behind a salt, into a place of an array.
    void leaf(Bytes salt, Bytes data, byte[] to, int toOffset) {
        MessageDigest digest = Sha256.begin();
        digest.update(leaf);
        digest.update(salt.array());
        digest.update(data.array());
        Sha256.finish(digest, to, toOffset);
    }

    /// The hash of the node over two hashes that stand one after the other in an array.
    void node(byte[] pair, int offset, byte[] to, int toOffset) {
        MessageDigest digest = Sha256.begin();
        digest.update(node);
        digest.update(pair, offset, 2 * Digest.LENGTH);
        Sha256.finish(digest, to, toOffset);
    }
}
