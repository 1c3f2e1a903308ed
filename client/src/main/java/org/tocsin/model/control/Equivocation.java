package org.tocsin.model.control;

import java.util.List;
import org.tocsin.model.Evidence;
import org.tocsin.model.TeamManifest;

/// Evidence that one team's ledger says two things, with all that a stranger needs to verify it but the fingerprint of
/// the team's root. Rules R-EVI-1 and R-EVI-2.
///
/// @param manifests the accused team's, by version, ascending, from the first one on
/// @param first the one with the smaller checkpoint; like the other it shows no fragments
public record Equivocation(Kind kind, List<TeamManifest.Signed> manifests, Evidence first, Evidence second) {
    /// What is proven twice.
    public enum Kind {
        /// Two roots for one size.
        TWO_ROOTS,
        /// Two statements at one index.
        TWO_LEAVES,
        /// Two statements of one version of one record.
        TWO_VERSIONS
    }

    public Equivocation {
        manifests = List.copyOf(manifests);
        if (!first.fragments().isEmpty() || !second.fragments().isEmpty()) {
            throw new IllegalArgumentException("evidence of this kind shows no fragments");
        }
    }
}
