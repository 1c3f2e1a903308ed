package org.tocsin.node.emergency;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The table `emergency_record`: what becomes of the records that emergencies refer to. Rules R-EMG-11 to R-EMG-13.
final class EmergencyRecordTable {
    private static final String COLUMNS = "select emergency, team, number, author, record_epoch, local_id, version,"
            + " state, reason, size, ledger_epoch, ledger_index from emergency_record";

    private EmergencyRecordTable() {}

    /// How far it is.
    enum State {
        /// At the originator: nobody has decided yet.
        PENDING,
        /// At the originator: it has a sequence, and no receipt was looked at.
        AHEAD,
        /// At the originator: a receipt has covered it.
        DONE,
        /// At the originator: the team has it already.
        THERE,
        /// At the originator: it does not go ahead.
        LATER,
        /// At a called team: it has not come ahead.
        AWAITED,
        /// At a called team: it came ahead.
        CAME,
        /// At a called team: it came ahead, and was refused.
        REFUSED
    }

    /// A record of an emergency, for one team that is called.
    record Key(Digest emergency, Team team, int number) {}

    /// @param size bytes that it took of what goes ahead
    /// @param place where it stands in our ledger, if it goes ahead
    record Held(Key key, RecordVersion record, State state, String reason, int size, LaneJournal.Stated place) {
        private static final LaneJournal.Stated NOWHERE = new LaneJournal.Stated(0, 0);

        static Held of(Key key, RecordVersion record, State state, String reason) {
            return new Held(key, record, state, reason, 0, NOWHERE);
        }

        Held now(State next, String why) {
            return new Held(key, record, next, why, size, place);
        }

        Held ahead(int bytes, LaneJournal.Stated where) {
            return new Held(key, record, State.AHEAD, "", bytes, where);
        }

        Held came(int bytes) {
            return new Held(key, record, State.CAME, "", bytes, place);
        }
    }

    static void insert(Session session, Held held) {
        session.update(
                "insert into emergency_record (emergency, team, number, author, record_epoch, local_id, version, state,"
                        + " reason, size, ledger_epoch, ledger_index) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                held.key().emergency(),
                held.key().team().domain(),
                held.key().number(),
                held.record().record().team().domain(),
                held.record().record().epoch(),
                held.record().record().localId(),
                held.record().version(),
                held.state(),
                held.reason(),
                held.size(),
                held.place().ledgerEpoch(),
                held.place().index());
    }

    static void stands(Session session, Held held) {
        session.update(
                "update emergency_record set state = ?, reason = ?, size = ?, ledger_epoch = ?, ledger_index = ?"
                        + " where emergency = ? and team = ? and number = ?",
                held.state(),
                held.reason(),
                held.size(),
                held.place().ledgerEpoch(),
                held.place().index(),
                held.key().emergency(),
                held.key().team().domain(),
                held.key().number());
    }

    /// Those that nobody has decided yet, emergency by emergency.
    static List<Held> pending(Session session, int most) {
        return session.list(
                COLUMNS + " where state = 'PENDING' order by emergency, team, number limit ?",
                EmergencyRecordTable::held,
                most);
    }

    static Optional<Held> find(Session session, Key key) {
        return session.first(
                COLUMNS + " where emergency = ? and team = ? and number = ?",
                EmergencyRecordTable::held,
                key.emergency(),
                key.team().domain(),
                key.number());
    }

    /// The records of an emergency, for all teams, in its order.
    static List<Held> of(Session session, Digest emergency) {
        return session.list(
                COLUMNS + " where emergency = ? order by team, number", EmergencyRecordTable::held, emergency);
    }

    /// Those of which no receipt was looked at.
    static List<Held> underWay(Session session, Team team) {
        return session.list(
                COLUMNS + " where state = 'AHEAD' and team = ? order by emergency, number",
                EmergencyRecordTable::held,
                team.domain());
    }

    /// Where emergencies that call a team refer to a version of a record.
    static List<Held> referring(Session session, Team team, RecordVersion record) {
        RecordId id = record.record();
        return session.list(
                COLUMNS + " where author = ? and local_id = ? and version = ? and record_epoch = ? and team = ?"
                        + " order by emergency, number",
                EmergencyRecordTable::held,
                id.team().domain(),
                id.localId(),
                record.version(),
                id.epoch(),
                team.domain());
    }

    private static Held held(Row row) {
        return new Held(
                new Key(row.digest(1), new Team(row.text(2)), row.count(3)),
                new RecordVersion(new RecordId(new Team(row.text(4)), row.count(5), row.bytes(6)), row.count(7)),
                State.valueOf(row.text(8)),
                row.text(9),
                row.count(10),
                new LaneJournal.Stated(row.count(11), row.number(12)));
    }
}
