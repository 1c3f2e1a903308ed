package org.tocsin.proof;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.tocsin.model.Bytes;

/// ML-DSA-65 with the empty context. The JDK signs and verifies; Bouncy Castle expands a seed to a key, which the JDK
/// of
/// this release cannot.
///
/// Source: FIPS 204; RFC 9881 for the key encodings.
final class MlDsa65 {
    static final int SEED_BYTES = 32;
    static final int PUBLIC_KEY_BYTES = 1952;
    static final int SIGNATURE_BYTES = 3309;

    private static final String NAME = "ML-DSA-65";
    private static final byte[] SPKI_START = HexFormat.of().parseHex("308207b2300b0609608648016503040312038207a100");
    private static final byte[] PKCS8_START =
            HexFormat.of().parseHex("30820fd8020100300b060960864801650304031204820fc4" + "04820fc0");

    private static final int KEYS_REMEMBERED_MAX = 256;

    /// Keys as the JDK has read them: they are few, and each verifies again and again.
    private static final Cache<Bytes, PublicKey> KEYS =
            Caffeine.newBuilder().maximumSize(KEYS_REMEMBERED_MAX).build();

    private MlDsa65() {}

    static boolean verify(Bytes key, byte[] message, Bytes signature) {
        if (key.length() != PUBLIC_KEY_BYTES || signature.length() != SIGNATURE_BYTES) {
            return false;
        }
        try {
            PublicKey known = KEYS.getIfPresent(key);
            PublicKey publicKey = known == null ? publicKey(KeyFactory.getInstance(NAME), key) : known;
            Signature verifier = Signature.getInstance(NAME);
            verifier.initVerify(publicKey);
            verifier.update(message);
            return verifier.verify(signature.array());
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no ML-DSA-65", e);
        }
    }

    private static PublicKey publicKey(KeyFactory factory, Bytes key) throws GeneralSecurityException {
        PublicKey read = factory.generatePublic(new X509EncodedKeySpec(
                SuiteVerifier.concat(Bytes.wrap(SPKI_START), key).array()));
        KEYS.put(key, read);
        return read;
    }

    static Bytes publicKey(Bytes seed) {
        return Bytes.wrap(expand(seed).getPublicKey());
    }

    static PrivateKey privateKey(Bytes seed) {
        Bytes encoded = SuiteVerifier.concat(
                Bytes.wrap(PKCS8_START),
                Bytes.wrap(expand(seed)
                        .getParametersWithFormat(MLDSAPrivateKeyParameters.EXPANDED_KEY)
                        .getEncoded()));
        try {
            return KeyFactory.getInstance(NAME).generatePrivate(new PKCS8EncodedKeySpec(encoded.array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot take an expanded ML-DSA-65 key", e);
        }
    }

    static Bytes sign(PrivateKey key, byte[] message, SecureRandom random) {
        try {
            Signature signer = Signature.getInstance(NAME);
            signer.initSign(key, random);
            signer.update(message);
            return Bytes.wrap(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ML-DSA-65 does not sign", e);
        }
    }

    private static MLDSAPrivateKeyParameters expand(Bytes seed) {
        return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed.array());
    }
}
