package org.tocsin.node.intake;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.node.store.Session;

/// Which records were withdrawn, or narrowed, before they came: seen by one work, and read once it asks. Rules R-CTL-3,
/// R-CTL-5.
final class Tombstones {
    /// How many of a team are read at once; where there are more, each record is looked up.
    private static final int READ_MAX = 256;

    private final Session session;
    private final Map<Team, Optional<Map<RecordId, Integer>>> awaited = new HashMap<>();
    private final Map<Team, Optional<Set<RecordId>>> narrowed = new HashMap<>();

    Tombstones(Session session) {
        this.session = session;
    }

    /// Whether a version that comes now is withdrawn. It is not awaited any more.
    boolean covers(RecordVersion version) {
        RecordId record = version.record();
        boolean covered =
                awaited.computeIfAbsent(record.team(), team -> WithdrawalTable.awaited(session, team, READ_MAX))
                                .map(few -> few.getOrDefault(record, 0))
                                .orElseGet(() -> WithdrawalTable.find(session, record)
                                        .map(Withdrawals.Standing::version)
                                        .orElse(0))
                        >= version.version();
        if (covered) {
            WithdrawalTable.came(session, record);
        }
        return covered;
    }

    /// How a version that comes now is narrowed; empty if it is not. It is not awaited any more.
    Optional<NarrowingTable.Standing> narrows(RecordVersion version) {
        Team team = version.record().team();
        boolean maybe = narrowed.computeIfAbsent(team, first -> NarrowingTable.awaited(session, first, READ_MAX))
                .map(few -> few.contains(version.record()))
                .orElse(true);
        Optional<NarrowingTable.Standing> standing = maybe ? NarrowingTable.find(session, version) : Optional.empty();
        if (standing.isPresent()) {
            NarrowingTable.came(session, version);
        }
        return standing;
    }
}
