package org.tocsin.model.profile;

import java.time.LocalDate;
import java.util.Optional;

/// A network of teams that a team belongs to.
///
/// @param name if it is another than the ones that have a kind; empty otherwise
/// @param standing there: "full member", "liaison", "accredited"; may be empty
/// @param id the team's id there; may be empty
public record Membership(Kind kind, String name, String standing, String id, Optional<LocalDate> since) {
    public static final int TEXT_BYTES_MAX = 100;

    /// Networks of teams.
    public enum Kind {
        FIRST("FIRST"),
        TRUSTED_INTRODUCER("Trusted Introducer"),
        CSIRTS_NETWORK("CSIRTs network"),
        OTHER("");

        private final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    public Membership {
        Limits.require((kind == Kind.OTHER) != name.isEmpty(), "another network has a name, a known one has none");
        Limits.line(name, 0, TEXT_BYTES_MAX, "a network's name");
        Limits.line(standing, 0, TEXT_BYTES_MAX, "a standing");
        Limits.line(id, 0, TEXT_BYTES_MAX, "an id");
    }

    /// What the network is called.
    public String title() {
        return kind == Kind.OTHER ? name : kind.title;
    }
}
