package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.TermsPlace;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.proof.ChannelHash;

/// The tables of lanes to partners: `lane_out`, and `lane_exception`, which lists what is receipted and not stored
/// there.
final class LaneOutTable {
    private static final String COLUMNS =
            "select partner, lane, lane_epoch, last_sequence, last_hash, packs, receipted, receipt_at, stopped, paused,"
                    + " began_epoch, began_index, began_at, scan_epoch, scan_index, until_epoch, until_index,"
                    + " history_from, terms from lane_out";

    private LaneOutTable() {}

    /// Opens a lane with nothing decided, if there is none. A lane's epoch is that of the ledger it carries: so a lane
    /// that a restored database forgot never goes on under an epoch that its partner knows.
    ///
    /// @param began the end of our ledger: the first entry that the lane may carry as news
    static void open(Session session, Team own, Team partner, Lane lane, LedgerPlace began, Instant at) {
        session.update(
                "insert into lane_out (partner, lane, lane_epoch, last_sequence, last_hash, packs, receipted,"
                        + " receipt_at, stopped_at, paused, began_epoch, began_index, began_at, scan_epoch, scan_index,"
                        + " until_epoch, until_index, history_from)"
                        + " values (?, ?, ?, 0, ?, 0, 0, 0, 0, 0, ?, ?, ?, 0, 0, 0, 0, 0)"
                        + " on conflict (partner, lane) do nothing",
                partner.domain(),
                lane,
                began.epoch(),
                ChannelHash.start(own, partner, lane, began.epoch()).channelHash(),
                began.epoch(),
                began.index(),
                at);
    }

    /// Begins the next epoch of a lane: what was given out behind its last receipt is given out again, in its order.
    /// Rule R-LAN-5.
    static void reopen(Session session, Team own, OutboundLane lane, int epoch, Instant at) {
        Lane.Position start = ChannelHash.start(own, lane.partner(), lane.lane(), epoch);
        boolean untold = lane.lane() == Lane.CONTROL
                && agreed(session, lane.partner())
                        .filter(place -> place.sequence() > lane.receipted())
                        .isPresent();
        session.update(
                "update lane_out set lane_epoch = ?, last_sequence = 0, last_hash = ?, packs = 0, receipted = 0,"
                        + " agreed_sequence = 0,"
                        + " receipt = null, stopped = null where partner = ? and lane = ?",
                epoch,
                start.channelHash(),
                lane.partner().domain(),
                lane.lane());
        find(session, lane.partner(), lane.lane()).ifPresent(present -> {
            LanePackTable.Taken taken = LanePackTable.takeOver(session, lane, present, at);
            end(session, lane, taken.end(), taken.packs());
            if (untold) {
                // It is among what is given out again, at its end at the latest.
                agreed(session, lane, taken.end().sequence());
            }
        });
    }

    static List<OutboundLane> all(Session session) {
        return session.list(COLUMNS + " order by partner, lane", LaneOutTable::lane);
    }

    /// One lane of every partner that has it.
    static List<OutboundLane> all(Session session, Lane lane) {
        return session.list(COLUMNS + " where lane = ? order by partner", LaneOutTable::lane, lane);
    }

    static Optional<OutboundLane> find(Session session, Team partner, Lane lane) {
        return session.first(COLUMNS + " where partner = ? and lane = ?", LaneOutTable::lane, partner.domain(), lane);
    }

    private static OutboundLane lane(Row row) {
        return new OutboundLane(
                new Team(row.text(1)),
                Lane.valueOf(row.text(2)),
                row.count(3),
                new Lane.Position(row.number(4), row.digest(5)),
                row.number(6),
                row.number(7),
                instant(row, 8),
                row.isNull(9) ? Optional.empty() : Optional.of(row.text(9)),
                row.truth(10),
                new LedgerPlace(row.count(11), row.number(12)),
                row.instant(13),
                row.number(16) == 0
                        ? Optional.empty()
                        : Optional.of(new OutboundLane.Scan(
                                new LedgerPlace(row.count(14), row.number(15)),
                                new LedgerPlace(row.count(16), row.number(17)))),
                instant(row, 18),
                row.isNull(19) ? Optional.empty() : Optional.of(row.bytes(19)));
    }

    private static Optional<Instant> instant(Row row, int column) {
        return row.number(column) == 0 ? Optional.empty() : Optional.of(row.instant(column));
    }

    /// Stores decisions and moves the lane's end behind them.
    static void decide(Session session, OutboundLane lane, LanePack pack, Instant at) {
        LanePackTable.insert(session, lane, pack, at);
        end(session, lane, pack.after(), pack.number());
    }

