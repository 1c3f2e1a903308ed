package org.tocsin.node.policy;

import org.tocsin.model.Bytes;

/// Whether a record goes to a recipient, and how much of it.
public sealed interface ReleaseDecision {
    /// It goes, under this version of this agreement; `disclosure` says which fragments are shown.
    record Released(Bytes agreementId, int agreementVersion, Disclosure disclosure) implements ReleaseDecision {}

    /// It does not go.
    record Withheld(WithholdReason reason) implements ReleaseDecision {}
}
