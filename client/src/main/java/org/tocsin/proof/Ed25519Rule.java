package org.tocsin.proof;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.tocsin.model.Bytes;

/// The one rule by which an Ed25519 signature counts.
final class Ed25519Rule {
    private Ed25519Rule() {}

    static boolean verify(Bytes key, byte[] message, Bytes signature) {
        return key.length() == Ed25519.PUBLIC_KEY_SIZE
                && signature.length() == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature.array(), 0, key.array(), 0, message, 0, message.length);
    }
}
