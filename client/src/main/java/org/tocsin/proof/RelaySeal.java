package org.tocsin.proof;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyRelay.Seal;

/// Seals what goes through a mutual partner to the team that it is for, and opens it there. Rule R-EMG-9.
///
/// Source: RFC 9180, mode base, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; one message under each key.
public final class RelaySeal {
    private static final String TAG = "tocsin/relay/v1\n";

    private RelaySeal() {}

    /// Of what it can only be taken for: another author, another team or another statement, and it does not open.
    ///
    /// @param leaf the hash of the statement whose fragments are sealed
    public record Context(Team author, Team to, Digest leaf) {
        private byte[] info() {
            return (TAG + author + "\n" + to + "\n").getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Seals to a team's public key; empty if that is no key that anything can be sealed to.
    public static Optional<Seal> seal(Bytes publicKey, Context context, Bytes plain, SecureRandom random) {
        byte[] secret = new byte[X25519PrivateKeyParameters.KEY_SIZE];
        random.nextBytes(secret);
        return seal(publicKey, context, plain, Bytes.wrap(secret));
    }

    /// As above, with the secret of the ephemeral key.
    static Optional<Seal> seal(Bytes publicKey, Context context, Bytes plain, Bytes secret) {
        try {
            var hpke = suite();
            var sender =
                    hpke.setupBaseS(new X25519PublicKeyParameters(publicKey.array()), context.info(), pair(secret));
            byte[] sealed = sender.seal(context.leaf().array(), plain.array());
            return Optional.of(new Seal(Bytes.wrap(sender.getEncapsulation()), Bytes.wrap(sealed)));
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException noKey) {
            // A point of low order agrees on nothing: RFC 9180, section 7.1.4.
            return Optional.empty();
        }
    }

    /// Opens with the secret of the team that it is for; empty if it is not for it, not of this context, or changed.
    static Optional<Bytes> open(Bytes secret, Context context, Seal seal) {
        try {
            var receiver = suite().setupBaseR(seal.ephemeral().array(), pair(secret), context.info());
            return Optional.of(Bytes.wrap(
                    receiver.open(context.leaf().array(), seal.sealed().array())));
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException closed) {
            return Optional.empty();
        }
    }

    private static HPKE suite() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }

    private static AsymmetricCipherKeyPair pair(Bytes secret) {
        var key = new X25519PrivateKeyParameters(secret.array());
        return new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
    }
}
