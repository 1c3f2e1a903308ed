package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.TreeHead;

/// Trees and shared proofs. Rules R-LED-1, R-LED-4 and R-LED-5.
final class MerkleTreeTest {
    private static final TreeDomain LEDGER = TreeDomain.LEDGER;

    @Test
    void anEmptyTreeHasTheHashOfNothing() {
        MerkleTree tree = new MerkleTree(LEDGER);
        assertEquals(
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                tree.root().hex());
        assertEquals(new TreeHead(0, LEDGER.empty()), tree.head());
        assertEquals(List.of(), tree.shared(new long[0], 0));
    }

    @Test
    void theTwoDomainsNeverHashAlike() {
        Bytes data = Bytes.ofUtf8("data");
        Digest leaf = LEDGER.leaf(data);
        assertNotEquals(leaf, TreeDomain.FRAGMENTS.leaf(data));
        assertNotEquals(LEDGER.node(leaf, leaf), TreeDomain.FRAGMENTS.node(leaf, leaf));
    }

    @Test
    void sharedProofsOfAllSubsetsOfSmallTreesGiveTheRoot() {
        for (int size = 1; size <= 9; size++) {
            MerkleTree tree = tree(size);
            for (int subset = 0; subset < 1 << size; subset++) {
                int bits = subset;
                long[] indices = LongStream.range(0, size)
                        .filter(i -> (bits >> i & 1) == 1)
                        .toArray();
                assertEquals(Optional.of(tree.root()), rootOf(tree, indices, size, tree.shared(indices, size)));
            }
        }
    }

    @Test
    void sharedProofsOfLargeTreesGiveTheRootAndTheirMutationsDoNot() {
        RandomGenerator random = seeded(2);
        MerkleTree tree = tree(20_000);
        for (int round = 0; round < 50; round++) {
            int size = random.nextInt(1, 20_001);
            Optional<Digest> root = Optional.of(tree.root(size));
            long[] indices = random.longs(random.nextInt(1, 40), 0, size)
                    .sorted()
                    .distinct()
                    .toArray();
            List<Digest> hashes = tree.shared(indices, size);
            assertEquals(root, rootOf(tree, indices, size, hashes));
            for (List<Digest> mutation : MerkleSuiteTest.mutations(hashes)) {
                assertNotEquals(root, rootOf(tree, indices, size, mutation));
            }
        }
    }

    @Test
    void aSharedProofOfOneLeafHoldsTheHashesOfItsInclusionPath() {
        MerkleTree tree = tree(1_000);
        for (int index = 0; index < 1_000; index += 7) {
            List<Digest> path = tree.inclusion(index, 1_000);
            List<Digest> shared = tree.shared(new long[] {index}, 1_000);
            assertEquals(path.size(), shared.size());
            assertTrue(shared.containsAll(path));
        }
    }

    @Test
    void aDenseSharedProofIsSmall() {
        MerkleTree tree = tree(100_000);
        long[] dense = LongStream.range(99_000, 99_256).toArray();
        assertTrue(tree.shared(dense, 100_000).size() < 32);
    }

    @Test
    void sharedRootsRefuseShapesThatDoNotFit() {
        Digest leaf = LEDGER.leaf(Bytes.EMPTY);
        List<Digest> two = List.of(leaf, leaf);
        assertEmpty(0, new long[0], List.of(), List.of());
        assertEmpty(-1, new long[] {0}, List.of(leaf), List.of());
        assertEmpty(4, new long[] {1, 1}, two, two);
        assertEmpty(4, new long[] {2, 1}, two, two);
        assertEmpty(4, new long[] {1, 4}, two, two);
        assertEmpty(4, new long[] {-1}, List.of(leaf), two);
        assertEmpty(4, new long[] {1}, two, two);
        assertEmpty(4, new long[] {1}, List.of(leaf), List.of(leaf));
        assertEmpty(4, new long[0], List.of(), two);
        assertEmpty(Long.MAX_VALUE, new long[] {Long.MAX_VALUE - 1}, List.of(leaf), List.of());
    }

    @Test
    void sizesUpTo2To63AreSplitWithoutOverflow() {
        Digest leaf = LEDGER.leaf(Bytes.EMPTY);
        List<Digest> hashes = new ArrayList<>();
        for (int i = 0; i < 62; i++) {
            hashes.add(leaf);
        }
        assertTrue(
                MerkleProofs.sharedRoot(LEDGER, Long.MAX_VALUE, new long[] {Long.MAX_VALUE - 1}, List.of(leaf), hashes)
                        .isPresent());
        assertFalse(MerkleProofs.verifyInclusion(LEDGER, Long.MAX_VALUE - 1, Long.MAX_VALUE, leaf, hashes, leaf));
        assertFalse(MerkleProofs.verifyConsistency(LEDGER, Long.MAX_VALUE - 1, leaf, Long.MAX_VALUE, leaf, hashes));
    }

