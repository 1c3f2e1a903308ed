package org.tocsin.proof;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;
import org.tocsin.model.Bytes;

/// A team's X25519 key, which what goes through a relay is sealed to: made once, kept in a file that only its owner can
/// read; its secret never leaves in any other way.
///
/// Source: RFC 7748, section 6.1; RFC 8410, section 7, for the file.
public final class SealingKey {
    private static final String ALGORITHM = "X25519";
    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);
    private static final int SECRET_BYTES = 32;

    private final PrivateKey key;
    private final Bytes publicKey;

    private SealingKey(Bytes secret) {
        try {
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            key = factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret.array()));
            KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
            agreement.init(key);
            agreement.doPhase(
                    factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT)), true);
            publicKey = Bytes.wrap(agreement.generateSecret());
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this JDK has no X25519", absent);
        }
    }

    /// Reads the key from its file; makes one if there is none.
    ///
    /// @throws IOException if it cannot be read or written, or is no key of this kind; the message names the file
    public static SealingKey in(Path file, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            return new SealingKey(KeyFile.loadX25519(file));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        KeyFile.saveX25519(file, Bytes.wrap(secret));
        return new SealingKey(Bytes.wrap(secret));
    }

    /// 32 bytes.
    public Bytes publicKey() {
        return publicKey;
    }

    /// Nothing secret.
    @Override
    public String toString() {
        return "SealingKey[" + publicKey.hex() + "]";
    }
}
