package org.tocsin.wire;

/// Bytes that do not follow the specification. The message names the field and what is wrong, never the content.
public final class WireException extends Exception {
    public WireException(String message) {
        super(message, null, false, false);
    }
}
