package org.tocsin.node.ledger;

import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;

/// A content as it is kept: compressed, encrypted under a secret of its own, bound to the leaf hash of its statement.
///
/// @param plainLength bytes of the content in the clear
/// @param plain the content in the clear, where it is going to be read soon; never stored
public record SealedContent(Bytes body, Bytes secret, int plainLength, Optional<Plain> plain) {
    /// A content that was erased before it was stored: nothing is held of it but that it was.
    public static final SealedContent ERASED =
            new SealedContent(Bytes.EMPTY, Bytes.wrap(new byte[ContentCipher.SECRET_BYTES]), 0);

    /// What was sealed, and under which leaf hash.
    record Plain(Digest leafHash, Bytes content) {}

    SealedContent(Bytes body, Bytes secret, int plainLength) {
        this(body, secret, plainLength, Optional.empty());
    }

    SealedContent readSoon(Digest leafHash, Bytes content) {
        return new SealedContent(body, secret, plainLength, Optional.of(new Plain(leafHash, content)));
    }

    boolean isErased() {
        return secret.equals(ERASED.secret);
    }

    @Override
    public String toString() {
        return "SealedContent[" + body.length() + "]";
    }
}
