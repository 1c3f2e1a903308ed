package org.tocsin.model;

import java.util.List;

/// What is shown of a statement's fragments, and the hashes of the rest: enough to compute the root of the whole tree.
/// Rule R-FRG-4.
/// An author's own set shows every fragment; only the padding is hidden.
public record FragmentSet(int leafCount, List<Disclosed> fragments, List<Digest> hidden) {
    public static final int LEAF_COUNT_MAX = 32_768;
    public static final int SALT_BYTES = 16;

    /// A fragment, with its place in the tree and the salt that hides it while it is withheld.
    public record Disclosed(int position, Bytes salt, Bytes fragment) {
        public Disclosed {
            if (salt.length() != SALT_BYTES) {
                throw new IllegalArgumentException("a salt has 16 bytes, not " + salt.length());
            }
        }
    }

    public FragmentSet {
        fragments = List.copyOf(fragments);
        hidden = List.copyOf(hidden);
        if (leafCount < 1 || leafCount > LEAF_COUNT_MAX || Integer.bitCount(leafCount) != 1) {
            throw new IllegalArgumentException("leaves are a power of two up to 32768, not " + leafCount);
        }
        int before = -1;
        for (Disclosed disclosed : fragments) {
            if (disclosed.position() <= before || disclosed.position() >= leafCount) {
                throw new IllegalArgumentException("positions ascend below the leaf count");
            }
            before = disclosed.position();
        }
    }
}
