package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.store.Session;

/// The table `lane_wake`: records that are withheld until an instant, by the clock alone. Rule R-REL-7.
final class LaneWakeTable {
    /// Nobody waits longer.
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private LaneWakeTable() {}

    /// Notes when a record is to be decided again for a lane.
    static void note(Session session, OutboundLane lane, LedgerPlace place, Instant at) {
        if (at.isBefore(LATEST)) {
            session.enqueue(
                    "insert into lane_wake (partner, lane, ledger_epoch, entry_index, at) values (?, ?, ?, ?, ?)"
                            + " on conflict (partner, lane, ledger_epoch, entry_index) do update set at = excluded.at",
                    lane.partner().domain(),
                    lane.lane(),
                    place.epoch(),
                    place.index(),
                    at);
        }
    }

    /// The partners for whom something is to be decided again by now.
    static List<Team> due(Session session, Instant now) {
        return session.list("select distinct partner from lane_wake where at <= ?", row -> new Team(row.text(1)), now);
    }

    /// The stretch of our ledger that holds all that is to be decided again for a lane by now.
    static Optional<OutboundLane.Scan> due(Session session, Team partner, Lane lane, Instant now) {
        List<LedgerPlace> places = session.list(
                "select ledger_epoch, entry_index from lane_wake where partner = ? and lane = ? and at <= ?"
                        + " order by ledger_epoch, entry_index",
                row -> new LedgerPlace(row.count(1), row.number(2)),
                partner.domain(),
                lane,
                now);
        return places.isEmpty()
                ? Optional.empty()
                : Optional.of(new OutboundLane.Scan(
                        places.getFirst(),
                        new LedgerPlace(
                                places.getLast().epoch(), places.getLast().index() + 1)));
    }

    /// What was due is looked at: a record that still has to wait is noted again.
    static void woken(Session session, Team partner, Lane lane, Instant now) {
        session.update("delete from lane_wake where partner = ? and lane = ? and at <= ?", partner.domain(), lane, now);
    }
}
