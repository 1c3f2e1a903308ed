package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.proof.ChannelHash;

/// The tables of lanes to partners: `lane_out`, `lane_pack`, `lane_withheld`, `lane_exception`.
final class LaneOutTable {
    private static final String LANE_COLUMNS =
            "select partner, lane, lane_epoch, behind, scan_epoch, scan_index, last_sequence, last_hash, receipted,"
                    + " receipt_at, stopped, paused from lane_out";
    private static final String PACK_COLUMNS =
            "select ledger_epoch, first_index, first_sequence, hash_before, agreement_id, agreement_version, entries,"
                    + " lane_epoch, released from lane_pack";
    private static final int PACKS_MAX = 64;

    private LaneOutTable() {}

    /// Opens a lane with nothing decided and nothing behind it, if there is none. A lane's epoch is that of the ledger
    /// it
    /// carries: so a lane that a restored database forgot never goes on under an epoch that its partner knows.
    static void open(Session session, Team own, Team partner, Lane lane, int epoch) {
        session.update(
                "insert into lane_out (partner, lane, lane_epoch, behind, scan_epoch, scan_index, last_sequence,"
                        + " last_hash, receipted, receipt_at, stopped_at, paused)"
                        + " values (?, ?, ?, 0, 0, 0, 0, ?, 0, 0, 0, 0) on conflict (partner, lane) do nothing",
                partner.domain(),
                lane,
                epoch,
                ChannelHash.start(own, partner, lane, epoch).channelHash());
    }

    /// Begins the next epoch of a lane: what was decided behind its last receipt is decided again, and what was
    /// addressed behind it is taken over. Rule R-LAN-5.
    static void reopen(Session session, Team own, OutboundLane lane, int epoch, Instant at) {
        Optional<LanePack> pack =
                packsFrom(session, lane, lane.receipted() + 1).stream().findFirst();
        boolean addressed = LaneScan.isAddressed(lane.lane());
        boolean behind = pack.isPresent() && !addressed;
        session.update(
                "update lane_out set lane_epoch = ?, behind = ?, scan_epoch = ?, scan_index = ?, last_sequence = 0,"
                        + " last_hash = ?, receipted = 0, receipt = null, stopped = null where partner = ? and lane = ?",
                epoch,
                behind,
                pack.map(LanePack::ledgerEpoch).orElse(0),
                pack.map(found -> found.indexBehind(lane.receipted())).orElse(0L),
                ChannelHash.start(own, lane.partner(), lane.lane(), epoch).channelHash(),
                lane.partner().domain(),
                lane.lane());
        if (addressed) {
            find(session, lane.partner(), lane.lane()).ifPresent(next -> takeOver(session, lane, next, at));
        }
    }

    /// Gives what a lane's former epoch addressed behind its last receipt new sequences in the present one.
    private static void takeOver(Session session, OutboundLane former, OutboundLane present, Instant at) {
        LanePacking packing = new LanePacking(session, present, at);
        long next = former.receipted() + 1;
        while (next <= former.last().sequence()) {
            long before = next;
            for (LanePack pack : packsFrom(session, former, next)) {
                long sequence = pack.firstSequence();
                for (Decision.Releasing entry : pack.released()) {
                    if (sequence == next) {
                        packing.address(pack.ledgerEpoch(), entry);
                        next++;
                    }
                    sequence++;
                }
            }
            if (next == before) {
                throw new IllegalStateException("sequence " + next + " of the " + former.lane() + " lane to "
                        + former.partner() + " is missing");
            }
        }
        packing.store();
    }

    static List<OutboundLane> all(Session session) {
        return session.list(LANE_COLUMNS + " order by partner, lane", LaneOutTable::lane);
    }

    /// One lane of every partner that has it.
    static List<OutboundLane> all(Session session, Lane lane) {
        return session.list(LANE_COLUMNS + " where lane = ? order by partner", LaneOutTable::lane, lane);
    }

    static Optional<OutboundLane> find(Session session, Team partner, Lane lane) {
        return session.first(
                LANE_COLUMNS + " where partner = ? and lane = ?", LaneOutTable::lane, partner.domain(), lane);
    }

    private static OutboundLane lane(Row row) {
        return new OutboundLane(
                new Team(row.text(1)),
                Lane.valueOf(row.text(2)),
                row.count(3),
                row.truth(4),
                row.count(5),
                row.number(6),
                new Lane.Position(row.number(7), row.digest(8)),
                row.number(9),
                row.number(10) == 0 ? Optional.empty() : Optional.of(row.instant(10)),
                row.isNull(11) ? Optional.empty() : Optional.of(row.text(11)),
                row.truth(12));
    }

