package org.tocsin.model;

/// A public key of a suite: the raw key, or both raw keys one after the other (Ed25519 first).
public record SuiteKey(Suite suite, Bytes key) {
    public SuiteKey {
        if (key.length() != suite.keyBytes()) {
            throw new IllegalArgumentException(
                    "a key of " + suite + " has " + suite.keyBytes() + " bytes, not " + key.length());
        }
    }
}
