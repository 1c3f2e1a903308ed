package org.tocsin.node.policy;

/// Why a record is withheld from a partner. Rules R-REL-1 to R-REL-8.
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
    POLICY_ERROR,
    /// What its header says is not in the agreement's scope.
    OUT_OF_SCOPE,
    /// Its Permissible Actions Protocol marking is above the agreement's.
    PAP_ABOVE_CEILING,
    /// Its time has not come.
    EMBARGOED,
    /// Its information exchange policy has not begun, or has ended.
    IEP_NOT_IN_FORCE,
    /// Its information exchange policy and the agreement demand the contrary.
    IEP_CONFLICT,
    /// Of its objects none would be shown.
    NOTHING_LEFT,
    /// A hub hands it on, and whoever brought it does not let it go to the recipient: R-RLY-2.
    ONWARD_NOT_AGREED,
    /// A hub hands it on whole or not at all, and the agreement withholds a part of it.
    NOT_DIVISIBLE
}
