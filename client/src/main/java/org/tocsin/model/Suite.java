package org.tocsin.model;

/// Signature suites, in one line: a later one is never replaced by an earlier one. A suite is fixed for a key period.
public enum Suite {
    ED25519(32, 64),
    /// Both signatures cover the same message, and both must verify.
    ED25519_ML_DSA_65(32 + 1952, 64 + 3309);

    private final int keyBytes;
    private final int signatureBytes;

    Suite(int keyBytes, int signatureBytes) {
        this.keyBytes = keyBytes;
        this.signatureBytes = signatureBytes;
    }

    /// Bytes of a public key.
    public int keyBytes() {
        return keyBytes;
    }

    /// Bytes of a signature.
    public int signatureBytes() {
        return signatureBytes;
    }
}
