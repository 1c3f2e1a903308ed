package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.node.store.Session;

/// The table `lane_receipt`, and what else tells when something happened on a lane to a partner. By our own clock, for
/// people: no decision hangs on it, and nothing signs it.
final class LaneTimeTable {
    private LaneTimeTable() {}

    /// A receipt came. One that comes again keeps its first time.
    static void receipted(Session session, OutboundLane lane, long through, Instant at) {
        session.enqueue(
                "insert into lane_receipt (partner, lane, lane_epoch, through, at) values (?, ?, ?, ?, ?)"
                        + " on conflict (partner, lane, lane_epoch, through) do nothing",
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                through,
                at);
    }

    /// When a sequence was given out.
    static Optional<Instant> decidedAt(Session session, OutboundLane lane, int laneEpoch, long sequence) {
        return session.first(
                "select decided_at from lane_pack where partner = ? and lane = ? and lane_epoch = ?"
                        + " and first_sequence <= ? and released > 0 order by first_sequence desc limit 1",
                row -> row.instant(1),
                lane.partner().domain(),
                lane.lane(),
                laneEpoch,
                sequence);
    }

    /// When the first receipt came that covers a sequence.
    static Optional<Instant> processedAt(Session session, OutboundLane lane, int laneEpoch, long sequence) {
        return session.first(
                "select at from lane_receipt where partner = ? and lane = ? and lane_epoch = ? and through >= ?"
                        + " order by through limit 1",
                row -> row.instant(1),
                lane.partner().domain(),
                lane.lane(),
                laneEpoch,
                sequence);
    }

    /// How many sequences of the lane's epoch receipts had covered by an instant.
    static long throughAt(Session session, OutboundLane lane, Instant at) {
        return session.number(
                "select coalesce(max(through), 0) from lane_receipt"
                        + " where partner = ? and lane = ? and lane_epoch = ? and at <= ?",
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                at);
    }
}
