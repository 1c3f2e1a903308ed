package org.tocsin.node.directory;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.node.directory.ProfileReminders.Reminder;
import org.tocsin.node.directory.Profiles.Held;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.wire.ProfileCodec;
import org.tocsin.wire.WireException;

/// The tables of profiles: the latest of each team, whom ours was given to, and which reminders were given.
final class ProfileTable {
    static final String NAME = "team_profile";

    private static final String COLUMNS = "select document, held_at, ledger_epoch, ledger_index from team_profile";

    private ProfileTable() {}

    /// Keeps a profile in the place of the one that was held of its team.
    static void replace(Session session, Held held) {
        session.update(
                "insert into team_profile (team, version, document, held_at, ledger_epoch, ledger_index)"
                        + " values (?, ?, ?, ?, ?, ?) on conflict (team) do update set version = excluded.version,"
                        + " document = excluded.document, held_at = excluded.held_at,"
                        + " ledger_epoch = excluded.ledger_epoch, ledger_index = excluded.ledger_index",
                held.profile().team().domain(),
                held.profile().version(),
                held.document(),
                held.heldAt(),
                held.epoch(),
                held.index());
    }

    static Optional<Held> find(Session session, Team team) {
        return session.first(COLUMNS + " where team = ?", ProfileTable::read, team.domain());
    }

    /// By team.
    static List<Held> all(Session session) {
        return session.list(COLUMNS + " order by team", ProfileTable::read);
    }

    private static Held read(Row row) {
        Bytes document = row.bytes(1);
        try {
            return new Held(ProfileCodec.decode(document), document, row.instant(2), row.count(3), row.number(4));
        } catch (WireException changed) {
            throw new DirectoryDamaged("a profile cannot be read: " + changed.getMessage());
        }
    }

    static void told(Session session, Team partner, int version) {
        session.update(
                "insert into team_profile_told (partner, version) values (?, ?)"
                        + " on conflict (partner) do update set version = excluded.version",
                partner.domain(),
                version);
    }

    /// The version that each partner was last given.
    static Map<Team, Integer> told(Session session) {
        Map<Team, Integer> told = new HashMap<>();
        session.list(
                        "select partner, version from team_profile_told",
                        row -> Map.entry(new Team(row.text(1)), row.count(2)))
                .forEach(entry -> told.put(entry.getKey(), entry.getValue()));
        return told;
    }

    /// Notes a reminder.
    ///
    /// @return false if it was given before
    static boolean given(Session session, Reminder reminder, Instant at) {
        return session.update(
                        "insert into team_profile_reminder (team, version, what, days, reminded_at)"
                                + " values (?, ?, ?, ?, ?) on conflict do nothing",
                        reminder.team().domain(),
                        reminder.version(),
                        reminder.what().text(),
                        reminder.days(),
                        at)
                > 0;
    }
}