    private static void end(Session session, OutboundLane lane, Lane.Position end, long packs) {
        session.enqueue(
                "update lane_out set last_sequence = ?, last_hash = ?, packs = ? where partner = ? and lane = ?",
                end.sequence(),
                end.channelHash(),
                packs,
                lane.partner().domain(),
                lane.lane());
    }

    /// Which entries are still to be decided for a lane, or to be decided again.
    static void scan(Session session, OutboundLane lane, Optional<OutboundLane.Scan> scan) {
        LedgerPlace none = new LedgerPlace(0, 0);
        LedgerPlace next = scan.map(OutboundLane.Scan::next).orElse(none);
        LedgerPlace until = scan.map(OutboundLane.Scan::until).orElse(none);
        session.update(
                "update lane_out set scan_epoch = ?, scan_index = ?, until_epoch = ?, until_index = ?"
                        + " where partner = ? and lane = ?",
                next.epoch(),
                next.index(),
                until.epoch(),
                until.index(),
                lane.partner().domain(),
                lane.lane());
    }

    /// Notes which agreements were in force when a lane's scan was decided on.
    static void terms(Session session, OutboundLane lane, Bytes terms, Optional<Instant> historyFrom) {
        session.update(
                "update lane_out set terms = ?, history_from = ? where partner = ? and lane = ?",
                terms,
                historyFrom.map(Instant::toEpochMilli).orElse(0L),
                lane.partner().domain(),
                lane.lane());
    }

    /// The last sequence of a control lane that says something about an agreement.
    static void agreed(Session session, OutboundLane lane, long sequence) {
        session.update(
                "update lane_out set agreed_sequence = ? where partner = ? and lane = ?",
                sequence,
                lane.partner().domain(),
                lane.lane());
    }

    /// The place of the control lane up to which we stated what we stated about agreements with a partner; empty if it
    /// is
    /// nothing, in this lane epoch. Rule R-LAN-13.
    static Optional<TermsPlace> agreed(Session session, Team partner) {
        return session.first(
                "select lane_epoch, agreed_sequence from lane_out"
                        + " where partner = ? and lane = ? and agreed_sequence > 0",
                row -> new TermsPlace(row.count(1), row.number(2)),
                partner.domain(),
                Lane.CONTROL);
    }

    static void paused(Session session, Team partner, Lane lane, boolean paused) {
        session.update("update lane_out set paused = ? where partner = ? and lane = ?", paused, partner.domain(), lane);
    }

    /// The latest receipt, as it was stored.
    static Optional<Bytes> receipt(Session session, OutboundLane lane) {
        return session.first(
                        "select receipt from lane_out where partner = ? and lane = ?",
                        row -> row.isNull(1) ? Optional.<Bytes>empty() : Optional.of(row.bytes(1)),
                        lane.partner().domain(),
                        lane.lane())
                .flatMap(Function.identity());
    }

    static void receipted(Session session, OutboundLane lane, long through, Bytes evidence, Instant at) {
        session.update(
                "update lane_out set receipted = ?, receipt = ?, receipt_at = ?"
                        + " where partner = ? and lane = ? and lane_epoch = ? and receipted <= ?",
                through,
                evidence,
                at,
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                through);
    }

    /// Notes a sequence that was receipted but is not stored at the partner.
    static void exception(Session session, OutboundLane lane, long sequence, String kind, Enum<?> reason) {
        session.enqueue(
                "insert into lane_exception (partner, lane, lane_epoch, sequence, kind, reason)"
                        + " values (?, ?, ?, ?, ?, ?) on conflict (partner, lane, lane_epoch, sequence) do nothing",
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                sequence,
                kind,
                reason);
    }

    static void stopped(Session session, Team partner, Lane lane, Optional<String> reason, Instant at) {
        session.update(
                "update lane_out set stopped = ?, stopped_at = ? where partner = ? and lane = ?",
                reason.orElse(null),
                at,
                partner.domain(),
                lane);
    }

    static Map<String, Long> exceptions(Session session, OutboundLane lane, String kind) {
        Map<String, Long> counts = new TreeMap<>();
        session.each(
                "select reason, count(*) from lane_exception"
                        + " where partner = ? and lane = ? and lane_epoch = ? and kind = ? group by reason",
                row -> counts.put(row.text(1), row.number(2)),
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                kind);
        return counts;
    }

    static Optional<String> exceptionAt(Session session, OutboundLane lane, int laneEpoch, long sequence, String kind) {
        return session.first(
                "select reason from lane_exception"
                        + " where partner = ? and lane = ? and lane_epoch = ? and sequence = ? and kind = ?",
                row -> row.text(1),
                lane.partner().domain(),
                lane.lane(),
                laneEpoch,
                sequence,
                kind);
    }
}
