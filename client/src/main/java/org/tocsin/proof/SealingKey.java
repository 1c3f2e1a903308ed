package org.tocsin.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.tocsin.model.Bytes;
import org.tocsin.model.emergency.EmergencyRelay;
import org.tocsin.secret.KeyProtection;

/// A team's X25519 key, which what goes through a relay is sealed to: made once, kept in a file that only its owner can
/// read; its secret never leaves in any other way.
///
/// Source: RFC 7748, section 6.1; RFC 8410, section 7, for the file.
public final class SealingKey {
    private static final int SECRET_BYTES = 32;

    private final Bytes secret;
    private final Bytes publicKey;

    private SealingKey(Bytes secret) {
        this.secret = secret;
        this.publicKey = Bytes.wrap(new X25519PrivateKeyParameters(secret.array())
                .generatePublicKey()
                .getEncoded());
    }

    /// Reads the key from its file; makes one if there is none.
    ///
    /// @throws IOException if it cannot be read or written, or is no key of this kind; the message names the file
    public static SealingKey in(Path file, SecureRandom random) throws IOException {
        return in(file, KeyProtection.none(), random);
    }

    /// As above; the file may be encrypted, and is if there is a passphrase when it is made.
    public static SealingKey in(Path file, KeyProtection protection, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            return new SealingKey(KeyFile.loadX25519(file, protection));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        KeyFile.write(file, KeyFile.textX25519(Bytes.wrap(secret)), protection, random);
        return new SealingKey(Bytes.wrap(secret));
    }

    /// Opens what was sealed to this key; empty if it was not, is of another context, or was changed.
    public Optional<Bytes> open(RelaySeal.Context context, EmergencyRelay.Seal seal) {
        return RelaySeal.open(secret, context, seal);
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
