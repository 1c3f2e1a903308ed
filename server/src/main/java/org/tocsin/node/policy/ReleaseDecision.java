package org.tocsin.node.policy;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Bytes;

/// Whether a record goes to a recipient, and how much of it.
public sealed interface ReleaseDecision {
    /// It goes, under this version of this agreement; `disclosure` says which fragments are shown.
    record Released(Bytes agreementId, int agreementVersion, Disclosure disclosure) implements ReleaseDecision {}

    /// It does not go.
    ///
    /// @param wakeAt when the same terms may let it go by the clock alone; empty if never
    record Withheld(WithholdReason reason, Optional<Instant> wakeAt) implements ReleaseDecision {
        public Withheld(WithholdReason reason) {
            this(reason, Optional.empty());
        }
    }
}
