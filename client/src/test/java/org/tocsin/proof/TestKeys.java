package org.tocsin.proof;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Suite;

/// Keys and random sources that are the same in every run. Never outside tests.
public final class TestKeys {
    private TestKeys() {}

    /// The key whose seeds are 32 times one byte.
    public static SuitePrivateKey key(Suite suite, int seed) {
        Bytes bytes = seed(seed);
        Optional<Bytes> mlDsa = suite == Suite.ED25519 ? Optional.empty() : Optional.of(bytes);
        return SuitePrivateKey.ofSeeds(suite, bytes, mlDsa, zeros());
    }

    public static Bytes seed(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return Bytes.wrap(bytes);
    }

    /// Gives zeros: makes ML-DSA signatures the deterministic ones of FIPS 204.
    public static SecureRandom zeros() {
        return new Fixed(null);
    }

    public static SecureRandom seeded(long seed) {
        return new Fixed(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient @Nullable RandomGenerator source;

        Fixed(@Nullable RandomGenerator source) {
            this.source = source;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (source == null) {
                Arrays.fill(bytes, (byte) 0);
            } else {
                source.nextBytes(bytes);
            }
        }
    }
}
