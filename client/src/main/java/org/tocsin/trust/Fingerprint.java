package org.tocsin.trust;

import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.SuiteKey;
import org.tocsin.proof.Sha256;

/// The fingerprint of a root key, which two liaison officers read to each other over the telephone: SHA-256 of the
/// suite's number (one byte, 1 for ED25519, 2 for ED25519_ML_DSA_65) and the key. Rule R-MAN-3.
public final class Fingerprint {
    private static final int GROUP = 4;

    private Fingerprint() {}

    public static Digest of(SuiteKey key) {
        byte[] named = new byte[1 + key.key().length()];
        named[0] = (byte)
                switch (key.suite()) {
                    case ED25519 -> 1;
                    case ED25519_ML_DSA_65 -> 2;
                };
        System.arraycopy(key.key().array(), 0, named, 1, key.key().length());
        return Sha256.of(named);
    }

    /// Sixteen groups of four hex digits, separated by spaces.
    public static String spoken(Digest fingerprint) {
        StringBuilder text = new StringBuilder(fingerprint.hex());
        for (int at = text.length() - GROUP; at > 0; at -= GROUP) {
            text.insert(at, ' ');
        }
        return text.toString();
    }

    /// Reads a fingerprint in any grouping: spaces, colons and hyphens are ignored, as is case.
    public static Optional<Digest> parse(String text) {
        String hex = text.replaceAll("[\\s:-]", "");
        return hex.matches("[0-9a-fA-F]{64}") ? Optional.of(Digest.ofHex(hex)) : Optional.empty();
    }
}
