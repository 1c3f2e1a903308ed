package org.tocsin.node.ledger;

import org.tocsin.model.Bytes;

/// A content as it is kept: compressed, encrypted under a secret of its own, bound to the leaf hash of its statement.
///
/// @param plainLength bytes of the content in the clear
public record SealedContent(Bytes body, Bytes secret, int plainLength) {
    @Override
    public String toString() {
        return "SealedContent[" + body.length() + "]";
    }
}
