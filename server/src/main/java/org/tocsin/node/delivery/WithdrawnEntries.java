package org.tocsin.node.delivery;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.store.Session;

/// What holds of our entries beside what they say: which are withdrawn, so that nothing of them is given out any more;
/// how others are narrowed; and who brought what a hub handed on. Rules R-CTL-3, R-CTL-5, R-RLY-2.
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

    /// Whose records those among them are that a hub handed on.
    default Map<Long, Brought> brought(Session session, int ledgerEpoch, long firstIndex, long lastIndex) {
        return Map.of();
    }

    /// Where a version of a record of ours stands in our ledger; empty if none of ours is held under that name.
    default Optional<LaneJournal.Stated> place(Session session, RecordVersion version) {
        return Optional.empty();
    }

    /// A record that a hub handed on.
    ///
    /// @param from who brought it to the hub: its author, or another hub
    record Brought(Team author, Team from) {}

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
