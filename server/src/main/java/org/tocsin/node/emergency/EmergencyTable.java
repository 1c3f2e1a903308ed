package org.tocsin.node.emergency;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.calendar.Span;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.Life;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.wire.EmergencyCodec;
import org.tocsin.wire.WireException;

/// The tables `emergency` and `emergency_called`: emergencies, and how each stands where it calls.
final class EmergencyTable {
    static final String NAME = "emergency";
    static final String CALLED = "emergency_called";

    private static final String COLUMNS =
            "select id, originator, held_at, ledger_epoch, ledger_index, document from emergency";

    private EmergencyTable() {}

    /// An emergency that is held.
    ///
    /// @param heldAt when this node stated or stored it
    /// @param ledgerEpoch where it stands in its originator's ledger
    record Held(Digest id, Team originator, Instant heldAt, int ledgerEpoch, long index, Bytes document) {
        Emergency emergency() {
            try {
                return EmergencyCodec.emergency(document);
            } catch (WireException changed) {
                throw new IllegalStateException("a stored emergency cannot be read: " + changed.getMessage(), changed);
            }
        }
    }

    /// How an emergency stands at one team that is called.
    record Called(Team team, Life.State state, Optional<Digest> coalescedInto, Optional<Instant> answeredAt) {}

    /// @return false if it is held already
    static boolean insert(Session session, Held held) {
        Emergency emergency = held.emergency();
        return session.update(
                        "insert into emergency (id, originator, kind, precedence, raised_at, reply_by, held_at,"
                                + " ledger_epoch, ledger_index, document) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                + " on conflict do nothing",
                        held.id(),
                        held.originator().domain(),
                        emergency.kind(),
                        emergency.precedence(),
                        emergency.raisedAt(),
                        emergency.replyBy(),
                        held.heldAt(),
                        held.ledgerEpoch(),
                        held.index(),
                        held.document())
                > 0;
    }

    /// A team that an emergency calls, which is held.
    static void called(Session session, Digest emergency, Team team) {
        session.update(
                "insert into emergency_called"
                        + " (emergency, team, state, coalesced_into, answered_at, originator, kind, held_at)"
                        + " select id, ?, ?, null, 0, originator, kind, held_at from emergency where id = ?"
                        + " on conflict do nothing",
                team.domain(),
                Life.State.RAISED,
                emergency);
    }

    static void stands(Session session, Digest emergency, Called called) {
        session.update(
                "update emergency_called set state = ?, coalesced_into = ?, answered_at = ?"
                        + " where emergency = ? and team = ?",
                called.state(),
                called.coalescedInto().orElse(null),
                called.answeredAt().map(Instant::toEpochMilli).orElse(0L),
                emergency,
                called.team().domain());
    }

    static Optional<Held> find(Session session, Digest id) {
        return session.first(COLUMNS + " where id = ?", EmergencyTable::held, id);
    }

    /// Those whose ids are from one to another, both included.
    static List<Held> between(Session session, Digest low, Digest high, int most) {
        return session.list(
                COLUMNS + " where id >= ? and id <= ? order by id limit ?", EmergencyTable::held, low, high, most);
    }

    /// The newest first, behind one.
    ///
    /// @param before of what was held before then only; and of those of that very instant, with an id below `below`
    static List<Held> newest(Session session, Instant before, Digest below, int most) {
        return session.list(
                COLUMNS + " where held_at < ? or (held_at = ? and id < ?) order by held_at desc, id desc limit ?",
                EmergencyTable::held,
                before,
                before,
                below,
                most);
    }

    static List<Called> called(Session session, Digest emergency) {
        return session.list(
                "select team, state, coalesced_into, answered_at from emergency_called where emergency = ?"
                        + " order by team",
                row -> new Called(
                        new Team(row.text(1)),
                        Life.State.valueOf(row.text(2)),
                        row.isNull(3) ? Optional.empty() : Optional.of(row.digest(3)),
                        row.number(4) == 0 ? Optional.empty() : Optional.of(row.instant(4))),
                emergency);
    }

    /// How many of an originator were held since an instant, of whatever kind; counted up to `most`.
    static long since(Session session, Team originator, Span span, int most) {
        return session.number(
                "select count(*) from (select held_at from emergency where originator = ? and held_at > ?"
                        + " and held_at < ? limit ?) as counted",
                originator.domain(),
                span.from(),
                span.until(),
                most);
    }

    /// One that summons, or did.
    record Summoned(Digest id, Life.State state) {}

    /// Those of an originator and a kind, held in a span, that were not coalesced at a team, the newest first.
    static List<Summoned> summoning(
            Session session, Team originator, Emergency.Kind kind, Span span, Team at, int most) {
        return session.list(
                "select emergency, state from emergency_called where team = ? and originator = ? and kind = ?"
                        + " and held_at > ? and held_at < ? and coalesced_into is null"
                        + " order by held_at desc, emergency desc limit ?",
                row -> new Summoned(row.digest(1), Life.State.valueOf(row.text(2))),
                at.domain(),
                originator.domain(),
                kind,
                span.from(),
                span.until(),
                most);
    }

    /// Those held in a span of time, `until` excluded.
    static List<Held> within(Session session, Instant from, Instant until) {
        return session.list(
                COLUMNS + " where held_at >= ? and held_at < ? order by held_at, id",
                EmergencyTable::held,
                from,
                until);
    }

    /// Of a kind, with one partner, either way: the newest first.
    static List<Held> ofKind(Session session, Team originator, Team called, Emergency.Kind kind, int most) {
        return session.list(
                "select e.id, e.originator, e.held_at, e.ledger_epoch, e.ledger_index, e.document from emergency e"
                        + " join emergency_called c on c.emergency = e.id and c.team = ?"
                        + " where e.originator = ? and e.kind = ? order by e.held_at desc, e.id desc limit ?",
                EmergencyTable::held,
                called.domain(),
                originator.domain(),
                kind,
                most);
    }

    /// Those of others that stand unanswered at a team because nobody was to be summoned for them, held since an
    /// instant.
    static List<Held> unreached(Session session, Team own, Instant since, int most) {
        return session.list(
                "select e.id, e.originator, e.held_at, e.ledger_epoch, e.ledger_index, e.document from emergency e"
                        + " join emergency_called c on c.emergency = e.id and c.team = ?"
                        + " where e.originator <> ? and e.kind <> ? and e.held_at > ? and c.state = ?"
                        + " and c.coalesced_into is null and not exists"
                        + " (select 1 from summons_attempt a where a.emergency = e.id and a.round > 0)"
                        + " order by e.held_at, e.id limit ?",
                EmergencyTable::held,
                own.domain(),
                own.domain(),
                Emergency.Kind.CHECK_IN,
                since,
                Life.State.UNANSWERED,
                most);
    }

    private static Held held(Row row) {
        return new Held(
                row.digest(1), new Team(row.text(2)), row.instant(3), row.count(4), row.number(5), row.bytes(6));
    }
}
