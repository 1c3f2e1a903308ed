package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;

/// Both sides of every guard in front of trees, proofs, checkpoints, notes and keys. Rules R-LED-1 to R-LED-5, R-SUI-2.
final class ProofGuardsTest {
    private static final TreeDomain LEDGER = TreeDomain.LEDGER;

    private static MerkleTree tree(int size) {
        MerkleTree tree = new MerkleTree(LEDGER);
        for (int i = 0; i < size; i++) {
            assertEquals(i, tree.append(LEDGER.leaf(Bytes.ofUtf8("leaf " + i))));
        }
        return tree;
    }

    @Test
    void aTreeHasNoNegativePlaces() {
        MerkleTree tree = tree(3);
        assertThrows(IllegalArgumentException.class, () -> tree.truncate(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> tree.leaf(-1));
        assertThrows(IllegalArgumentException.class, () -> tree.inclusion(-1, 3));
        assertThrows(IllegalArgumentException.class, () -> tree.consistency(-1, 3));
        assertThrows(IllegalArgumentException.class, () -> tree.root(-1));
        assertThrows(IllegalArgumentException.class, () -> tree.shared(new long[] {-1}, 3));
        assertThrows(IllegalArgumentException.class, () -> tree.shared(new long[] {0, 0}, 3));
        assertThrows(IllegalArgumentException.class, () -> tree.shared(new long[] {3}, 3));
        assertThrows(IllegalArgumentException.class, () -> tree.inclusion(0, 4));
        assertThrows(IllegalArgumentException.class, () -> tree.consistency(1, 4));
        assertEquals(3, tree.size());
        tree.truncate(0);
        assertEquals(LEDGER.empty(), tree.root());
        assertEquals(LEDGER, tree.domain());
        assertEquals(0, tree.appendAll(List.of(Digest.ZERO, Digest.ZERO)));
        assertEquals(2, tree.size());
    }

    /// All sizes, all leaves: the path holds there and nowhere else, nor with a hash more or fewer.
    @Test
    void anInclusionHoldsAtItsPlaceInItsTreeOnly() {
        for (int size = 1; size <= 17; size++) {
            MerkleTree tree = tree(size);
            for (int index = 0; index < size; index++) {
                List<Digest> path = tree.inclusion(index, size);
                Digest leaf = tree.leaf(index);
                Digest root = tree.root();
                assertTrue(MerkleProofs.verifyInclusion(LEDGER, index, size, leaf, path, root));
                for (int other = -1; other <= size; other++) {
                    assertEquals(
                            other == index,
                            MerkleProofs.verifyInclusion(LEDGER, other, size, leaf, path, root),
                            index + " as " + other + " of " + size);
                }
                List<Digest> longer = new ArrayList<>(path);
                longer.add(root);
                assertFalse(MerkleProofs.verifyInclusion(LEDGER, index, size, leaf, longer, root));
                if (!path.isEmpty()) {
                    List<Digest> shorter = path.subList(0, path.size() - 1);
                    assertFalse(MerkleProofs.verifyInclusion(LEDGER, index, size, leaf, shorter, root));
                }
                assertFalse(MerkleProofs.verifyInclusion(LEDGER, index, -1, leaf, path, root));
                assertFalse(
                        MerkleProofs.verifyInclusion(TreeDomain.FRAGMENTS, index, size, leaf, path, root) && size > 1);
            }
        }
    }

    @Test
    void consistencyHoldsBetweenItsTwoSizesOnly() {
        MerkleTree tree = tree(17);
        for (int first = 1; first <= 17; first++) {
            for (int second = first; second <= 17; second++) {
                List<Digest> path = tree.consistency(first, second);
                Digest before = tree.root(first);
                Digest after = tree.root(second);
                assertTrue(MerkleProofs.verifyConsistency(LEDGER, first, before, second, after, path));
                List<Digest> longer = new ArrayList<>(path);
                longer.add(after);
                assertFalse(MerkleProofs.verifyConsistency(LEDGER, first, before, second, after, longer));
                assertFalse(MerkleProofs.verifyConsistency(LEDGER, first, Digest.ZERO, second, after, path));
                assertFalse(MerkleProofs.verifyConsistency(LEDGER, first, before, second, Digest.ZERO, path));
                if (first < second) {
                    assertFalse(MerkleProofs.verifyConsistency(LEDGER, second, after, first, before, path));
                    assertFalse(MerkleProofs.verifyConsistency(LEDGER, first, before, second, after, List.of()));
                }
            }
        }
        assertFalse(MerkleProofs.verifyConsistency(LEDGER, -1, Digest.ZERO, 3, tree.root(3), List.of()));
    }

    @Test
    void aPathIsAsLongAsTheLargestTreeIsHighAndNotLonger() {
        List<Digest> hashes = Collections.nCopies(MerkleProofs.PATH_MAX + 1, Digest.ZERO);
        Digest root = tree(2).root();
        assertFalse(MerkleProofs.verifyInclusion(LEDGER, 0, Long.MAX_VALUE, Digest.ZERO, hashes, root));
        assertFalse(MerkleProofs.verifyConsistency(LEDGER, 1, Digest.ZERO, Long.MAX_VALUE, root, hashes));
    }

    /// What the entries in front of a leaf come to is in the leaf's own proof.
    @Test
    void theRootOfThePrefixBeforeOrWithALeafFollowsFromItsProof() {
        for (int size = 1; size <= 17; size++) {
            MerkleTree tree = tree(size);
            for (int index = 0; index < size; index++) {
                List<Digest> hashes = tree.shared(new long[] {index}, size);
                for (int first = -1; first <= size + 1; first++) {
                    Optional<Digest> found =
                            MerkleProofs.prefixRoot(LEDGER, tree.head(), index, tree.leaf(index), hashes, first);
                    // A tree's root at a size that ends inside the left part is not there to be read.
                    boolean isShown = first >= 1 && (first == index || first == index + 1);
                    assertEquals(isShown, found.isPresent(), index + " of " + size + " at " + first);
                    if (isShown) {
                        assertEquals(tree.root(first), found.orElseThrow());
                    }
                }
                assertEquals(
                        Optional.empty(),
                        MerkleProofs.prefixRoot(LEDGER, tree.head(), index, Digest.ZERO, hashes, index + 1));
                assertEquals(
                        Optional.empty(),
                        MerkleProofs.prefixRoot(
                                LEDGER, new TreeHead(size, Digest.ZERO), index, tree.leaf(index), hashes, index + 1));
            }
        }
    }

    @Test
    void aNarrowedProofTakesEveryHashAndOneLeafHashAnIndex() {
        MerkleTree tree = tree(9);
        long[] indices = {2, 5};
        List<Digest> leaves = List.of(tree.leaf(2), tree.leaf(5));
        List<Digest> shared = tree.shared(indices, 9);
        List<Digest> longer = new ArrayList<>(shared);
        longer.add(Digest.ZERO);
        assertThrows(
                IllegalArgumentException.class, () -> ProofNarrowing.narrow(LEDGER, 9, indices, leaves, longer, 2));
        assertThrows(
                IllegalArgumentException.class,
                () -> ProofNarrowing.narrow(LEDGER, 9, indices, leaves.subList(0, 1), shared, 2));
        assertThrows(
                IllegalArgumentException.class, () -> ProofNarrowing.narrow(LEDGER, 5, indices, leaves, shared, 2));
        long[] twice = {2, 2};
        List<Digest> alone = tree.shared(new long[] {2}, 9);
        assertThrows(IllegalArgumentException.class, () -> ProofNarrowing.narrow(LEDGER, 9, twice, leaves, alone, 2));
        assertEquals(tree.shared(new long[] {2}, 9), ProofNarrowing.narrow(LEDGER, 9, indices, leaves, shared, 2));
    }

    /// R-SUI-2: S below the order, y below the prime. The libraries behind refuse too much as well; this does not
    /// depend on them.
    @Test
    void aNumberIsBelowItsBoundByItsHighestByteThatDiffers() {
        byte[] bound = new byte[32];
        bound[0] = 5;
        bound[31] = 0x10;
        assertFalse(isBelow(bound, 5, 0x10));
        assertTrue(isBelow(bound, 4, 0x10));
        assertFalse(isBelow(bound, 6, 0x10));
        assertFalse(isBelow(bound, 0xff, 0x10));
        assertTrue(isBelow(bound, 0xff, 0x0f));
        assertFalse(isBelow(bound, 0, 0x11));
        assertFalse(isBelow(bound, 0, 0xff));
    }

    private static boolean isBelow(byte[] bound, int lowest, int highest) {
        byte[] number = new byte[bound.length];
        number[0] = (byte) lowest;
        number[31] = (byte) highest;
        return Ed25519Rule.isBelow(Bytes.wrap(number), Bytes.wrap(bound));
    }

    @Test
    void aCheckpointHasAnOriginASizeAndARootThatGoTogether() {
        String longest = "o".repeat(Checkpoint.ORIGIN_BYTES_MAX);
        assertEquals(longest, new Checkpoint(longest, 1, Digest.ZERO).origin());
        for (String origin : List.of("", longest + "o", "two words", "a+b", "a\nb", "\u0085", "\u0378", "\u007f")) {
            assertThrows(IllegalArgumentException.class, () -> new Checkpoint(origin, 1, Digest.ZERO), origin);
            assertFalse(SignedNote.isKeyName(origin) && origin.length() <= Checkpoint.ORIGIN_BYTES_MAX);
        }
        assertThrows(IllegalArgumentException.class, () -> new Checkpoint("a", -1, Digest.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new Checkpoint("a", 0, Digest.ZERO));
        Checkpoint empty = new Checkpoint(new Origin(new Team("a.example"), 1), new TreeHead(0, LEDGER.empty()));
        assertEquals(new TreeHead(0, LEDGER.empty()), empty.head());
        assertEquals(Optional.of(empty), Checkpoint.parse(empty.text()));
    }

    @Test
    void aCheckpointsTextHasOneSpelling() {
        String root = Base64Text.encode(Digest.ZERO.bytes());
        String largest = "a\n9223372036854775807\n" + root + "\n";
        assertEquals(
                Long.MAX_VALUE,
                Checkpoint.parse(Bytes.ofUtf8(largest)).orElseThrow().size());
        for (String text : List.of(
                "a\n9223372036854775808\n" + root + "\n",
                "a\n10000000000000000000\n" + root + "\n",
                "a\n0\n" + root + "\n",
                "a\n01\n" + root + "\n",
                "a\n\n" + root + "\n",
                "a\n1/\n" + root + "\n",
                "a\n1:\n" + root + "\n",
                "a\n-1\n" + root + "\n",
                "\n1\n" + root + "\n",
                "a\n1\n" + root,
                "a\n1\n" + root + "\nx",
                "a\n1\n\n",
                "a\n1\n" + root.substring(4) + "\n",
                "a\n1\n!" + root + "\n")) {
            assertEquals(Optional.empty(), Checkpoint.parse(Bytes.ofUtf8(text)), text);
        }
        assertTrue(Checkpoint.parse(
                        Bytes.ofUtf8("a\n0\n" + Base64Text.encode(LEDGER.empty().bytes()) + "\n"))
                .isPresent());
    }

    @Test
    void aNoteIsReadUpToItsLastByteOfRoomAndWrittenAsItWasRead() {
        String line = "\u2014 k AAAAAAA=\n";
        int room = SignedNote.BYTES_MAX - Bytes.ofUtf8("\n\n" + line).length();
        assertTrue(
                SignedNote.parse(Bytes.ofUtf8("x".repeat(room) + "\n\n" + line)).isPresent());
        assertTrue(SignedNote.parse(Bytes.ofUtf8("x".repeat(room + 1) + "\n\n" + line))
                .isEmpty());
        SignedNote note = new SignedNote(
                Bytes.ofUtf8("text\n"), List.of(new SignedNote.Line("k", 0x81_72_63_54, Bytes.wrap(new byte[] {9}))));
        assertEquals(Optional.of(note), SignedNote.parse(note.bytes()));
    }

    @Test
    void aKeyHasASeedOfThirtyTwoBytesForEachAlgorithmOfItsSuite() {
        Bytes seed = TestKeys.seed(1);
        Bytes shorter = seed.slice(1, 32);
        for (Suite suite : Suite.values()) {
            boolean hybrid = suite == Suite.ED25519_ML_DSA_65;
            Optional<Bytes> right = hybrid ? Optional.of(seed) : Optional.empty();
            Optional<Bytes> wrong = hybrid ? Optional.empty() : Optional.of(seed);
            assertEquals(
                    suite,
                    SuitePrivateKey.ofSeeds(suite, seed, right, TestKeys.zeros())
                            .suite());
            refused(suite, shorter, right);
            refused(suite, seed, wrong);
        }
        refused(Suite.ED25519_ML_DSA_65, seed, Optional.of(shorter));
    }

    private static void refused(Suite suite, Bytes ed25519, Optional<Bytes> mlDsa) {
        assertThrows(
                IllegalArgumentException.class, () -> SuitePrivateKey.ofSeeds(suite, ed25519, mlDsa, TestKeys.zeros()));
    }

    @Test
    void aSealingKeysFileHoldsOneKeyOfItsKindAndIsReadAgain(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("sealing.key");
        SealingKey made = SealingKey.in(file, TestKeys.seeded(1));
        assertEquals(made.publicKey(), SealingKey.in(file, TestKeys.seeded(2)).publicKey());
        assertEquals("SealingKey[" + made.publicKey().hex() + "]", made.toString());
        String good = Files.readString(file);
        for (String bad : List.of(good + good, "junk" + good, good + "junk" + good, good.replace("K2Vu", "K2Vv"))) {
            Path broken = directory.resolve("broken.key");
            Files.writeString(broken, bad);
            assertThrows(IOException.class, () -> SealingKey.in(broken, TestKeys.seeded(3)), bad);
        }
        Path ledger = directory.resolve("ledger.key");
        TestKeys.key(Suite.ED25519, 1).save(ledger);
        assertThrows(IOException.class, () -> SealingKey.in(ledger, TestKeys.seeded(3)));
        assertThrows(IOException.class, () -> SuitePrivateKey.load(file, TestKeys.zeros()));
        Path junkInFront = directory.resolve("junk.key");
        Files.writeString(junkInFront, "junk" + Files.readString(ledger));
        assertThrows(IOException.class, () -> SuitePrivateKey.load(junkInFront, TestKeys.zeros()));
    }

    @Test
    void aSharedProofOfManyLeavesIsOfThoseLeavesAlone() {
        MerkleTree tree = tree(33);
        long[] indices = LongStream.range(0, 33).filter(i -> i % 3 == 0).toArray();
        List<Digest> leaves = LongStream.of(indices).mapToObj(tree::leaf).toList();
        List<Digest> hashes = tree.shared(indices, 33);
        assertEquals(Optional.of(tree.root()), MerkleProofs.sharedRoot(LEDGER, 33, indices, leaves, hashes));
        for (int i = 0; i < leaves.size(); i++) {
            List<Digest> altered = new ArrayList<>(leaves);
            altered.set(i, Digest.ZERO);
            assertFalse(MerkleProofs.sharedRoot(LEDGER, 33, indices, altered, hashes)
                    .equals(Optional.of(tree.root())));
        }
        assertEquals(Optional.empty(), MerkleProofs.sharedRoot(LEDGER, 0, new long[0], List.of(), List.of()));
    }
}
