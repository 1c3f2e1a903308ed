package org.tocsin.node.policy;

/// Why a record is withheld from a partner. Rules R-REL-1 to R-REL-4.
public enum WithholdReason {
    /// No agreement with the recipient is in force at that instant.
    NO_AGREEMENT,
    /// The record's marking is above what the agreement lets flow to the recipient.
    MARKING_ABOVE_CEILING,
    /// The record is RED, or for a named audience, and the recipient is not named.
    NOT_IN_AUDIENCE,
    /// A hub hands it on, and the recipient stated it or brought it: R-RLY-3.
    HELD_THERE,
    /// The decision could not be made: that is a no.
    POLICY_ERROR
}
