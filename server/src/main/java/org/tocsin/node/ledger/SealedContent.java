package org.tocsin.node.ledger;

import org.tocsin.model.Bytes;

/// A content as it is kept: compressed, encrypted under a secret of its own, bound to the leaf hash of its statement.
///
/// @param plainLength bytes of the content in the clear
public record SealedContent(Bytes body, Bytes secret, int plainLength) {
    /// A content that was erased before it was stored: nothing is held of it but that it was.
    public static final SealedContent ERASED =
            new SealedContent(Bytes.EMPTY, Bytes.wrap(new byte[ContentCipher.SECRET_BYTES]), 0);

    boolean isErased() {
        return secret.equals(ERASED.secret);
    }

    @Override
    public String toString() {
        return "SealedContent[" + body.length() + "]";
    }
}
