package org.tocsin.proof;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;

/// SHA-256 by the JDK, whose code for it is intrinsic; a digest object is kept for each thread.
///
/// Source: FIPS 180-4.
public final class Sha256 {
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::newDigest);

    private Sha256() {}

    public static Digest of(Bytes data) {
        return of(data.array());
    }

    public static Digest of(byte[] data) {
        return Digest.wrap(begin().digest(data));
    }

    /// The calling thread's digest object, reset. Whoever begins also finishes before calling anything else that
    /// hashes.
    static MessageDigest begin() {
        MessageDigest digest = DIGEST.get();
        digest.reset();
        return digest;
    }

    /// Finishes into a place of an array, without an object in between.
    static void finish(MessageDigest digest, byte[] to, int offset) {
        try {
            digest.digest(to, offset, Digest.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("no room for a digest", e);
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