    @Test
    void consistencyFromNothingAndBetweenEqualSizesNeedsNoHashes() {
        MerkleTree tree = tree(5);
        assertEquals(List.of(), tree.consistency(0, 5));
        assertEquals(List.of(), tree.consistency(5, 5));
        Digest root = tree.root();
        assertTrue(MerkleProofs.verifyConsistency(LEDGER, 0, LEDGER.empty(), 5, root, List.of()));
        assertTrue(MerkleProofs.verifyConsistency(LEDGER, 5, root, 5, root, List.of()));
        assertFalse(MerkleProofs.verifyConsistency(LEDGER, 0, root, 5, root, List.of()));
        assertFalse(MerkleProofs.verifyConsistency(LEDGER, 0, LEDGER.empty(), 5, root, List.of(root)));
        assertFalse(MerkleProofs.verifyConsistency(LEDGER, 5, LEDGER.empty(), 5, root, List.of()));
        assertFalse(MerkleProofs.verifyConsistency(LEDGER, 4, root, 5, root, List.of()));
    }

    @Test
    void whatAFailedCommitAppendedIsTakenBack() {
        for (int kept = 0; kept < 40; kept++) {
            MerkleTree tree = tree(kept);
            TreeHead before = tree.head();
            tree.appendAll(leaves(1_000, 30));
            tree.truncate(kept);
            assertEquals(before, tree.head());
            tree.appendAll(leaves(kept, 25));
            assertEquals(tree(kept + 25).head(), tree.head());
        }
        assertThrows(IllegalArgumentException.class, () -> tree(3).truncate(4));
    }

    @Test
    void sizesBeyondTheTreeAreRefused() {
        MerkleTree tree = tree(3);
        assertThrows(IllegalArgumentException.class, () -> tree.root(4));
        assertThrows(IllegalArgumentException.class, () -> tree.inclusion(3, 3));
        assertThrows(IllegalArgumentException.class, () -> tree.consistency(3, 2));
        assertThrows(IllegalArgumentException.class, () -> tree.shared(new long[] {1, 0}, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> tree.leaf(3));
    }

    @Test
    void readersProveAtPublishedSizesWhileTheWriterAppendsAndTakesBack() throws Exception {
        MerkleTree tree = new MerkleTree(LEDGER);
        tree.appendAll(leaves(0, 10));
        AtomicReference<TreeHead> published = new AtomicReference<>(tree.head());
        try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                results.add(readers.submit(proving(tree, published, reader)));
            }
            RandomGenerator random = seeded(3);
            long size = 10;
            while (size < 60_000) {
                tree.appendAll(leaves(-1, random.nextInt(50)));
                tree.truncate(size);
                int batch = random.nextInt(1, 200);
                tree.appendAll(leaves(size, batch));
                size += batch;
                published.set(tree.head());
            }
            published.set(new TreeHead(0, Digest.ZERO));
            for (Future<Integer> result : results) {
                assertTrue(result.get() > 0);
            }
        }
    }

    private static Callable<Integer> proving(MerkleTree tree, AtomicReference<TreeHead> published, int seed) {
        return () -> {
            RandomGenerator random = seeded(seed);
            int proofs = 0;
            TreeHead before = new TreeHead(0, LEDGER.empty());
            while (true) {
                TreeHead head = Objects.requireNonNull(published.get());
                if (head.size() == 0) {
                    return proofs;
                }
                long index = random.nextLong(head.size());
                List<Digest> path = tree.inclusion(index, head.size());
                assertTrue(
                        MerkleProofs.verifyInclusion(LEDGER, index, head.size(), tree.leaf(index), path, head.root()));
                List<Digest> consistency = tree.consistency(before.size(), head.size());
                assertTrue(MerkleProofs.verifyConsistency(
                        LEDGER, before.size(), before.root(), head.size(), head.root(), consistency));
                before = head;
                proofs++;
            }
        };
    }

    private static void assertEmpty(long size, long[] indices, List<Digest> leaves, List<Digest> hashes) {
        assertEquals(Optional.empty(), MerkleProofs.sharedRoot(LEDGER, size, indices, leaves, hashes));
    }

    private static Optional<Digest> rootOf(MerkleTree tree, long[] indices, long size, List<Digest> hashes) {
        List<Digest> leaves = LongStream.of(indices).mapToObj(tree::leaf).toList();
        return MerkleProofs.sharedRoot(LEDGER, size, indices, leaves, hashes);
    }

    private static MerkleTree tree(int size) {
        MerkleTree tree = new MerkleTree(LEDGER);
        tree.appendAll(leaves(0, size));
        return tree;
    }

    private static List<Digest> leaves(long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(i -> LEDGER.leaf(Bytes.ofUtf8("leaf " + i)))
                .toList();
    }

    private static RandomGenerator seeded(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
