package org.tocsin.secret;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.generators.SCrypt;

/// Encrypts a private key with a passphrase: PKCS#8's EncryptedPrivateKeyInfo, PBES2 of scrypt and AES-256-CBC, which
/// `openssl pkcs8 -scrypt` reads and writes too.
///
/// Source: RFC 5958, section 3; RFC 8018, section 6.2; RFC 7914, sections 2 and 7.
final class ScryptCipher {
    /// What opening one key may take: 256 MiB.
    static final long MEMORY_BYTES_MAX = 256L << 20;

    /// 16 MiB, five times over: dear for whoever guesses, a quarter of a second at a start, and within what openssl
    /// takes.
    private static final int COST = 1 << 14;

    private static final int BLOCK_SIZE = 8;
    private static final int PARALLEL = 5;
    /// So that the product of what is bounded fits into 64 bits.
    private static final int BLOCK_SIZE_MAX = 1 << 16;

    private static final int PARALLEL_MAX = 16;
    private static final int SALT_BYTES = 16;
    private static final int IV_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final ASN1ObjectIdentifier SCRYPT = new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");

    private ScryptCipher() {}

    static byte[] encrypt(byte[] pkcs8, byte[] passphrase, SecureRandom random) throws IOException {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        byte[] encrypted = crypt(
                        Cipher.ENCRYPT_MODE,
                        new Derivation(new DEROctetString(salt), COST, BLOCK_SIZE, PARALLEL),
                        iv,
                        passphrase,
                        pkcs8)
                .orElseThrow(() -> new IOException("a key cannot be encrypted"));
        ASN1EncodableVector scrypt = new ASN1EncodableVector();
        scrypt.add(new DEROctetString(salt));
        scrypt.add(new ASN1Integer(COST));
        scrypt.add(new ASN1Integer(BLOCK_SIZE));
        scrypt.add(new ASN1Integer(PARALLEL));
        var scheme = new PBES2Parameters(
                new KeyDerivationFunc(SCRYPT, new DERSequence(scrypt)),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
        return new EncryptedPrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, scheme), encrypted)
                .getEncoded();
    }

    /// @return the PKCS#8 of the key; empty if the passphrase is wrong, or the file damaged
    /// @throws UnreadableException if it is encrypted in another way
    static Optional<byte[]> decrypt(byte[] encrypted, byte[] passphrase) throws UnreadableException {
        try {
            EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(encrypted);
            AlgorithmIdentifier outer = info.getEncryptionAlgorithm();
            if (!outer.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
                throw new UnreadableException();
            }
            PBES2Parameters scheme = PBES2Parameters.getInstance(outer.getParameters());
            if (!scheme.getKeyDerivationFunc().getAlgorithm().equals(SCRYPT)
                    || !scheme.getEncryptionScheme().getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_CBC)) {
                throw new UnreadableException();
            }
            byte[] iv = ASN1OctetString.getInstance(scheme.getEncryptionScheme().getParameters())
                    .getOctets();
            var derivation = Derivation.of(
                    ASN1Sequence.getInstance(scheme.getKeyDerivationFunc().getParameters()));
            return crypt(Cipher.DECRYPT_MODE, derivation, iv, passphrase, info.getEncryptedData())
                    .filter(ScryptCipher::isKey);
        } catch (IllegalArgumentException
                | IllegalStateException
                | ClassCastException
                | ArithmeticException malformed) {
            throw new UnreadableException();
        }
    }

    /// One wrong passphrase of 256 leaves a padding that looks right.
    private static boolean isKey(byte[] decrypted) {
        try {
            return ASN1Sequence.getInstance(decrypted).size() >= 3
                    && ASN1Integer.getInstance(
                                            ASN1Sequence.getInstance(decrypted).getObjectAt(0))
                                    .intValueExact()
                            <= 1;
        } catch (IllegalArgumentException | ArithmeticException | ClassCastException noKey) {
            return false;
        }
    }

    private static Optional<byte[]> crypt(
            int mode, Derivation derivation, byte[] iv, byte[] passphrase, byte[] content) {
        byte[] key = SCrypt.generate(
                passphrase,
                derivation.salt.getOctets(),
                derivation.cost,
                derivation.blockSize,
                derivation.parallel,
                KEY_BYTES);
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return Optional.of(cipher.doFinal(content));
        } catch (GeneralSecurityException wrong) {
            return Optional.empty();
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /// How a key is made of a passphrase.
    private record Derivation(ASN1OctetString salt, int cost, int blockSize, int parallel) {
        /// Numbers out of bounds are refused before any memory is taken.
        static Derivation of(ASN1Sequence scrypt) throws UnreadableException {
            if (scrypt.size() < 4 || scrypt.size() > 5) {
                throw new UnreadableException();
            }
            int cost = number(scrypt, 1, Integer.MAX_VALUE);
            int blockSize = number(scrypt, 2, BLOCK_SIZE_MAX);
            int parallel = number(scrypt, 3, PARALLEL_MAX);
            if (Integer.bitCount(cost) != 1
                    || cost == 1
                    || 128L * cost * blockSize > MEMORY_BYTES_MAX
                    || (scrypt.size() == 5 && number(scrypt, 4, KEY_BYTES) != KEY_BYTES)) {
                throw new UnreadableException();
            }
            return new Derivation(ASN1OctetString.getInstance(scrypt.getObjectAt(0)), cost, blockSize, parallel);
        }

        private static int number(ASN1Sequence scrypt, int place, int max) throws UnreadableException {
            BigInteger number =
                    ASN1Integer.getInstance(scrypt.getObjectAt(place)).getValue();
            if (number.signum() != 1 || number.compareTo(BigInteger.valueOf(max)) > 0) {
                throw new UnreadableException();
            }
            return number.intValueExact();
        }
    }

    /// Not encrypted with scrypt and AES-256-CBC, or with numbers beyond our bounds.
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;
    }
}
