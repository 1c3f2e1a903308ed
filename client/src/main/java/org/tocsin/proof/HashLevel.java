package org.tocsin.proof;

import java.util.Arrays;
import org.tocsin.model.Digest;

/// The hashes of one level of a tree, one after the other, in chunks: it grows without copying hashes, and what was
/// written stays where it is. `MerkleTree` orders writes before reads; this class only sees to it that a reader who
/// meets
/// a newer table finds it whole.
final class HashLevel {
    /// 8,192 hashes, 256 KiB. Even, so that a pair never straddles two chunks.
    private static final int CHUNK_SHIFT = 13;

    private static final int CHUNK_HASHES = 1 << CHUNK_SHIFT;
    private static final int SMALLEST_CHUNK_HASHES = 16;

    private volatile byte[][] chunks = new byte[1][0];

    Digest get(long index) {
        return Digest.copyOf(chunks[Math.toIntExact(index >> CHUNK_SHIFT)], offset(index));
    }

    void set(long index, Digest hash) {
        System.arraycopy(hash.array(), 0, room(index), offset(index), Digest.LENGTH);
    }

    /// Hashes two neighbours into a place of the level above.
    void hashPair(TreeDomain domain, long leftIndex, HashLevel above, long aboveIndex) {
        domain.node(
                chunks[Math.toIntExact(leftIndex >> CHUNK_SHIFT)],
                offset(leftIndex),
                above.room(aboveIndex),
                offset(aboveIndex));
    }

    private static int offset(long index) {
        return (int) (index & (CHUNK_HASHES - 1)) * Digest.LENGTH;
    }

    /// The chunk of a place, made or grown if need be. Only a level's first chunk starts small. What is replaced is
    /// copied
    /// first and then published with its table, so that a reader never finds a chunk half filled.
    private byte[] room(long index) {
        int number = Math.toIntExact(index >> CHUNK_SHIFT);
        int end = offset(index) + Digest.LENGTH;
        byte[][] table = chunks;
        if (number < table.length && table[number] != null && table[number].length >= end) {
            return table[number];
        }
        byte[][] larger = Arrays.copyOf(table, number < table.length ? table.length : table.length * 2);
        int hashes =
                number > 0 ? CHUNK_HASHES : Math.clamp(2L * end / Digest.LENGTH, SMALLEST_CHUNK_HASHES, CHUNK_HASHES);
        byte[] chunk = new byte[hashes * Digest.LENGTH];
        if (number < table.length && table[number] != null) {
            System.arraycopy(table[number], 0, chunk, 0, table[number].length);
        }
        larger[number] = chunk;
        chunks = larger;
        return chunk;
    }
}
