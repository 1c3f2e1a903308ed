package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.testing.JsonTree;
import org.tocsin.testing.SharedData;

/// The RFC 9162 vectors: 802 inclusion and 762 consistency proofs. Rules R-LED-1 and R-LED-5.
final class MerkleSuiteTest {
    private static final TreeDomain LEDGER = TreeDomain.LEDGER;
    private static final Map<Long, Digest> ROOTS = new HashMap<>();
    private static final MerkleTree TREE = new MerkleTree(LEDGER);
    private static JsonTree suite;

    private record Inclusion(long index, long size, List<Digest> proof) {
        boolean verify(Digest leaf, Digest root) {
            return MerkleProofs.verifyInclusion(LEDGER, index, size, leaf, proof, root);
        }
    }

    private record Consistency(long from, long to, List<Digest> proof) {
        boolean verify(Digest fromRoot, Digest toRoot) {
            return MerkleProofs.verifyConsistency(LEDGER, from, fromRoot, to, toRoot, proof);
        }
    }

    @BeforeAll
    static void read() {
        suite = JsonTree.read(SharedData.bytes("suites/merkle/rfc9162-own-vectors.json.gz"));
        JsonTree roots = suite.at("roots");
        roots.names().forEach(size -> ROOTS.put(Long.valueOf(size), digest(roots.at(size))));
        long most = ROOTS.keySet().stream().mapToLong(size -> size).max().orElseThrow();
        for (long i = 0; i < most; i++) {
            TREE.append(LEDGER.leaf(i == 0 ? Bytes.EMPTY : Bytes.ofUtf8("leaf-" + i)));
        }
    }

    @Test
    void theTreeHasTheRootOfEveryVector() {
        ROOTS.forEach((size, root) -> assertEquals(root, TREE.root(size), () -> "size " + size));
    }

    @Test
    void the1564ProofsAreMadeAndVerified() {
        int right = 0;
        for (Inclusion it : inclusions()) {
            assertEquals(it.proof(), TREE.inclusion(it.index(), it.size()));
            right += it.verify(TREE.leaf(it.index()), TREE.root(it.size())) ? 1 : 0;
        }
        for (Consistency it : consistencies()) {
            assertEquals(it.proof(), TREE.consistency(it.from(), it.to()));
            right += it.verify(TREE.root(it.from()), TREE.root(it.to())) ? 1 : 0;
        }
        assertEquals(1_564, right);
    }

    @Test
    void everyMutationOfAnInclusionProofIsRefused() {
        int refused = 0;
        for (Inclusion it : inclusions()) {
            Digest leaf = TREE.leaf(it.index());
            Digest root = TREE.root(it.size());
            refused += refuseAll(it.proof(), proof -> new Inclusion(it.index(), it.size(), proof).verify(leaf, root));
            assertFalse(it.verify(flipped(leaf, 0), root));
            assertFalse(it.verify(leaf, flipped(root, 255)));
            for (long index :
                    new long[] {it.index() - 1, it.index() + 1, it.index() ^ 1, -1, it.size(), Long.MAX_VALUE}) {
                assertFalse(index != it.index() && new Inclusion(index, it.size(), it.proof()).verify(leaf, root));
            }
            for (long size : new long[] {it.size() - 1, it.size() + 1}) {
                // Under the root that the other size really has.
                assertFalse(size <= TREE.size()
                        && new Inclusion(it.index(), size, it.proof()).verify(leaf, TREE.root(size)));
            }
            for (long size : new long[] {0, -1, it.index(), Long.MIN_VALUE}) {
                assertFalse(new Inclusion(it.index(), size, it.proof()).verify(leaf, root));
            }
        }
        assertTrue(refused > 802 * 3, () -> "too few mutations");
    }

    @Test
    void everyMutationOfAConsistencyProofIsRefused() {
        int refused = 0;
        for (Consistency it : consistencies()) {
            Digest from = TREE.root(it.from());
            Digest to = TREE.root(it.to());
            refused += refuseAll(it.proof(), proof -> new Consistency(it.from(), it.to(), proof).verify(from, to));
            assertFalse(it.verify(flipped(from, 7), to));
            assertFalse(it.verify(from, flipped(to, 100)));
            assertFalse(it.from() != it.to() && it.verify(to, from));
            for (long size : new long[] {it.from() - 1, it.from() + 1}) {
                assertFalse(size > 0
                        && size <= TREE.size()
                        && new Consistency(size, it.to(), it.proof()).verify(TREE.root(size), to));
            }
            for (long size : new long[] {it.to() - 1, it.to() + 1}) {
                assertFalse(size <= TREE.size()
                        && new Consistency(it.from(), size, it.proof()).verify(from, TREE.root(size)));
            }
            assertFalse(new Consistency(-1, it.to(), it.proof()).verify(from, to));
            assertFalse(new Consistency(it.to() + 1, it.to(), it.proof()).verify(from, to));
        }
        assertTrue(refused > 762 * 3, () -> "too few mutations");
    }

    /// Every hash with a flipped bit, left out, doubled, exchanged with its neighbour; one too many in front and
    /// behind.
    private static int refuseAll(List<Digest> proof, Predicate<List<Digest>> verify) {
        int refused = 0;
        for (List<Digest> mutation : mutations(proof)) {
            assertFalse(verify.test(mutation), () -> "a mutated proof of " + proof.size() + " hashes verifies");
            refused++;
        }
        return refused;
    }

    static List<List<Digest>> mutations(List<Digest> proof) {
        List<List<Digest>> mutations = new ArrayList<>();
        for (int i = 0; i < proof.size(); i++) {
            List<Digest> flipped = new ArrayList<>(proof);
            flipped.set(i, flipped(proof.get(i), (i * 37) % 256));
            mutations.add(flipped);
            List<Digest> shorter = new ArrayList<>(proof);
            shorter.remove(i);
            mutations.add(shorter);
            List<Digest> doubled = new ArrayList<>(proof);
            doubled.add(i, proof.get(i));
            mutations.add(doubled);
            if (i > 0 && !proof.get(i).equals(proof.get(i - 1))) {
                List<Digest> exchanged = new ArrayList<>(proof);
                exchanged.set(i, proof.get(i - 1));
                exchanged.set(i - 1, proof.get(i));
                mutations.add(exchanged);
            }
        }
        List<Digest> before = new ArrayList<>(proof);
        before.addFirst(Digest.ZERO);
        mutations.add(before);
        List<Digest> behind = new ArrayList<>(proof);
        behind.add(Digest.ZERO);
        mutations.add(behind);
        List<Digest> many = new ArrayList<>(proof);
        do {
            many.add(Digest.ZERO);
        } while (many.size() <= MerkleProofs.PATH_MAX);
        mutations.add(many);
        return mutations;
    }

    static Digest flipped(Digest digest, int bit) {
        byte[] array = digest.array().clone();
        array[bit / 8] ^= (byte) (1 << bit % 8);
        return Digest.wrap(array);
    }

    private static List<Inclusion> inclusions() {
        return suite.at("inclusion").list().stream()
                .map(it -> new Inclusion(it.at(0).number(), it.at(1).number(), digests(it.at(2))))
                .toList();
    }

    private static List<Consistency> consistencies() {
        return suite.at("consistency").list().stream()
                .map(it -> new Consistency(it.at(0).number(), it.at(1).number(), digests(it.at(2))))
                .toList();
    }

    private static List<Digest> digests(JsonTree list) {
        return list.list().stream().map(MerkleSuiteTest::digest).toList();
    }

    private static Digest digest(JsonTree text) {
        return Digest.wrap(Base64.getDecoder().decode(text.text()));
    }
}
