package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.node.delivery.LanePackTable.Decided;
import org.tocsin.node.store.Session;

/// What lanes decided, looked up by time: the tables `lane_pack` and `lane_exception`, read only.
final class LaneJournalTable {
    private LaneJournalTable() {}

    /// Packs of a lane that were decided from an instant on and before another, behind a place, in order.
    static List<Decided> packs(Session session, OutboundLane lane, Span span, Place behind, int most) {
        return session.list(
                LanePackTable.COLUMNS
                        + " where partner = ? and lane = ? and (lane_epoch, first_sequence, pack) > (?, ?, ?)"
                        + " and decided_at >= ? and decided_at < ? order by lane_epoch, first_sequence, pack limit ?",
                LanePackTable::decided,
                lane.partner().domain(),
                lane.lane(),
                behind.laneEpoch(),
                behind.firstSequence(),
                behind.pack(),
                span.from(),
                span.until(),
                most);
    }

    /// From an instant on, and before another.
    record Span(Instant from, Instant until) {}

    /// A pack's place in the order of its lane.
    record Place(int laneEpoch, long firstSequence, long pack) {
        static final Place START = new Place(0, 0, 0);

        static Place of(Decided decided) {
            return new Place(
                    decided.laneEpoch(),
                    decided.pack().firstSequence(),
                    decided.pack().number());
        }
    }

    /// What receipts listed of the lane's epoch behind a sequence, by reason.
    static Map<String, Long> exceptions(Session session, OutboundLane lane, long behind, String kind) {
        Map<String, Long> counts = new TreeMap<>();
        session.each(
                "select reason, count(*) from lane_exception where partner = ? and lane = ? and lane_epoch = ?"
                        + " and sequence > ? and kind = ? group by reason",
                row -> counts.put(row.text(1), row.number(2)),
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                behind,
                kind);
        return counts;
    }
}
