package org.tocsin.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Suite;
import org.tocsin.model.SuiteKey;
import org.tocsin.secret.KeyProtection;

/// A private key of a suite: made, kept in a file, and used to sign; its secret never leaves in any other way. Safe for
/// several threads if its random source is.
public final class SuitePrivateKey {
    private final SuiteKey publicKey;
    private final Bytes ed25519Seed;
    private final @Nullable Bytes mlDsaSeed;
    private final @Nullable PrivateKey mlDsaKey;
    private final SecureRandom random;

    private SuitePrivateKey(Suite suite, Bytes ed25519Seed, @Nullable Bytes mlDsaSeed, SecureRandom random) {
        byte[] ed25519Public = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(ed25519Seed.array(), 0, ed25519Public, 0);
        Bytes key = Bytes.wrap(ed25519Public);
        this.ed25519Seed = ed25519Seed;
        this.mlDsaSeed = mlDsaSeed;
        this.mlDsaKey = mlDsaSeed == null ? null : MlDsa65.privateKey(mlDsaSeed);
        this.random = random;
        this.publicKey =
                new SuiteKey(suite, mlDsaSeed == null ? key : SuiteVerifier.concat(key, MlDsa65.publicKey(mlDsaSeed)));
    }

    public static SuitePrivateKey generate(Suite suite, SecureRandom random) {
        return ofSeeds(
                suite, seed(random), suite == Suite.ED25519 ? Optional.empty() : Optional.of(seed(random)), random);
    }

    /// A key from its seeds, 32 bytes each. For test vectors and for reading key files.
    static SuitePrivateKey ofSeeds(Suite suite, Bytes ed25519Seed, Optional<Bytes> mlDsaSeed, SecureRandom random) {
        if (ed25519Seed.length() != Ed25519.SECRET_KEY_SIZE
                || mlDsaSeed.isPresent() != (suite == Suite.ED25519_ML_DSA_65)
                || mlDsaSeed.filter(seed -> seed.length() != MlDsa65.SEED_BYTES).isPresent()) {
            throw new IllegalArgumentException("a suite has a seed of 32 bytes for each of its algorithms");
        }
        return new SuitePrivateKey(suite, ed25519Seed, mlDsaSeed.orElse(null), random);
    }

    /// Reads a key file.
    ///
    /// @param random randomises ML-DSA signatures
    /// @throws IOException if it cannot be read or is not a key file; the message names the file and says what is wrong
    public static SuitePrivateKey load(Path file, SecureRandom random) throws IOException {
        return load(file, KeyProtection.none(), random);
    }

    /// As above; the file may be encrypted.
    ///
    /// @throws org.tocsin.secret.KeyFault if the passphrase does not open it, or there is none
    public static SuitePrivateKey load(Path file, KeyProtection protection, SecureRandom random) throws IOException {
        return KeyFile.load(file, protection, random);
    }

    /// Writes a new key file that only its owner can read, and syncs it.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if there is one: a key is never overwritten
    public void save(Path file) throws IOException {
        save(file, KeyProtection.none());
    }

    /// As above, encrypted if there is a passphrase.
    public void save(Path file, KeyProtection protection) throws IOException {
        KeyFile.write(file, KeyFile.text(ed25519Seed, Optional.ofNullable(mlDsaSeed)), protection, random);
    }

    public Suite suite() {
        return publicKey.suite();
    }

    public SuiteKey publicKey() {
        return publicKey;
    }

    /// Signs a message; `SuiteVerifier` checks it. What it is for must be told from its first bytes. Rules R-SUI-1,
    /// R-SUI-3
    /// and R-SUI-4.
    public Bytes sign(Bytes message) {
        byte[] signed = SuiteVerifier.signed(suite(), message).array();
        byte[] ed25519 = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(ed25519Seed.array(), 0, publicKey.key().array(), 0, null, signed, 0, signed.length, ed25519, 0);
        Bytes signature = Bytes.wrap(ed25519);
        return mlDsaKey == null ? signature : SuiteVerifier.concat(signature, MlDsa65.sign(mlDsaKey, signed, random));
    }

    /// The suite and the start of the public key's hash; nothing secret.
    @Override
    public String toString() {
        return "SuitePrivateKey[" + suite() + " of public key " + Sha256.of(publicKey.key()) + "]";
    }

    private static Bytes seed(SecureRandom random) {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        return Bytes.wrap(seed);
    }
}
