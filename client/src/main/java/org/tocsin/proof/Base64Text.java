package org.tocsin.proof;

import java.util.Base64;
import java.util.Optional;
import org.tocsin.model.Bytes;

/// Base 64 in its one spelling: the standard alphabet, padded, without white space or stray bits.
///
/// Source: RFC 4648, section 4 and, for the stray bits, section 3.5.
final class Base64Text {
    private Base64Text() {}

    static String encode(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static Optional<Bytes> decode(String text) {
        Bytes bytes;
        try {
            bytes = Bytes.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // The JDK's decoder takes stray bits and missing padding; the way back does not.
        return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    }
}
