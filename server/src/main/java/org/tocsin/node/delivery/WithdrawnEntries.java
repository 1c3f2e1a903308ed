package org.tocsin.node.delivery;

import java.util.Set;
import org.tocsin.node.store.Session;

/// Which of our own records are withdrawn: nothing of them is given out any more. Rule R-CTL-3.
@FunctionalInterface
public interface WithdrawnEntries {
    /// Nothing is withdrawn.
    WithdrawnEntries NONE = (session, ledgerEpoch, firstIndex, lastIndex) -> Set.of();

    /// The withdrawn ones among our entries of one ledger epoch, from one index to another, both included.
    Set<Long> among(Session session, int ledgerEpoch, long firstIndex, long lastIndex);
}
