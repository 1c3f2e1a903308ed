package org.tocsin.proof;

import org.tocsin.model.Bytes;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;

/// Checks signatures of a suite: the only verifier there is, so that no two places judge one signature differently.
/// Rules R-SUI-1 to R-SUI-3.
public final class SuiteVerifier {
    static final String HYBRID_PREFIX = "tocsin/ed25519-ml-dsa-65/v1\n";

    private SuiteVerifier() {}

    /// Whether a signature of this key covers this message. Both halves of a hybrid signature must.
    public static boolean verify(SuiteKey key, Bytes message, Bytes signature) {
        if (signature.length() != key.suite().signatureBytes()) {
            return false;
        }
        byte[] signed = signed(key.suite(), message).array();
        return switch (key.suite()) {
            case ED25519 -> Ed25519Rule.verify(key.key(), signed, signature);
            case ED25519_ML_DSA_65 -> {
                int keySplit = Suite.ED25519.keyBytes();
                int signatureSplit = Suite.ED25519.signatureBytes();
                boolean classical =
                        Ed25519Rule.verify(key.key().slice(0, keySplit), signed, signature.slice(0, signatureSplit));
                yield classical
                        && MlDsa65.verify(
                                key.key().slice(keySplit, key.key().length()),
                                signed,
                                signature.slice(signatureSplit, signature.length()));
            }
        };
    }

    /// What a suite really signs for a message: the message, or for the hybrid one the message behind a prefix, so that
    /// neither half passes for a signature of that key alone.
    static Bytes signed(Suite suite, Bytes message) {
        return switch (suite) {
            case ED25519 -> message;
            case ED25519_ML_DSA_65 -> concat(Bytes.ofUtf8(HYBRID_PREFIX), message);
        };
    }

    static Bytes concat(Bytes first, Bytes second) {
        byte[] both = new byte[first.length() + second.length()];
        System.arraycopy(first.array(), 0, both, 0, first.length());
        System.arraycopy(second.array(), 0, both, first.length(), second.length());
        return Bytes.wrap(both);
    }
}
