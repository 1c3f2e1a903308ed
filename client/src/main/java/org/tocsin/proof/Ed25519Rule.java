package org.tocsin.proof;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.tocsin.model.Bytes;

/// The one rule by which an Ed25519 signature counts: strict about encodings, without the cofactor. Rule R-SUI-2.
///
/// Libraries differ on points with a part of low order. Bouncy Castle's check is by scalars of half the length and
/// comes to
/// the cofactored equation for such points; the JDK's is the equation as written, and ten times slower. So: where
/// neither
/// point has such a part, which is every honest signature, the two equations are one and Bouncy Castle decides; else
/// the
/// JDK does.
///
/// Source: RFC 8032, section 5.1.7, and the choices it leaves open.
final class Ed25519Rule {
    private static final int POINT_BYTES = 32;
    private static final int KEYS_REMEMBERED_MAX = 1_024;
    private static final Bytes SPKI_START = Bytes.ofHex("302a300506032b6570032100");

    /// The order of the group: 2^252 + 27742317777372353535851937790883648493, little-endian.
    private static final Bytes ORDER = Bytes.ofHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    /// The prime of the field: 2^255 - 19, little-endian.
    private static final Bytes PRIME = Bytes.ofHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    /// The y of every point of order 1, 2, 4 or 8, little-endian.
    private static final List<Bytes> LOW_ORDER = List.of(
            Bytes.ofHex("0100000000000000000000000000000000000000000000000000000000000000"),
            Bytes.ofHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            Bytes.ofHex("0000000000000000000000000000000000000000000000000000000000000000"),
            Bytes.ofHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
            Bytes.ofHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

    /// Whether a key is in the group of prime order: costs as much as half a verification, and keys are few.
    private static final Cache<Bytes, Boolean> KEYS =
            Caffeine.newBuilder().maximumSize(KEYS_REMEMBERED_MAX).build();

    private Ed25519Rule() {}

    static boolean verify(Bytes key, byte[] message, Bytes signature) {
        if (key.length() != POINT_BYTES || signature.length() != 2 * POINT_BYTES) {
            return false;
        }
        // 1. S < L.
        Bytes s = signature.slice(POINT_BYTES, 2 * POINT_BYTES);
        if (!isBelow(s, ORDER)) {
            return false;
        }
        // 2. A and R are canonical encodings, of points that are not of low order.
        Bytes r = signature.slice(0, POINT_BYTES);
        if (!isStrictPoint(key) || !isStrictPoint(r)) {
            return false;
        }
        // 3. [S]B = R + [k]A, without the cofactor.
        boolean prime = KEYS.get(key, Ed25519Rule::isOfPrimeOrder) && isOfPrimeOrder(r);
        return prime
                ? Ed25519.verify(signature.array(), 0, key.array(), 0, message, 0, message.length)
                : verifyAsWritten(key, message, signature);
    }

    /// Whether 32 bytes are a canonical y below the prime that no point of low order has. Where x is 0, y is one of
    /// theirs:
    /// so a stray sign bit needs no check of its own.
    private static boolean isStrictPoint(Bytes encoded) {
        byte[] y = Arrays.copyOf(encoded.array(), POINT_BYTES);
        y[POINT_BYTES - 1] &= 0x7f;
        Bytes unsigned = Bytes.wrap(y);
        return isBelow(unsigned, PRIME) && !LOW_ORDER.contains(unsigned);
    }

    private static boolean isOfPrimeOrder(Bytes encoded) {
        return Ed25519.validatePublicKeyFull(encoded.array(), 0);
    }

    /// Whether the first of two little-endian numbers of 32 bytes is the smaller one.
    static boolean isBelow(Bytes number, Bytes bound) {
        for (int i = POINT_BYTES - 1; i >= 0; i--) {
            int difference = (number.array()[i] & 0xff) - (bound.array()[i] & 0xff);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }

    private static boolean verifyAsWritten(Bytes key, byte[] message, Bytes signature) {
        try {
            PublicKey publicKey = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(
                            SuiteVerifier.concat(SPKI_START, key).array()));
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(publicKey);
            verifier.update(message);
            return verifier.verify(signature.array());
        } catch (InvalidKeySpecException | InvalidKeyException | SignatureException e) {
            // Not a point of the curve.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no Ed25519", e);
        }
    }
}
