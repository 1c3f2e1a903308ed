package org.tocsin.interop.bench;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Suite;
import org.tocsin.proof.SuitePrivateKey;
import org.tocsin.proof.SuiteVerifier;

/// Hybrid signatures over what a checkpoint signs, as a node makes and checks them, one at a time.
final class SignatureSteps {
    /// About as many bytes as the text of a checkpoint has.
    private static final int TEXT_BYTES = 120;

    private final SuitePrivateKey key;
    private final Bytes text;
    private final Bytes signature;
    private final InstantSource clock;

    SignatureSteps(SecureRandom random, InstantSource clock) {
        this.key = SuitePrivateKey.generate(Suite.ED25519_ML_DSA_65, random);
        byte[] bytes = new byte[TEXT_BYTES];
        random.nextBytes(bytes);
        this.text = Bytes.wrap(bytes);
        this.signature = key.sign(text);
        this.clock = clock;
    }

    Latencies sign(int times) {
        var taken = new Latencies(clock);
        for (int i = 0; i < times; i++) {
            Instant begin = clock.instant();
            key.sign(text);
            taken.count(Duration.between(begin, clock.instant()));
        }
        return taken;
    }

    Latencies verify(int times) {
        var taken = new Latencies(clock);
        for (int i = 0; i < times; i++) {
            Instant begin = clock.instant();
            if (!SuiteVerifier.verify(key.publicKey(), text, signature)) {
                throw new IllegalStateException("an own signature does not hold");
            }
            taken.count(Duration.between(begin, clock.instant()));
        }
        return taken;
    }
}
