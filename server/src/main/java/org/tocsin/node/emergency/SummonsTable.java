package org.tocsin.node.emergency;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The table `summons_attempt`: attempts at reaching officers, each written before it is made. Rule R-EMG-8.
final class SummonsTable {
    /// What is shown of an attempt whose outcome is not known.
    static final String PENDING = "pending";
    /// What is shown of one that was taken.
    static final String DELIVERED = "delivered";
    /// What is shown of one that was not made again after a restart, because it was answered meanwhile.
    static final String SPARED = "spared";

    private static final String COLUMNS = "select attempt, emergency, purpose, round, rung, officer, place,"
            + " channels, language, zone, made_at, outcome from summons_attempt";

    private SummonsTable() {}

    /// An attempt.
    ///
    /// @param attempt its id, the same whenever it is made
    /// @param purpose as `Telling.text()`
    /// @param place which of the officer's channels this is, from 0
    record Attempt(
            String attempt,
            Digest emergency,
            String purpose,
            int round,
            int rung,
            String officer,
            int place,
            List<String> channels,
            String language,
            ZoneId zone,
            Instant madeAt,
            Optional<String> outcome) {
        Attempt {
            channels = List.copyOf(channels);
        }

        String channel() {
            return channels.get(place);
        }
    }

    /// @return false if this very attempt was written before
    static boolean insert(Session session, Attempt one) {
        return session.update(
                        "insert into summons_attempt (attempt, emergency, purpose, round, rung, officer, channel, place,"
                                + " channels, language, zone, made_at, outcome, said, done_at)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, '', 0) on conflict do nothing",
                        one.attempt(),
                        one.emergency(),
                        one.purpose(),
                        one.round(),
                        one.rung(),
                        one.officer(),
                        one.channel(),
                        one.place(),
                        String.join(" ", one.channels()),
                        one.language(),
                        one.zone().getId(),
                        one.madeAt())
                > 0;
    }

    /// @return false if its outcome was known before
    static boolean done(Session session, String attempt, String outcome, String said, Instant at) {
        return session.update(
                        "update summons_attempt set outcome = ?, said = ?, done_at = ?"
                                + " where attempt = ? and outcome is null",
                        outcome,
                        said,
                        at,
                        attempt)
                > 0;
    }

    static Optional<Attempt> find(Session session, String attempt) {
        return session.first(COLUMNS + " where attempt = ?", SummonsTable::attempt, attempt);
    }

    /// Those without an outcome.
    static List<Attempt> pending(Session session) {
        return session.list(COLUMNS + " where outcome is null order by made_at, attempt", SummonsTable::attempt);
    }

    /// How many officers were tried to be reached.
    static int tried(Session session, Digest emergency) {
        return (int) session.number(
                "select count(distinct officer) from summons_attempt where emergency = ? and round > 0", emergency);
    }

    /// How many officers a channel reached.
    static int reached(Session session, Digest emergency) {
        return (int) session.number(
                "select count(distinct officer) from summons_attempt where emergency = ? and round > 0 and outcome = ?",
                emergency,
                DELIVERED);
    }

    /// Whether a channel reached somebody on a rung.
    static boolean isReached(Session session, Digest emergency, int round, int rung) {
        return of(session, emergency, round, rung, "outcome = ?", DELIVERED) > 0;
    }

    /// Whether every attempt on a rung has failed for good.
    static boolean isLost(Session session, Digest emergency, int round, int rung) {
        return of(session, emergency, round, rung, "(outcome is null or outcome = ?)", DELIVERED) == 0;
    }

    private static long of(Session session, Digest emergency, int round, int rung, String condition, String outcome) {
        return session.number(
                "select count(*) from summons_attempt where emergency = ? and round = ? and rung = ? and " + condition,
                emergency,
                round,
                rung,
                outcome);
    }

    static List<Occurrence> occurrences(Session session, Digest emergency) {
        return session.list(
                "select officer, channel, round, rung, outcome, said, made_at from summons_attempt"
                        + " where emergency = ? order by made_at, attempt",
                row -> new Occurrence(
                        emergency,
                        row.instant(7),
                        new Occurrence.Detail.Attempted(
                                row.text(1),
                                row.text(2),
                                row.count(3),
                                row.count(4),
                                row.isNull(5) ? PENDING : row.text(5),
                                row.text(6))),
                emergency);
    }

    private static Attempt attempt(Row row) {
        return new Attempt(
                row.text(1),
                row.digest(2),
                row.text(3),
                row.count(4),
                row.count(5),
                row.text(6),
                row.count(7),
                List.of(row.text(8).split(" ")),
                row.text(9),
                ZoneId.of(row.text(10)),
                row.instant(11),
                row.isNull(12) ? Optional.empty() : Optional.of(row.text(12)));
    }
}
