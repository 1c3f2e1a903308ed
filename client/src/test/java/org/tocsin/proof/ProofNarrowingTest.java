package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;

/// From a proof of several leaves comes the proof of each of them, and it is the one the tree itself would give
/// (R-LED-4).
class ProofNarrowingTest {
    @Test
    void everyLeafOfASharedProofIsProvenAlone() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
            int size = 1 + random.nextInt(70);
            for (int i = 0; i < size; i++) {
                tree.append(TreeDomain.LEDGER.leaf(Bytes.ofUtf8("leaf " + i)));
            }
            long[] indices = random.longs(1 + random.nextInt(10), 0, size)
                    .distinct()
                    .sorted()
                    .toArray();
            List<Digest> leaves = new ArrayList<>();
            for (long index : indices) {
                leaves.add(tree.leaf(index));
            }
            List<Digest> shared = tree.shared(indices, size);
            for (int i = 0; i < indices.length; i++) {
                List<Digest> alone =
                        ProofNarrowing.narrow(TreeDomain.LEDGER, size, indices, leaves, shared, indices[i]);
                assertEquals(tree.shared(new long[] {indices[i]}, size), alone, "seed " + seed);
                assertEquals(
                        Optional.of(tree.root()),
                        MerkleProofs.sharedRoot(
                                TreeDomain.LEDGER, size, new long[] {indices[i]}, List.of(leaves.get(i)), alone));
            }
        }
    }

    @Test
    void aProofOfAnotherShapeIsRefused() {
        MerkleTree tree = new MerkleTree(TreeDomain.LEDGER);
        for (int i = 0; i < 9; i++) {
            tree.append(TreeDomain.LEDGER.leaf(Bytes.ofUtf8("leaf " + i)));
        }
        long[] indices = {2, 5};
        List<Digest> leaves = List.of(tree.leaf(2), tree.leaf(5));
        List<Digest> shared = tree.shared(indices, 9);
        assertTrue(shared.size() > 1);
        List<Digest> shorter = shared.subList(1, shared.size());
        assertThrows(
                IllegalArgumentException.class,
                () -> ProofNarrowing.narrow(TreeDomain.LEDGER, 9, indices, leaves, shorter, 2));
        assertThrows(
                IllegalArgumentException.class,
                () -> ProofNarrowing.narrow(TreeDomain.LEDGER, 9, indices, leaves, shared, 3));
    }
}
