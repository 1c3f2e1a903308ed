package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.FragmentSet;
import org.tocsin.model.FragmentSet.Disclosed;

/// Sealing and disclosing fragments. Rules R-FRG-1 to R-FRG-4.
final class FragmentTreeTest {
    @Test
    void aSealedSetShowsEveryFragmentAndGivesItsRoot() {
        RandomGenerator random = TestKeys.seeded(1);
        for (int count = 1; count <= 70; count++) {
            List<Bytes> fragments = fragments(count);
            FragmentTree.Sealed sealed = FragmentTree.seal(fragments, random);
            FragmentSet set = sealed.set();
            assertTrue(set.leafCount() >= count && set.leafCount() < 2 * count);
            assertEquals(new HashSet<>(fragments), new HashSet<>(texts(set)));
            assertEquals(Optional.of(sealed.root()), FragmentTree.root(set));
            Set<Bytes> salts = new HashSet<>();
            set.fragments().forEach(disclosed -> salts.add(disclosed.salt()));
            assertEquals(count, salts.size());
            assertEquals(texts(set), sealed.order().stream().map(fragments::get).toList());
        }
    }

    @Test
    void theRootIsThatOfATreeBuiltByHand() {
        FragmentTree.Sealed sealed = FragmentTree.seal(fragments(8), TestKeys.seeded(2));
        MerkleTree tree = new MerkleTree(TreeDomain.FRAGMENTS);
        for (Disclosed disclosed : sealed.set().fragments()) {
            tree.append(TreeDomain.FRAGMENTS.leaf(disclosed.salt(), disclosed.fragment()));
        }
        assertEquals(tree.root(), sealed.root());
        assertEquals(List.of(), sealed.set().hidden());
    }

    @Test
    void everySubsetThatIsDisclosedGivesTheSameRoot() {
        for (int count : new int[] {1, 2, 3, 5, 8}) {
            FragmentTree.Sealed sealed = FragmentTree.seal(fragments(count), TestKeys.seeded(count));
            for (int subset = 0; subset < 1 << count; subset++) {
                int bits = subset;
                FragmentSet shown = FragmentTree.disclose(sealed.set(), i -> (bits >> i & 1) == 1);
                assertEquals(Integer.bitCount(subset), shown.fragments().size());
                assertEquals(Optional.of(sealed.root()), FragmentTree.root(shown));
                // And less of it, from what is left.
                FragmentSet less = FragmentTree.disclose(shown, i -> i % 2 == 0);
                assertEquals(Optional.of(sealed.root()), FragmentTree.root(less));
            }
        }
    }

    @Test
    void aSetThatShowsNothingIsItsRootAlone() {
        FragmentTree.Sealed sealed = FragmentTree.seal(fragments(9), TestKeys.seeded(4));
        FragmentSet none = FragmentTree.disclose(sealed.set(), i -> false);
        assertEquals(List.of(sealed.root()), none.hidden());
    }

    @Test
    void anyChangeOfASetChangesItsRoot() {
        FragmentTree.Sealed sealed = FragmentTree.seal(fragments(9), TestKeys.seeded(5));
        FragmentSet shown = FragmentTree.disclose(sealed.set(), i -> i < 4);
        Disclosed first = shown.fragments().getFirst();
        List<FragmentSet> changed = new ArrayList<>();
        changed.add(with(shown, new Disclosed(first.position(), first.salt(), Bytes.ofUtf8("other"))));
        changed.add(with(shown, new Disclosed(first.position(), Bytes.wrap(new byte[16]), first.fragment())));
        changed.add(new FragmentSet(32, shown.fragments(), shown.hidden()));
        for (List<Digest> hidden : MerkleSuiteTest.mutations(shown.hidden())) {
            changed.add(new FragmentSet(16, shown.fragments(), hidden));
        }
        for (FragmentSet set : changed) {
            assertNotEquals(Optional.of(sealed.root()), FragmentTree.root(set));
        }
    }

    /// A leaf's 16-byte salt is no part of its text that could be moved: the pair is read by length.
    @Test
    void hiddenHashesThatDoNotFitAreRefused() {
        FragmentSet set = FragmentTree.seal(fragments(5), TestKeys.seeded(6)).set();
        FragmentSet tooFew = new FragmentSet(set.leafCount(), set.fragments(), List.of());
        List<Digest> many = new ArrayList<>(set.hidden());
        many.add(Digest.ZERO);
        FragmentSet tooMany = new FragmentSet(set.leafCount(), set.fragments(), many);
        assertEquals(Optional.empty(), FragmentTree.root(tooFew));
        assertEquals(Optional.empty(), FragmentTree.root(tooMany));
        assertThrows(IllegalArgumentException.class, () -> FragmentTree.disclose(tooFew, i -> false));
        assertThrows(IllegalArgumentException.class, () -> FragmentTree.disclose(tooMany, i -> false));
    }

    @Test
    void fragmentsStandAtEveryPlaceAlikeOften() {
        RandomGenerator random = TestKeys.seeded(7);
        int[] firstAt = new int[8];
        for (int round = 0; round < 8_000; round++) {
            FragmentSet set = FragmentTree.seal(fragments(5), random).set();
            for (Disclosed disclosed : set.fragments()) {
                if (disclosed.fragment().utf8().equals("fragment 0")) {
                    firstAt[disclosed.position()]++;
                }
            }
        }
        assertTrue(IntStream.of(firstAt).allMatch(times -> times > 850 && times < 1_150));
    }

    /// Hashes that come twice would tell which places are empty, and so how many fragments are hidden.
    @Test
    void whatStandsInAnEmptyPlaceNeverComesAgain() {
        RandomGenerator random = TestKeys.seeded(9);
        Set<Digest> seen = new HashSet<>();
        for (int round = 0; round < 100; round++) {
            FragmentTree.Sealed sealed = FragmentTree.seal(fragments(5), random);
            for (Digest hidden :
                    FragmentTree.disclose(sealed.set(), i -> i % 2 == 0).hidden()) {
                assertTrue(seen.add(hidden), "round " + round);
            }
        }
        assertTrue(seen.size() > 100);
    }

    @Test
    void noneAndTooManyFragmentsAreRefused() {
        RandomGenerator random = TestKeys.seeded(8);
        assertThrows(IllegalArgumentException.class, () -> FragmentTree.seal(List.of(), random));
        List<Bytes> most = fragments(FragmentSet.LEAF_COUNT_MAX);
        assertEquals(
                FragmentSet.LEAF_COUNT_MAX,
                FragmentTree.seal(most, random).set().leafCount());
        List<Bytes> tooMany = new ArrayList<>(most);
        tooMany.add(Bytes.EMPTY);
        assertThrows(IllegalArgumentException.class, () -> FragmentTree.seal(tooMany, random));
        assertFalse(most.isEmpty());
    }

    private static FragmentSet with(FragmentSet set, Disclosed first) {
        List<Disclosed> fragments = new ArrayList<>(set.fragments());
        fragments.set(0, first);
        return new FragmentSet(set.leafCount(), fragments, set.hidden());
    }

    private static List<Bytes> texts(FragmentSet set) {
        return set.fragments().stream().map(Disclosed::fragment).toList();
    }

    private static List<Bytes> fragments(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Bytes.ofUtf8("fragment " + i))
                .toList();
    }
}
