package org.tocsin.node.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.Narrowing;
import org.tocsin.node.delivery.WithdrawnEntries.Narrowed;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The tables of what is narrowed: `narrowing` by record, a row a statement, and `narrowed_statement` by place in our
/// own ledger. Rule R-CTL-5.
final class NarrowingTable {
    static final String RECORDS = "narrowing";
    static final String STATEMENTS = "narrowed_statement";

    private static final String OF_RECORD = " where team = ? and epoch = ? and local_id = ?";

    private NarrowingTable() {}

    /// How a version of a record is narrowed, by all that its author said.
    ///
    /// @param at when this node stored the latest
    record Standing(Narrowed narrowed, String reason, Instant at) {
        private Standing and(Standing later) {
            return new Standing(
                    new Narrowed(
                            stricter(narrowed.marking(), later.narrowed.marking()),
                            named(narrowed.named(), later.narrowed.named())),
                    later.reason,
                    later.at);
        }

        private static Optional<Tlp> stricter(Optional<Tlp> one, Optional<Tlp> other) {
            return one.isEmpty() || other.isEmpty()
                    ? one.or(() -> other)
                    : Optional.of(Tlp.strictest(one.get(), other.get()));
        }

        private static Optional<Set<Team>> named(Optional<Set<Team>> one, Optional<Set<Team>> other) {
            if (one.isEmpty() || other.isEmpty()) {
                return one.or(() -> other);
            }
            Set<Team> both = new HashSet<>(one.get());
            both.retainAll(other.get());
            return Optional.of(both);
        }
    }

    /// Notes a narrowing, unless this statement is noted.
    ///
    /// @return whether it was noted
    static boolean note(Session session, Stating stating, ControlStatement.Narrowed said) {
        Narrowing narrowing = said.narrowing();
        return session.update(
                        "insert into narrowing (team, epoch, local_id, version, marking, limited, audience, reason,"
                                + " held_at, ledger_epoch, ledger_index, awaited)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) on conflict do nothing",
                        stating.team().domain(),
                        narrowing.epoch(),
                        narrowing.localId(),
                        narrowing.version(),
                        narrowing.marking().map(Tlp::name).orElse(""),
                        narrowing.limited(),
                        new TreeSet<>(said.named()).stream().map(Team::domain).collect(Collectors.joining(" ")),
                        narrowing.reason(),
                        stating.at(),
                        stating.ledgerEpoch(),
                        stating.index())
                == 1;
    }

    /// Says how many of the versions that a statement narrows are not held.
    static void awaited(Session session, Stated stated, int versions) {
        session.update(
                "update narrowing set awaited = ?" + OF_RECORD + " and ledger_epoch = ? and ledger_index = ?",
                versions,
                stated.record().team().domain(),
                stated.record().epoch(),
                stated.record().localId(),
                stated.ledgerEpoch(),
                stated.index());
    }

    /// A version that was awaited has come.
    static void came(Session session, RecordVersion version) {
        session.update(
                "update narrowing set awaited = awaited - 1" + OF_RECORD + " and version >= ?",
                version.record().team().domain(),
                version.record().epoch(),
                version.record().localId(),
                version.version());
    }

    /// How a version is narrowed; empty if it is not.
    static Optional<Standing> find(Session session, RecordVersion version) {
        return session
                .list(
                        "select marking, limited, audience, reason, held_at from narrowing" + OF_RECORD
                                + " and version >= ? order by ledger_epoch, ledger_index",
                        NarrowingTable::standing,
                        version.record().team().domain(),
                        version.record().epoch(),
                        version.record().localId(),
                        version.version())
                .stream()
                .reduce(Standing::and);
    }

    private static Standing standing(Row row) {
        Optional<Tlp> marking = row.text(1).isEmpty() ? Optional.empty() : Optional.of(Tlp.valueOf(row.text(1)));
        Set<Team> named = new HashSet<>();
        for (String team : row.text(3).split(" ", -1)) {
            if (!team.isEmpty()) {
                named.add(new Team(team));
            }
        }
        Optional<Set<Team>> limited = row.truth(2) ? Optional.of(named) : Optional.empty();
        return new Standing(new Narrowed(marking, limited), row.text(4), row.instant(5));
    }

    /// The narrowed records of a team of which some versions are not held; empty if they are more than `most`.
    static Optional<Set<RecordId>> awaited(Session session, Team team, int most) {
        Set<RecordId> awaited = new HashSet<>();
        session.each(
                "select epoch, local_id from narrowing where team = ? and awaited > 0 limit ?",
                row -> awaited.add(new RecordId(team, row.count(1), row.bytes(2))),
                team.domain(),
                most + 1);
        return awaited.size() > most ? Optional.empty() : Optional.of(awaited);
    }

    /// A narrowing, and where it was stated.
    record Stated(RecordId record, int version, int ledgerEpoch, long index) {}

    /// All narrowings of all teams.
    static List<Stated> all(Session session) {
        return session.list(
                "select team, epoch, local_id, version, ledger_epoch, ledger_index from narrowing",
                row -> new Stated(
                        new RecordId(new Team(row.text(1)), row.count(2), row.bytes(3)),
                        row.count(4),
                        row.count(5),
                        row.number(6)));
    }

    /// An own statement of a record is narrowed.
    static void statement(Session session, StoredRecord record) {
        RecordVersion version = record.version();
        session.update(
                "insert into narrowed_statement (ledger_epoch, ledger_index, team, epoch, local_id, version)"
                        + " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                record.ledgerEpoch(),
                record.index(),
                version.record().team().domain(),
                version.record().epoch(),
                version.record().localId(),
                version.version());
    }

    /// How our statements of records are narrowed, between two places of one epoch, both included; only those that are.
    static Map<Long, Narrowed> among(Session session, int ledgerEpoch, long firstIndex, long lastIndex) {
        Map<Long, RecordVersion> versions = new HashMap<>();
        session.each(
                "select ledger_index, team, epoch, local_id, version from narrowed_statement"
                        + " where ledger_epoch = ? and ledger_index between ? and ?",
                row -> versions.put(
                        row.number(1),
                        new RecordVersion(
                                new RecordId(new Team(row.text(2)), row.count(3), row.bytes(4)), row.count(5))),
                ledgerEpoch,
                firstIndex,
                lastIndex);
        Map<Long, Narrowed> narrowed = new HashMap<>();
        for (Map.Entry<Long, RecordVersion> one : new ArrayList<>(versions.entrySet())) {
            find(session, one.getValue()).ifPresent(standing -> narrowed.put(one.getKey(), standing.narrowed()));
        }
        return narrowed;
    }
}
