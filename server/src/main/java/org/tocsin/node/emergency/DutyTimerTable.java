package org.tocsin.node.emergency;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The table `duty_timer`: what is done next about emergencies, and when. Rule R-EMG-8.
final class DutyTimerTable {
    /// A clock that is put back by less than this is not noticed.
    static final Duration PUT_BACK_MIN = Duration.ofSeconds(5);

    private DutyTimerTable() {}

    /// What is done.
    enum What {
        /// The next rung is summoned.
        RUNG,
        /// Whoever took it was silent for too long.
        SILENCE,
        /// A team's machine receipt should have come.
        RECEIPT,
        /// It is time for another way to reach a team.
        WAY,
        /// A team's human answer should have come.
        ANSWER
    }

    /// Something that is awaited.
    ///
    /// @param team whom it is about: the originator if it called us, else whom we called
    record Timer(Digest emergency, Team team, What what, Instant setAt, Instant dueAt) {}

    /// Sets it, also if it was set before.
    static void set(Session session, Timer timer) {
        session.update(
                "insert into duty_timer (emergency, team, what, set_at, due_at) values (?, ?, ?, ?, ?)"
                        + " on conflict (emergency, team, what) do update set set_at = excluded.set_at,"
                        + " due_at = excluded.due_at",
                timer.emergency(),
                timer.team().domain(),
                timer.what(),
                timer.setAt(),
                timer.dueAt());
    }

    /// Nothing is awaited any more: it is due now.
    static void hasten(Session session, Digest emergency, Team team, What what, Instant now) {
        session.update(
                "update duty_timer set due_at = ? where emergency = ? and team = ? and what = ? and due_at > ?",
                now,
                emergency,
                team.domain(),
                what,
                now);
    }

    static boolean clear(Session session, Digest emergency, Team team, What what) {
        return session.update(
                        "delete from duty_timer where emergency = ? and team = ? and what = ?",
                        emergency,
                        team.domain(),
                        what)
                > 0;
    }

    static void clear(Session session, Digest emergency, Team team) {
        session.update("delete from duty_timer where emergency = ? and team = ?", emergency, team.domain());
    }

    /// What is due, in its order.
    static List<Timer> due(Session session, Instant now, int most) {
        return session.list(
                "select emergency, team, what, set_at, due_at from duty_timer where due_at <= ?"
                        + " order by due_at, emergency limit ?",
                DutyTimerTable::timer,
                now,
                most);
    }

    static boolean isDue(Session session, Timer timer, Instant now) {
        return session.number(
                        "select count(*) from duty_timer where emergency = ? and team = ? and what = ?"
                                + " and due_at <= ?",
                        timer.emergency(),
                        timer.team().domain(),
                        timer.what(),
                        now)
                > 0;
    }

    /// Those of one kind about one team, the first that were set first.
    static List<Timer> of(Session session, Team team, What what, int most) {
        return session.list(
                "select emergency, team, what, set_at, due_at from duty_timer where team = ? and what = ?"
                        + " order by set_at limit ?",
                DutyTimerTable::timer,
                team.domain(),
                what,
                most);
    }

    /// Those that were set in what is the future by now: the clock was put back.
    static List<Timer> setAfter(Session session, Instant now) {
        return session.list(
                "select emergency, team, what, set_at, due_at from duty_timer where set_at > ?",
                DutyTimerTable::timer,
                now.plus(PUT_BACK_MIN));
    }

    private static Timer timer(Row row) {
        return new Timer(
                row.digest(1), new Team(row.text(2)), What.valueOf(row.text(3)), row.instant(4), row.instant(5));
    }
}
