package org.tocsin.node.policy;

/// Why a part of a released record is not shown. Rules R-REL-3, R-REL-4, R-REL-8.
public enum PartReason {
    /// It is marked above the ceiling.
    MARKING_ABOVE_CEILING,
    /// It is RED and the recipient is not named, or it names another team.
    NOT_IN_AUDIENCE,
    /// The terms withhold objects of its type.
    TYPE_WITHHELD,
    /// It is the identity of a victim.
    VICTIM_WITHHELD,
    /// A granular marking stands on it.
    GRANULAR_MARKING
}
