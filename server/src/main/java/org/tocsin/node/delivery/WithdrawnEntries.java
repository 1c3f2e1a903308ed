package org.tocsin.node.delivery;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.store.Session;

/// Which of our own records are withdrawn: nothing of them is given out any more; and which are narrowed. Rules
/// R-CTL-3,
/// R-CTL-5.
@FunctionalInterface
public interface WithdrawnEntries {
    /// Nothing is withdrawn.
    WithdrawnEntries NONE = (session, ledgerEpoch, firstIndex, lastIndex) -> Set.of();

    /// The withdrawn ones among our entries of one ledger epoch, from one index to another, both included.
    Set<Long> among(Session session, int ledgerEpoch, long firstIndex, long lastIndex);

    /// How the narrowed ones among them are narrowed.
    default Map<Long, Narrowed> narrowed(Session session, int ledgerEpoch, long firstIndex, long lastIndex) {
        return Map.of();
    }

    /// How a record is narrowed.
    ///
    /// @param marking the stricter one; empty: as it was
    /// @param named the teams that may have it; empty: as it was
    record Narrowed(Optional<Tlp> marking, Optional<Set<Team>> named) {
        public Narrowed {
            named = named.map(Set::copyOf);
        }
    }
}
