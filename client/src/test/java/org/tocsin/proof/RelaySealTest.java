package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.EmergencyRelay.Seal;

/// What is sealed to a team opens for it alone, and as what it was sealed as. Rule R-EMG-9.
class RelaySealTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Team ES = new Team("cert-es.example");
    private static final Team JP = new Team("cert-jp.example");
    private static final Digest LEAF = Digest.ofHex("ab".repeat(Digest.LENGTH));
    private static final RelaySeal.Context CONTEXT = new RelaySeal.Context(ES, JP, LEAF);
    private static final Bytes PLAIN = Bytes.ofUtf8("a fragment set");

    @TempDir
    private Path directory;

    private SealingKey key;

    @BeforeEach
    void makeKey() throws Exception {
        key = SealingKey.in(directory.resolve("sealing.key"), RANDOM);
    }

    @Test
    void itOpensForItsTeamAlsoWhenTheKeyIsReadAgain() throws Exception {
        Seal seal = seal(PLAIN);
        assertEquals(Optional.of(PLAIN), key.open(CONTEXT, seal));
        SealingKey again = SealingKey.in(directory.resolve("sealing.key"), RANDOM);
        assertEquals(key.publicKey(), again.publicKey());
        assertEquals(Optional.of(PLAIN), again.open(CONTEXT, seal));
        assertNotEquals(seal, seal(PLAIN));
        assertEquals(Optional.of(Bytes.EMPTY), key.open(CONTEXT, seal(Bytes.EMPTY)));
    }

    @Test
    void itOpensForNobodyElseAndAsNothingElse() throws Exception {
        Seal seal = seal(PLAIN);
        SealingKey other = SealingKey.in(directory.resolve("other.key"), RANDOM);
        assertEquals(Optional.empty(), other.open(CONTEXT, seal));
        assertEquals(Optional.empty(), key.open(new RelaySeal.Context(JP, JP, LEAF), seal));
        assertEquals(Optional.empty(), key.open(new RelaySeal.Context(ES, ES, LEAF), seal));
        assertEquals(Optional.empty(), key.open(new RelaySeal.Context(ES, JP, Digest.ZERO), seal));
    }

    @Test
    void everyBitOfItCounts() {
        Seal seal = seal(PLAIN);
        for (int bit = 0; bit < seal.sealed().length() * 8; bit++) {
            assertEquals(Optional.empty(), key.open(CONTEXT, new Seal(seal.ephemeral(), flipped(seal.sealed(), bit))));
        }
        // X25519 ignores the highest bit of a public key; the key that follows from it does not.
        for (int bit = 0; bit < seal.ephemeral().length() * 8; bit++) {
            assertEquals(Optional.empty(), key.open(CONTEXT, new Seal(flipped(seal.ephemeral(), bit), seal.sealed())));
        }
    }

    @Test
    void nothingIsSealedToAPointOfLowOrder() {
        Bytes zero = Bytes.wrap(new byte[32]);
        assertEquals(Optional.empty(), RelaySeal.seal(zero, CONTEXT, PLAIN, RANDOM));
        assertEquals(
                Optional.empty(), key.open(CONTEXT, new Seal(zero, seal(PLAIN).sealed())));
    }

    /// Another reading of RFC 9180, sections 4.1, 5.1 and 5.2, from the parts that the JDK has.
    @Test
    void theConstructionIsTheWrittenOne() throws Exception {
        Bytes secret = Bytes.ofHex("02".repeat(32));
        Seal seal = RelaySeal.seal(key.publicKey(), CONTEXT, PLAIN, secret).orElseThrow();
        Bytes base = Bytes.ofHex("09" + "00".repeat(31));
        assertEquals(x25519(secret, base), seal.ephemeral());
        byte[] kem = bytes("KEM", 0x0020);
        Bytes agreed = x25519(secret, key.publicKey());
        byte[] shared = expand(
                extract(new byte[0], kem, "eae_prk", agreed.array()),
                kem,
                "shared_secret",
                concat(seal.ephemeral().array(), key.publicKey().array()),
                32);
        byte[] suite = bytes("HPKE", 0x0020, 0x0001, 0x0002);
        byte[] info = "tocsin/relay/v1\ncert-es.example\ncert-jp.example\n".getBytes(StandardCharsets.UTF_8);
        byte[] context = concat(
                new byte[] {0},
                extract(new byte[0], suite, "psk_id_hash", new byte[0]),
                extract(new byte[0], suite, "info_hash", info));
        byte[] master = extract(shared, suite, "secret", new byte[0]);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(expand(master, suite, "key", context, 32), "AES"),
                new GCMParameterSpec(128, expand(master, suite, "base_nonce", context, 12)));
        cipher.updateAAD(LEAF.array());
        assertEquals(Bytes.wrap(cipher.doFinal(PLAIN.array())), seal.sealed());
    }

    private static Bytes x25519(Bytes secret, Bytes publicKey) throws Exception {
        KeyFactory keys = KeyFactory.getInstance("X25519");
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = publicKey.array()[31 - i];
        }
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret.array())));
        agreement.doPhase(
                keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian))),
                true);
        return Bytes.wrap(agreement.generateSecret());
    }

    private static byte[] extract(byte[] salt, byte[] suite, String label, byte[] secret) throws Exception {
        return hmac(salt.length == 0 ? new byte[32] : salt, concat(bytes("HPKE-v1"), suite, bytes(label), secret));
    }

    private static byte[] expand(byte[] key, byte[] suite, String label, byte[] info, int length) throws Exception {
        byte[] labelled = concat(new byte[] {0, (byte) length}, bytes("HPKE-v1"), suite, bytes(label), info);
        return Arrays.copyOf(hmac(key, concat(labelled, new byte[] {1})), length);
    }

    private static byte[] hmac(byte[] key, byte[] text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    /// A text, and numbers of two bytes behind it.
    private static byte[] bytes(String text, int... numbers) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        for (int number : numbers) {
            out.write(number >> 8);
            out.write(number);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private Seal seal(Bytes plain) {
        return RelaySeal.seal(key.publicKey(), CONTEXT, plain, RANDOM).orElseThrow();
    }

    private static Bytes flipped(Bytes bytes, int bit) {
        byte[] array = bytes.array().clone();
        array[bit / 8] ^= (byte) (1 << (bit % 8));
        return Bytes.wrap(array);
    }
}
