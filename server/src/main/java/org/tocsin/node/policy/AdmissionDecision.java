package org.tocsin.node.policy;

import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// Whether a record that arrived is taken in.
public sealed interface AdmissionDecision {
    /// It is, under this version of this agreement.
    ///
    /// @param direction what was agreed for its way, by all agreements together: what may be done with it, and must be
    record Admitted(Bytes agreementId, int agreementVersion, Direction direction) implements AdmissionDecision {}

    /// Not now; nothing is written, and the author tries again.
    record Held(HoldReason reason) implements AdmissionDecision {}

    /// It is not, for good; the receipt says why.
    record Refused(RefusalReason reason) implements AdmissionDecision {}
}
