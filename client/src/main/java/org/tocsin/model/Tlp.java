package org.tocsin.model;

import java.util.Optional;

/// A marking of the Traffic Light Protocol 2.0, from least to most restrictive: the order of the constants is the order
/// of the protocol.
///
/// Source: FIRST, Traffic Light Protocol 2.0.
public enum Tlp {
    CLEAR("CLEAR"),
    GREEN("GREEN"),
    AMBER("AMBER"),
    AMBER_STRICT("AMBER+STRICT"),
    RED("RED");

    private final String label;

    Tlp(String label) {
        this.label = label;
    }

    /// The label without prefix, as in "AMBER+STRICT".
    public String label() {
        return label;
    }

    public static Optional<Tlp> ofLabel(String label) {
        for (Tlp tlp : values()) {
            if (tlp.label.equals(label)) {
                return Optional.of(tlp);
            }
        }
        return Optional.empty();
    }

    public boolean isStricterThan(Tlp other) {
        return compareTo(other) > 0;
    }

    public static Tlp strictest(Tlp a, Tlp b) {
        return a.isStricterThan(b) ? a : b;
    }
}
