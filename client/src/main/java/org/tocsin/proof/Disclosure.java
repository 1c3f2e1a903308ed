package org.tocsin.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.tocsin.model.Digest;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.FragmentSet.Disclosed;

/// One making of a smaller fragment set out of a larger one.
final class Disclosure {
    private final FragmentSet set;
    private final boolean[] keep;
    private final long[] positions;
    private final List<Digest> hidden = new ArrayList<>();
    private int consumed;

    Disclosure(FragmentSet set, IntPredicate keep) {
        this.set = set;
        this.keep = new boolean[set.fragments().size()];
        for (int i = 0; i < this.keep.length; i++) {
            this.keep[i] = keep.test(i);
        }
        this.positions = FragmentTree.positions(set);
    }

    FragmentSet disclose() {
        show(0, positions.length, 0, set.leafCount());
        if (consumed != set.hidden().size()) {
            throw misfit();
        }
        List<Disclosed> shown = new ArrayList<>();
        for (int i = 0; i < keep.length; i++) {
            if (keep[i]) {
                shown.add(set.fragments().get(i));
            }
        }
        return new FragmentSet(set.leafCount(), shown, hidden);
    }

    /// Walks the part of the tree over [low, high) with fragments [from, to) in it; adds a hash where nothing is kept.
    private void show(int from, int to, int low, int high) {
        if (!anyKept(from, to)) {
            hidden.add(hash(from, to, low, high));
        } else if (high - low > 1) {
            int middle = (low + high) >>> 1;
            int split = MerkleProofs.firstAtOrAbove(positions, from, to, middle);
            show(from, split, low, middle);
            show(split, to, middle, high);
        }
    }

    private Digest hash(int from, int to, int low, int high) {
        if (from == to) {
            if (consumed == set.hidden().size()) {
                throw misfit();
            }
            return set.hidden().get(consumed++);
        }
        if (high - low == 1) {
            Disclosed disclosed = set.fragments().get(from);
            return TreeDomain.FRAGMENTS.leaf(disclosed.salt(), disclosed.fragment());
        }
        int middle = (low + high) >>> 1;
        int split = MerkleProofs.firstAtOrAbove(positions, from, to, middle);
        Digest left = hash(from, split, low, middle);
        return TreeDomain.FRAGMENTS.node(left, hash(split, to, middle, high));
    }

    private boolean anyKept(int from, int to) {
        for (int i = from; i < to; i++) {
            if (keep[i]) {
                return true;
            }
        }
        return false;
    }

    private static IllegalArgumentException misfit() {
        return new IllegalArgumentException("the hidden hashes do not fit the positions");
    }
}
