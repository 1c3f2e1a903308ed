package org.tocsin.model.agreement;

import java.util.Optional;

/// A marking of the Permissible Actions Protocol, from least to most restrictive.
public enum Pap {
    /// Without limit.
    CLEAR,
    /// Active actions that the adversary may see.
    GREEN,
    /// Passive look-ups, third-party services included.
    AMBER,
    /// Only what cannot be detected.
    RED;

    /// By its label without prefix; "WHITE" is the old name of CLEAR.
    public static Optional<Pap> ofLabel(String label) {
        for (Pap pap : values()) {
            if (pap.name().equals(label)) {
                return Optional.of(pap);
            }
        }
        return label.equals("WHITE") ? Optional.of(CLEAR) : Optional.empty();
    }

    public boolean isStricterThan(Pap other) {
        return compareTo(other) > 0;
    }
}
