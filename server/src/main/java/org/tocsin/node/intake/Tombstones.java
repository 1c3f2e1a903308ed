package org.tocsin.node.intake;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.node.store.Session;

/// Which records were withdrawn before they came: seen by one work, and read once it asks. Rule R-CTL-3.
final class Tombstones {
    /// How many of a team are read at once; where there are more, each record is looked up.
    private static final int READ_MAX = 256;

    private final Session session;
    private final Map<Team, Optional<Map<RecordId, Integer>>> awaited = new HashMap<>();

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
}
