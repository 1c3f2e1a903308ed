package org.tocsin.node.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.control.Withdrawal;
import org.tocsin.node.store.Session;

/// The tables of what is withdrawn: `withdrawal` by record, `withdrawn_statement` by place in our own ledger.
final class WithdrawalTable {
    static final String RECORDS = "withdrawal";
    static final String STATEMENTS = "withdrawn_statement";

    private static final String OF_RECORD = " where team = ? and epoch = ? and local_id = ?";

    private WithdrawalTable() {}

    /// Notes a withdrawal, unless as much of the record is withdrawn already.
    ///
    /// @return whether it was noted
    static boolean note(Session session, Stating stating, Withdrawal withdrawal) {
        return session.update(
                        "insert into withdrawal (team, epoch, local_id, version, reason, held_at, ledger_epoch,"
                                + " ledger_index, awaited) values (?, ?, ?, ?, ?, ?, ?, ?, 0)"
                                + " on conflict (team, epoch, local_id) do update set version = excluded.version,"
                                + " reason = excluded.reason, held_at = excluded.held_at,"
                                + " ledger_epoch = excluded.ledger_epoch, ledger_index = excluded.ledger_index"
                                + " where withdrawal.version < excluded.version",
                        stating.team().domain(),
                        withdrawal.epoch(),
                        withdrawal.localId(),
                        withdrawal.version(),
                        withdrawal.reason(),
                        stating.at(),
                        stating.ledgerEpoch(),
                        stating.index())
                == 1;
    }

    /// Says how many of the versions withdrawn are not held.
    static void awaited(Session session, RecordId record, int versions) {
        session.update(
                "update withdrawal set awaited = ?" + OF_RECORD,
                versions,
                record.team().domain(),
                record.epoch(),
                record.localId());
    }

    /// A version that was awaited has come.
    static void came(Session session, RecordId record) {
        session.update(
                "update withdrawal set awaited = awaited - 1" + OF_RECORD,
                record.team().domain(),
                record.epoch(),
                record.localId());
    }

    static Optional<Withdrawals.Standing> find(Session session, RecordId record) {
        return session.first(
                "select version, reason, held_at from withdrawal" + OF_RECORD,
                row -> new Withdrawals.Standing(row.count(1), row.text(2), row.instant(3)),
                record.team().domain(),
                record.epoch(),
                record.localId());
    }

    /// The withdrawn versions of a team's records of which some are not held; empty if they are more than `most`.
    static Optional<Map<RecordId, Integer>> awaited(Session session, Team team, int most) {
        Map<RecordId, Integer> awaited = new HashMap<>();
        session.each(
                "select epoch, local_id, version from withdrawal where team = ? and awaited > 0 limit ?",
                row -> awaited.put(new RecordId(team, row.count(1), row.bytes(2)), row.count(3)),
                team.domain(),
                most + 1);
        return awaited.size() > most ? Optional.empty() : Optional.of(awaited);
    }

    /// All withdrawals of all teams.
    static List<Withdrawn> all(Session session) {
        return session.list(
                "select team, epoch, local_id, version from withdrawal",
                row -> new Withdrawn(new RecordId(new Team(row.text(1)), row.count(2), row.bytes(3)), row.count(4)));
    }

    record Withdrawn(RecordId record, int version) {}

    /// An own statement of a record is withdrawn.
    static void statement(Session session, int ledgerEpoch, long index) {
        session.enqueue(
                "insert into withdrawn_statement (ledger_epoch, ledger_index) values (?, ?) on conflict do nothing",
                ledgerEpoch,
                index);
    }

    /// Which of our statements of records are withdrawn, between two places of one epoch, both included.
    static Set<Long> among(Session session, int ledgerEpoch, long firstIndex, long lastIndex) {
        return new TreeSet<>(session.list(
                "select ledger_index from withdrawn_statement where ledger_epoch = ? and ledger_index between ? and ?",
                row -> row.number(1),
                ledgerEpoch,
                firstIndex,
                lastIndex));
    }
}
