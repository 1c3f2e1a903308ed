package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.calendar.Span;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The tables `emergency_relay` and `emergency_way`: what goes through mutual partners, and while which do it. Rule
/// R-EMG-9.
final class EmergencyRelayTable {
    private static final String COLUMNS = "select leaf, emergency, author, team, via, of_epoch, of_index, due_at,"
            + " stated_at, ledger_epoch, ledger_index, failed from emergency_relay";

    private EmergencyRelayTable() {}

    /// A statement that is handed to a mutual partner, or by this node as one.
    ///
    /// @param emergency which it is about
    /// @param team whom it is for
    /// @param via who hands it on
    /// @param of where it stands in our ledger; of another's nothing
    record Handing(
            Digest leaf,
            Digest emergency,
            Team author,
            Team team,
            Team via,
            LaneJournal.Stated of,
            Instant dueAt,
            Optional<Handed> handed) {
        /// Whether it is the emergency itself.
        boolean isCall() {
            return leaf.equals(emergency);
        }
    }

    /// What became of it here.
    ///
    /// @param by our statement that hands it on
    /// @param failed why there is none; empty: there is
    record Handed(Instant at, LaneJournal.Stated by, String failed) {}

    /// @return false if it was owed before
    static boolean owe(Session session, Handing one) {
        return session.update(
                        "insert into emergency_relay (leaf, emergency, author, team, via, of_epoch, of_index, due_at,"
                                + " stated_at, ledger_epoch, ledger_index, failed, told)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, '', 0) on conflict do nothing",
                        one.leaf(),
                        one.emergency(),
                        one.author().domain(),
                        one.team().domain(),
                        one.via().domain(),
                        one.of().ledgerEpoch(),
                        one.of().index(),
                        one.dueAt())
                > 0;
    }

    /// What a team has to hand over, in the order of its ledger.
    static List<Handing> due(Session session, Team author, int most) {
        return session.list(
                COLUMNS + " where stated_at = 0 and author = ? order by of_epoch, of_index, via limit ?",
                EmergencyRelayTable::handing,
                author.domain(),
                most);
    }

    static boolean isDue(Session session, Handing one) {
        return session.number(
                        "select count(*) from emergency_relay where leaf = ? and team = ? and via = ?"
                                + " and stated_at = 0",
                        one.leaf(),
                        one.team().domain(),
                        one.via().domain())
                > 0;
    }

    /// @return false if it was done before
    static boolean done(Session session, Handing one, Handed handed) {
        return session.update(
                        "update emergency_relay set stated_at = ?, ledger_epoch = ?, ledger_index = ?, failed = ?"
                                + " where leaf = ? and team = ? and via = ? and stated_at = 0",
                        handed.at(),
                        handed.by().ledgerEpoch(),
                        handed.by().index(),
                        handed.failed(),
                        one.leaf(),
                        one.team().domain(),
                        one.via().domain())
                > 0;
    }

    /// By whom an emergency itself was, or is to be, handed to a team that it calls.
    static List<Handing> calls(Session session, Digest emergency, Team team) {
        return session.list(
                COLUMNS + " where emergency = ? and leaf = ? and team = ? order by due_at, via",
                EmergencyRelayTable::handing,
                emergency,
                emergency,
                team.domain());
    }

    /// Emergencies of a team that a mutual partner was handed, of which officers were not told what became there.
    static List<Handing> untold(Session session, Team author, Team via) {
        return session.list(
                COLUMNS + " where author = ? and via = ? and leaf = emergency and stated_at > 0 and failed = ''"
                        + " and told = 0",
                EmergencyRelayTable::handing,
                author.domain(),
                via.domain());
    }

    /// @return false if they were told before
    static boolean told(Session session, Handing one) {
        return session.update(
                        "update emergency_relay set told = 1 where leaf = ? and team = ? and via = ? and told = 0",
                        one.leaf(),
                        one.team().domain(),
                        one.via().domain())
                > 0;
    }

    /// How many of a team's statements one mutual partner was given since an instant.
    static long within(Session session, Team author, Team via, Span span) {
        return session.number(
                "select count(*) from emergency_relay where author = ? and via = ? and due_at > ? and due_at < ?",
                author.domain(),
                via.domain(),
                span.from(),
                span.until());
    }

    /// A mutual partner is a way to the other team of an emergency.
    static void way(Session session, Digest emergency, Team team, Team via) {
        session.update(
                "insert into emergency_way (emergency, team, via) values (?, ?, ?) on conflict do nothing",
                emergency,
                team.domain(),
                via.domain());
    }

    static List<Team> ways(Session session, Digest emergency, Team team) {
        return session.list(
                "select via from emergency_way where emergency = ? and team = ? order by via",
                row -> new Team(row.text(1)),
                emergency,
                team.domain());
    }

    /// The emergencies for which there are other ways to a team.
    static List<Digest> goingRound(Session session, Team team) {
        return session.list(
                "select distinct emergency from emergency_way where team = ?", row -> row.digest(1), team.domain());
    }

    /// The direct line works: nothing more goes another way.
    static void straight(Session session, Digest emergency, Team team) {
        session.update("delete from emergency_way where emergency = ? and team = ?", emergency, team.domain());
    }

    private static Handing handing(Row row) {
        Optional<Handed> handed = row.number(9) == 0
                ? Optional.empty()
                : Optional.of(new Handed(
                        row.instant(9), new LaneJournal.Stated(row.count(10), row.number(11)), row.text(12)));
        return new Handing(
                row.digest(1),
                row.digest(2),
                new Team(row.text(3)),
                new Team(row.text(4)),
                new Team(row.text(5)),
                new LaneJournal.Stated(row.count(6), row.number(7)),
                row.instant(8),
                handed);
    }
}
