package org.tocsin.node.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Team;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;

/// The tables of lanes from partners: `lane_in`, `lane_in_receipt`, `lane_in_refusal`.
final class LaneInTable {
    private static final String COLUMNS = "select author, lane, lane_epoch, through, hash, stored, duplicates, voided,"
            + " receipt_epoch, receipt_index, stopped from lane_in";

    private LaneInTable() {}

    static Optional<InboundLane> find(Session session, Team author, Lane lane) {
        return session.first(COLUMNS + " where author = ? and lane = ?", LaneInTable::lane, author.domain(), lane);
    }

    static List<InboundLane> all(Session session) {
        return session.list(COLUMNS + " order by author, lane", LaneInTable::lane);
    }

    private static InboundLane lane(Row row) {
        return new InboundLane(
                new Team(row.text(1)),
                Lane.valueOf(row.text(2)),
                row.count(3),
                new Lane.Position(row.number(4), row.digest(5)),
                new InboundLane.Counts(row.number(6), row.number(7), row.number(8)),
                row.count(9) == 0
                        ? Optional.empty()
                        : Optional.of(new InboundLane.ReceiptPlace(row.count(9), row.number(10))),
                row.isNull(11) ? Optional.empty() : Optional.of(row.text(11)));
    }

    /// Writes how far a lane is processed. That it is, is no longer stopped.
    static void store(Session session, InboundLane lane) {
        InboundLane.ReceiptPlace receipt = lane.receipt().orElse(new InboundLane.ReceiptPlace(0, 0));
        session.update(
                "insert into lane_in (author, lane, lane_epoch, through, hash, stored, duplicates, voided,"
                        + " receipt_epoch, receipt_index, stopped_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
                        + " on conflict (author, lane) do update set lane_epoch = excluded.lane_epoch,"
                        + " through = excluded.through, hash = excluded.hash, stored = excluded.stored,"
                        + " duplicates = excluded.duplicates, voided = excluded.voided,"
                        + " receipt_epoch = excluded.receipt_epoch, receipt_index = excluded.receipt_index,"
                        + " stopped = null, stopped_at = 0",
                lane.author().domain(),
                lane.lane(),
                lane.laneEpoch(),
                lane.through().sequence(),
                lane.through().channelHash(),
                lane.counts().stored(),
                lane.counts().duplicates(),
                lane.counts().voided(),
                receipt.epoch(),
                receipt.index());
    }

    static void stopped(Session session, InboundLane lane, String reason, Instant at) {
        if (find(session, lane.author(), lane.lane()).isEmpty()) {
            store(session, lane);
        }
        session.update(
                "update lane_in set stopped = ?, stopped_at = ? where author = ? and lane = ?",
                reason,
                at,
                lane.author().domain(),
                lane.lane());
    }

    static void refused(Session session, InboundLane lane, Receipt.Refusal refusal, Digest leaf, Instant at) {
        session.enqueue(
                "insert into lane_in_refusal (author, lane, lane_epoch, sequence, reason, leaf, at)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                lane.author().domain(),
                lane.lane(),
                lane.laneEpoch(),
                refusal.sequence(),
                refusal.reason(),
                leaf,
                at);
    }

    static void receipt(Session session, InboundLane lane, long through, InboundLane.ReceiptPlace place) {
        session.enqueue(
                "insert into lane_in_receipt (author, lane, lane_epoch, through, ledger_epoch, ledger_index)"
                        + " values (?, ?, ?, ?, ?, ?)",
                lane.author().domain(),
                lane.lane(),
                lane.laneEpoch(),
                through,
                place.epoch(),
                place.index());
    }

    /// Receipts that list refusals, behind a sequence, ascending.
    static List<InboundLane.ReceiptPlace> receiptsBehind(Session session, InboundLane lane, long sequence) {
        return session.list(
                "select ledger_epoch, ledger_index from lane_in_receipt"
                        + " where author = ? and lane = ? and lane_epoch = ? and through > ? order by through",
                row -> new InboundLane.ReceiptPlace(row.count(1), row.number(2)),
                lane.author().domain(),
                lane.lane(),
                lane.laneEpoch(),
                sequence);
    }

    static Map<String, Long> refusals(Session session, InboundLane lane) {
        Map<String, Long> counts = new TreeMap<>();
        session.each(
                "select reason, count(*) from lane_in_refusal where author = ? and lane = ? group by reason",
                row -> counts.put(row.text(1), row.number(2)),
                lane.author().domain(),
                lane.lane());
        return counts;
    }

    /// Items of an author's lanes that were refused, the newest first.
    ///
    /// @param leaf the first hex digits of their leaf hashes; empty: any
    static List<HeldRecords.Refused> refused(Session session, Team author, String leaf, int most) {
        List<HeldRecords.Refused> refused = new ArrayList<>();
        session.each(
                "select lane, sequence, reason, leaf, at from lane_in_refusal where author = ?"
                        + " order by at desc, lane, lane_epoch desc, sequence desc",
                row -> {
                    if (refused.size() < most && row.digest(4).hex().startsWith(leaf)) {
                        refused.add(refused(row));
                    }
                },
                author.domain());
        return refused;
    }

    private static HeldRecords.Refused refused(Row row) {
        return new HeldRecords.Refused(
                Lane.valueOf(row.text(1)), row.number(2), row.text(3), row.digest(4), row.instant(5), Optional.empty());
    }
}
