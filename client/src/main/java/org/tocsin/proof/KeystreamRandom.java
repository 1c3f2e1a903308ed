package org.tocsin.proof;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Secure random bytes by the block: the keystream of AES-256, whose key is replaced by the first bytes of each block,
/// so that what was given out cannot be computed from what is left in memory. Keyed by another secure source, and again
/// after every `BLOCKS_A_SEED` blocks. A record needs some 300 bytes of salts, padding and keys, in a dozen draws.
///
/// Source: D. J. Bernstein, Fast-key-erasure random-number generators, 2017. Safe for all threads.
public final class KeystreamRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    static final int BLOCK_BYTES = 4 * 1024;
    static final int BLOCKS_A_SEED = 256;
    private static final int KEY_BYTES = 32;

    private KeystreamRandom(Keystream keystream) {
        super(keystream, null);
    }

    /// @param source gives the keys
    public static KeystreamRandom over(SecureRandom source) {
        return new KeystreamRandom(new Keystream(source));
    }

    /// `SecureRandom` calls it under a lock of its own.
    private static final class Keystream extends SecureRandomSpi {
        private static final long serialVersionUID = 1;
        private static final IvParameterSpec START = new IvParameterSpec(new byte[16]);

        private final SecureRandom source;
        private final transient Cipher cipher;
        private final byte[] block = new byte[BLOCK_BYTES];
        private final byte[] key = new byte[KEY_BYTES];
        private int at = BLOCK_BYTES;
        private int blocks;

        Keystream(SecureRandom source) {
            this.source = source;
            try {
                this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK has no AES in counter mode", e);
            }
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            int given = 0;
            while (given < bytes.length) {
                if (at == BLOCK_BYTES) {
                    refill();
                }
                int count = Math.min(bytes.length - given, BLOCK_BYTES - at);
                System.arraycopy(block, at, bytes, given, count);
                Arrays.fill(block, at, at + count, (byte) 0);
                at += count;
                given += count;
            }
        }

        /// The block is all zeros here: everything of it was given out, and wiped.
        private void refill() {
            if (blocks % BLOCKS_A_SEED == 0) {
                byte[] seed = new byte[KEY_BYTES];
                source.nextBytes(seed);
                mix(seed);
            }
            blocks++;
            try {
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), START);
                cipher.doFinal(block, 0, BLOCK_BYTES, block, 0);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK cannot encrypt with AES-256", e);
            }
            System.arraycopy(block, 0, key, 0, KEY_BYTES);
            Arrays.fill(block, 0, KEY_BYTES, (byte) 0);
            at = KEY_BYTES;
        }

        private void mix(byte[] seed) {
            for (int i = 0; i < seed.length; i++) {
                key[i % KEY_BYTES] ^= seed[i];
            }
        }

        /// Adds to the key, as every seed does, and takes nothing away from it.
        @Override
        protected void engineSetSeed(byte[] seed) {
            mix(seed);
        }

        @Override
        protected byte[] engineGenerateSeed(int length) {
            return source.generateSeed(length);
        }
    }
}
