package org.tocsin.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
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
    ///
    /// @param order for each fragment of the set, its number in the list that was sealed
    public record Sealed(FragmentSet set, Digest root, List<Integer> order) {
        public Sealed {
            order = List.copyOf(order);
        }
    }

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
        return new Sealing(leafCount, random).seal(fragments);
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
        List<Disclosed> shown = set.fragments();
        long[] positions = new long[shown.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = shown.get(i).position();
        }
        return positions;
    }

    static List<Digest> leafHashes(FragmentSet set) {
        List<Digest> hashes = new ArrayList<>(set.fragments().size());
        for (Disclosed disclosed : set.fragments()) {
            hashes.add(TreeDomain.FRAGMENTS.leaf(disclosed.salt(), disclosed.fragment()));
        }
        return hashes;
    }

    /// A tree in the making: the hash of node n is the n-th of the array, its children are 2n and 2n + 1, the root is
    /// 1.
    private static final class Sealing {
        private static final int PADDING = -1;

        private final int leafCount;
        private final byte[] hashes;
        private final RandomGenerator random;
        private final List<Digest> hidden = new ArrayList<>();

        Sealing(int leafCount, RandomGenerator random) {
            this.leafCount = leafCount;
            this.hashes = new byte[2 * leafCount * Digest.LENGTH];
            this.random = random;
        }

        Sealed seal(List<Bytes> fragments) {
            int count = fragments.size();
            int[] places = shuffled(count);
            byte[] salts = new byte[count * FragmentSet.SALT_BYTES];
            random.nextBytes(salts);
            byte[] padding = new byte[(leafCount - count) * Digest.LENGTH];
            random.nextBytes(padding);

            List<Disclosed> disclosed = new ArrayList<>(count);
            List<Integer> order = new ArrayList<>(count);
            for (int position = 0; position < leafCount; position++) {
                int to = (leafCount + position) * Digest.LENGTH;
                int number = places[position];
                if (number == PADDING) {
                    System.arraycopy(padding, (position - disclosed.size()) * Digest.LENGTH, hashes, to, Digest.LENGTH);
                } else {
                    int at = disclosed.size() * FragmentSet.SALT_BYTES;
                    Bytes salt = Bytes.copyOf(salts, at, at + FragmentSet.SALT_BYTES);
                    TreeDomain.FRAGMENTS.leaf(salt, fragments.get(number), hashes, to);
                    disclosed.add(new Disclosed(position, salt, fragments.get(number)));
                    order.add(number);
                }
            }
            for (int node = leafCount - 1; node > 0; node--) {
                TreeDomain.FRAGMENTS.node(hashes, 2 * node * Digest.LENGTH, hashes, node * Digest.LENGTH);
            }
            hide(1, places, 0, leafCount);
            return new Sealed(new FragmentSet(leafCount, disclosed, hidden), hash(1), order);
        }

        /// Which fragment is at which place, every arrangement equally likely; the other places are padding.
        private int[] shuffled(int count) {
            int[] places = new int[leafCount];
            for (int i = 0; i < leafCount; i++) {
                places[i] = i < count ? i : PADDING;
            }
            for (int i = leafCount - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int moved = places[i];
                places[i] = places[other];
                places[other] = moved;
            }
            return places;
        }

        /// Notes the roots of the largest subtrees that hold padding only, from left to right.
        private void hide(int node, int[] places, int low, int high) {
            int at = low;
            while (at < high && places[at] == PADDING) {
                at++;
            }
            if (at == high) {
                hidden.add(hash(node));
            } else if (high - low > 1) {
                int middle = (low + high) >>> 1;
                hide(2 * node, places, low, middle);
                hide(2 * node + 1, places, middle, high);
            }
        }

        private Digest hash(int node) {
            return Digest.copyOf(hashes, node * Digest.LENGTH);
        }
    }
}
