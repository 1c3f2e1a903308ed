package org.tocsin.trust;

/// What a check of a team's manifests comes to.
public sealed interface ManifestVerdict {
    /// Every manifest follows from the pinned root.
    record Verified(PinnedTeam team) implements ManifestVerdict {}

    /// The first manifest that does not hold, by its place in the list (from 1), and why. `detail` is our own text.
    record Refused(int place, Reason reason, String detail) implements ManifestVerdict {}

    /// Why manifests are refused.
    enum Reason {
        /// None at all, or more than 64.
        COUNT,
        /// The bytes are not a manifest.
        MALFORMED,
        /// The first manifest's root key is not the one whose fingerprint is pinned.
        ROOT_FINGERPRINT,
        /// Not signed by the root key in force.
        SIGNATURE,
        /// Versions do not ascend by one from 1.
        VERSION,
        /// Not the hash of the manifest before.
        PREVIOUS,
        /// Another team than in the manifest before.
        TEAM,
        /// A root or ledger key of a weaker suite than the one before.
        SUITE,
        /// Ledger-key periods that overlap, are out of order, or were changed after they had been closed.
        KEY_PERIODS,
        /// An authority's certificate that breaks the profile, or one that is pinned for nodes and officers alike.
        AUTHORITY,
        /// Two nodes of one name, or one key for two nodes.
        NODES,
        /// A key revoked twice, revoked and named at once, or no longer revoked.
        REVOKED,
        /// A witness named twice, or the team itself.
        WITNESSES,
        /// Another manifest of a version that is already known: the team signed two histories.
        FORKED
    }
}
