package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The table `emergency_owed`: steps that this team took while its ledger did not sign, in their order, until they are
/// stated. Rule R-EMG-8.
final class EmergencyOwedTable {
    private static final String COLUMNS =
            "select emergency, number, stated_by, held_at, officer, document, approval from emergency_owed";

    private EmergencyOwedTable() {}

    /// A step that is owed.
    ///
    /// @param number of its emergency, from 1, without gaps
    /// @param held as it is shown; it stands nowhere in a ledger yet
    /// @param approval the officer's signature, encoded; empty if the node alone took it
    record Owed(long number, EmergencyStepTable.Held held, Optional<Bytes> approval) {}

    /// Behind what is owed about the same emergency.
    static void add(
            Session session,
            Digest emergency,
            Team own,
            Instant at,
            Optional<String> officer,
            Bytes document,
            Optional<Bytes> approval) {
        session.update(
                "insert into emergency_owed (emergency, number, stated_by, held_at, officer, document, approval)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                emergency,
                count(session, emergency) + 1,
                own.domain(),
                at,
                officer.orElse(""),
                document,
                approval.orElse(null));
    }

    /// What is owed about one emergency, in its order.
    static List<Owed> of(Session session, Digest emergency) {
        return session.list(COLUMNS + " where emergency = ? order by number", EmergencyOwedTable::owed, emergency);
    }

    static long count(Session session, Digest emergency) {
        return session.number("select count(*) from emergency_owed where emergency = ?", emergency);
    }

    /// Emergencies about which something is owed.
    static List<Digest> emergencies(Session session, int most) {
        return session.list(
                "select distinct emergency from emergency_owed order by emergency limit ?", row -> row.digest(1), most);
    }

    static void clear(Session session, Digest emergency) {
        session.update("delete from emergency_owed where emergency = ?", emergency);
    }

    private static Owed owed(Row row) {
        Digest emergency = row.digest(1);
        return new Owed(
                row.number(2),
                new EmergencyStepTable.Held(
                        Digest.ZERO,
                        emergency,
                        new Team(row.text(3)),
                        EmergencyStepTable.Held.NOT_STATED,
                        row.number(2),
                        row.instant(4),
                        row.text(5).isEmpty() ? Optional.empty() : Optional.of(row.text(5)),
                        row.bytes(6)),
                row.isNull(7) ? Optional.empty() : Optional.of(row.bytes(7)));
    }
}
