package org.tocsin.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.FragmentSet.Disclosed;

/// The tree over a statement's fragments: a power of two of leaves, the fragments at random places behind random salts,
/// random hashes between them. Neither the number nor the place of what is withheld can be told. Rules R-FRG-1 to
/// R-FRG-4.
public final class FragmentTree {
    private FragmentTree() {}

    /// All of a statement's fragments, and the root that the statement carries.
    public record Sealed(FragmentSet set, Digest root) {}

    /// Puts fragments, as their exact bytes, into a new tree. The order of the list is not kept: a fragment says itself
    /// where it belongs.
    ///
    /// @param random must be secure: salts and padding hide what is withheld
    public static Sealed seal(List<Bytes> fragments, RandomGenerator random) {
        int count = fragments.size();
        if (count < 1 || count > FragmentSet.LEAF_COUNT_MAX) {
            throw new IllegalArgumentException("1 to " + FragmentSet.LEAF_COUNT_MAX + " fragments, not " + count);
        }
        int leafCount = count == 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
        @Nullable Bytes[] placed = shuffle(fragments, leafCount, random);
        byte[] salts = new byte[count * FragmentSet.SALT_BYTES];
        random.nextBytes(salts);
        byte[] padding = new byte[(leafCount - count) * Digest.LENGTH];
        random.nextBytes(padding);

        List<Disclosed> disclosed = new ArrayList<>(count);
        List<Digest> leaves = new ArrayList<>(leafCount);
        List<Digest> hidden = new ArrayList<>();
        for (int position = 0; position < leafCount; position++) {
            Bytes fragment = placed[position];
            if (fragment == null) {
                leaves.add(Digest.copyOf(padding, (position - disclosed.size()) * Digest.LENGTH));
            } else {
                int at = disclosed.size() * FragmentSet.SALT_BYTES;
                Bytes salt = Bytes.copyOf(salts, at, at + FragmentSet.SALT_BYTES);
                disclosed.add(new Disclosed(position, salt, fragment));
                leaves.add(TreeDomain.FRAGMENTS.leaf(salt, fragment));
            }
        }
        Digest root = root(leaves, placed, 0, leafCount, hidden);
        return new Sealed(new FragmentSet(leafCount, disclosed, hidden), root);
    }

    /// The root of the whole tree, from what a set shows and the hashes of the rest; empty if the hashes do not fit.
    public static Optional<Digest> root(FragmentSet set) {
        return MerkleProofs.sharedRoot(
                TreeDomain.FRAGMENTS, set.leafCount(), positions(set), leafHashes(set), set.hidden());
    }

    /// A set that shows less: of the fragments of `set`, those whose number in its list is kept. The root stays the
    /// same.
    ///
    /// @throws IllegalArgumentException if the hashes of `set` do not fit
    public static FragmentSet disclose(FragmentSet set, IntPredicate keep) {
        return new Disclosure(set, keep).disclose();
    }

    static long[] positions(FragmentSet set) {
        return set.fragments().stream().mapToLong(Disclosed::position).toArray();
    }

    static List<Digest> leafHashes(FragmentSet set) {
        return set.fragments().stream()
                .map(disclosed -> TreeDomain.FRAGMENTS.leaf(disclosed.salt(), disclosed.fragment()))
                .toList();
    }

    /// The fragments at random places, every arrangement equally likely; the other places are null.
    private static @Nullable Bytes[] shuffle(List<Bytes> fragments, int leafCount, RandomGenerator random) {
        @Nullable Bytes[] places = new @Nullable Bytes[leafCount];
        for (int i = 0; i < fragments.size(); i++) {
            places[i] = fragments.get(i);
        }
        for (int i = leafCount - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Bytes moved = places[i];
            places[i] = places[other];
            places[other] = moved;
        }
        return places;
    }

    /// The root over [low, high), noting the roots of the largest subtrees that hold padding only.
    private static Digest root(List<Digest> leaves, @Nullable Bytes[] placed, int low, int high, List<Digest> hidden) {
        int before = hidden.size();
        boolean paddingOnly = true;
        for (int i = low; i < high && paddingOnly; i++) {
            paddingOnly = placed[i] == null;
        }
        Digest root;
        if (high - low == 1) {
            root = leaves.get(low);
        } else {
            int middle = (low + high) >>> 1;
            root = TreeDomain.FRAGMENTS.node(
                    root(leaves, placed, low, middle, hidden), root(leaves, placed, middle, high, hidden));
        }
        if (paddingOnly) {
            hidden.subList(before, hidden.size()).clear();
            hidden.add(root);
        }
        return root;
    }
}
