package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;

class KeystreamRandomTest {
    /// Seeds that are counted and known: all bytes are the seed's number.
    private static final class Counted extends SecureRandom {
        private static final long serialVersionUID = 1;
        private int seeds;

        @Override
        public void nextBytes(byte[] bytes) {
            seeds++;
            Arrays.fill(bytes, (byte) seeds);
        }

        @Override
        public byte[] generateSeed(int length) {
            byte[] seed = new byte[length];
            nextBytes(seed);
            return seed;
        }
    }

    @Test
    void bytesAreTheKeystreamOfKeysThatReplaceThemselves() throws Exception {
        KeystreamRandom random = KeystreamRandom.over(new Counted());
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 1);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
            byte[] block = cipher.doFinal(new byte[KeystreamRandom.BLOCK_BYTES]);
            key = Arrays.copyOf(block, 32);
            expected.write(block, 32, block.length - 32);
        }
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        for (int length = 1; drawn.size() < expected.size(); length = length * 2 % 1_001) {
            byte[] bytes = new byte[Math.min(length, expected.size() - drawn.size())];
            random.nextBytes(bytes);
            drawn.writeBytes(bytes);
        }
        assertArrayEquals(expected.toByteArray(), drawn.toByteArray());
    }

    @Test
    void aFreshSeedIsMixedInAfterSoManyBlocks() {
        Counted source = new Counted();
        KeystreamRandom random = KeystreamRandom.over(source);
        int usable = KeystreamRandom.BLOCK_BYTES - 32;
        random.nextBytes(new byte[usable * KeystreamRandom.BLOCKS_A_SEED]);
        assertEquals(1, source.seeds);
        random.nextBytes(new byte[1]);
        assertEquals(2, source.seeds);
    }

    @Test
    void aSeedFromOutsideChangesWhatComesAndTakesNothingAway() {
        byte[] plain = new byte[16];
        KeystreamRandom.over(new Counted()).nextBytes(plain);
        byte[] seeded = new byte[16];
        KeystreamRandom random = KeystreamRandom.over(new Counted());
        random.setSeed(new byte[] {1});
        random.nextBytes(seeded);
        assertFalse(Arrays.equals(plain, seeded));
        // The source's seed is mixed in all the same: zeros from outside change nothing.
        KeystreamRandom zeros = KeystreamRandom.over(new Counted());
        zeros.setSeed(new byte[32]);
        zeros.nextBytes(seeded);
        assertArrayEquals(plain, seeded);
    }

    @Test
    void seedsForOthersComeFromTheSource() {
        assertArrayEquals(
                new byte[] {1, 1, 1}, KeystreamRandom.over(new Counted()).generateSeed(3));
    }

    @Test
    void twoOfThemAndTwoThreadsNeverDrawTheSame() {
        SecureRandom source = new SecureRandom();
        Set<Bytes> drawn = ConcurrentHashMap.newKeySet();
        KeystreamRandom one = KeystreamRandom.over(source);
        KeystreamRandom other = KeystreamRandom.over(source);
        IntStream.range(0, 20_000).parallel().forEach(i -> {
            byte[] bytes = new byte[16];
            (i % 2 == 0 ? one : other).nextBytes(bytes);
            drawn.add(Bytes.wrap(bytes));
        });
        assertEquals(20_000, drawn.size());
    }

    @Test
    void numbersComeFromTheSameBytes() {
        KeystreamRandom random = KeystreamRandom.over(new SecureRandom());
        int[] counts = new int[16];
        for (int i = 0; i < 16_000; i++) {
            counts[random.nextInt(16)]++;
        }
        // Six standard deviations of a fair die with sixteen sides.
        assertTrue(Arrays.stream(counts).allMatch(count -> Math.abs(count - 1_000) < 184), Arrays.toString(counts));
    }
}