    /// Stores decisions and moves the lane's end behind them.
    static void decide(Session session, OutboundLane lane, LanePack pack, Instant at) {
        session.enqueue(
                "insert into lane_pack (partner, lane, lane_epoch, ledger_epoch, first_index, first_sequence, released,"
                        + " hash_before, agreement_id, agreement_version, entries, decided_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                pack.ledgerEpoch(),
                pack.firstIndex(),
                pack.firstSequence(),
                pack.released().size(),
                pack.before().channelHash(),
                pack.agreementId().orElse(null),
                pack.agreementVersion(),
                pack.sealed(),
                at);
        Lane.Position after = pack.after();
        session.enqueue(
                "update lane_out set last_sequence = ?, last_hash = ? where partner = ? and lane = ?",
                after.sequence(),
                after.channelHash(),
                lane.partner().domain(),
                lane.lane());
        Map<WithholdReason, Integer> withheld = new TreeMap<>();
        for (Decision decision : pack.decisions()) {
            if (decision instanceof Decision.Withholding withholding) {
                withheld.merge(withholding.reason(), 1, Integer::sum);
            }
        }
        withheld.forEach((reason, records) -> session.enqueue(
                "insert into lane_withheld (partner, lane, lane_epoch, reason, records) values (?, ?, ?, ?, ?)"
                        + " on conflict (partner, lane, lane_epoch, reason)"
                        + " do update set records = lane_withheld.records + excluded.records",
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                reason,
                records));
    }

    /// Notes that everything before an entry is decided; with `behind` false, that everything is.
    static void scanned(Session session, OutboundLane lane, int epoch, long index, boolean behind) {
        session.update(
                "update lane_out set behind = ?, scan_epoch = ?, scan_index = ? where partner = ? and lane = ?",
                behind,
                epoch,
                index,
                lane.partner().domain(),
                lane.lane());
    }

    /// Packs that give out sequences from `from` on, in order, at most 64.
    static List<LanePack> packsFrom(Session session, OutboundLane lane, long from) {
        return packsFrom(session, lane, from, PACKS_MAX);
    }

    static List<LanePack> packsFrom(Session session, OutboundLane lane, long from, int most) {
        return session.list(
                PACK_COLUMNS
                        + " where partner = ? and lane = ? and lane_epoch = ? and first_sequence >="
                        + " (select coalesce(max(p.first_sequence), 0) from lane_pack p where p.partner = ?"
                        + " and p.lane = ? and p.lane_epoch = ? and p.first_sequence <= ?)"
                        + " and released > 0 order by first_sequence limit ?",
                LaneOutTable::pack,
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                from,
                most);
    }

    /// The newest pack that decides on an entry, and the epoch of the lane in which it does.
    static Optional<Decided> decided(Session session, OutboundLane lane, int ledgerEpoch, long index) {
        return session
                .list(
                        PACK_COLUMNS + " where partner = ? and lane = ? and ledger_epoch = ? and first_index <= ?"
                                + " order by lane_epoch desc, first_index desc limit " + PACKS_MAX,
                        row -> new Decided(row.count(8), pack(row)),
                        lane.partner().domain(),
                        lane.lane(),
                        ledgerEpoch,
                        index)
                .stream()
                .filter(decided -> decided.pack().decides(index))
                .findFirst();
    }

    /// A pack, and the epoch of its lane.
    record Decided(int laneEpoch, LanePack pack) {}

    /// The lane's place at a sequence; empty if it does not reach that far.
    static Optional<Lane.Position> at(Session session, Team own, OutboundLane lane, long sequence) {
        if (sequence == 0) {
            return Optional.of(ChannelHash.start(own, lane.partner(), lane.lane(), lane.laneEpoch()));
        }
        return packsFrom(session, lane, sequence).stream()
                .findFirst()
                .map(pack -> pack.at(sequence))
                .filter(position -> position.sequence() == sequence);
    }

    private static LanePack pack(Row row) {
        return LanePack.unsealed(
                row.count(1),
                new Lane.Position(row.number(3) - 1, row.digest(4)),
                row.isNull(5) ? Optional.empty() : Optional.of(row.bytes(5)),
                row.count(6),
                row.number(2),
                row.bytes(7));
    }

    /// A stored pack, to be read while it is visited; `pack` fails if it is damaged.
    record Stored(int laneEpoch, long firstIndex, long released, Supplier<LanePack> pack) {}

    /// Visits all packs of a lane, of all its epochs, in order.
    ///
    /// @return how many there are
    static long eachPack(Session session, OutboundLane lane, Consumer<Stored> visitor) {
        AtomicLong packs = new AtomicLong();
        session.each(
                PACK_COLUMNS + " where partner = ? and lane = ? order by lane_epoch, ledger_epoch, first_index",
                row -> {
                    packs.incrementAndGet();
                    visitor.accept(new Stored(row.count(8), row.number(2), row.number(9), () -> pack(row)));
                },
                lane.partner().domain(),
                lane.lane());
        return packs.get();
    }

    static long packs(Session session) {
        return session.number("select count(*) from lane_pack");
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

    static Map<String, Long> withheld(Session session, OutboundLane lane) {
        Map<String, Long> counts = new TreeMap<>();
        session.each(
                "select reason, records from lane_withheld where partner = ? and lane = ? and lane_epoch = ?",
                row -> counts.put(row.text(1), row.number(2)),
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch());
        return counts;
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
