package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.node.store.Row;
import org.tocsin.node.store.Session;
import org.tocsin.proof.ChannelHash;

/// The tables of decisions: `lane_pack`, and `lane_withheld`, which counts what is withheld now.
final class LanePackTable {
    /// Entries of the ledger from the first to the last of a pack: so few packs are looked at to find an entry.
    static final int ENTRIES_SPAN_MAX = 1_024;

    static final String COLUMNS =
            "select ledger_epoch, first_index, first_sequence, hash_before, agreement_id, agreement_version, entries,"
                    + " lane_epoch, released, pack, overturned, last_index, decided_at from lane_pack";
    private static final int PACKS_MAX = 64;

    private LanePackTable() {}

    /// Stores decisions; the lane's row is not touched.
    static void insert(Session session, OutboundLane lane, LanePack pack, Instant at) {
        session.enqueue(
                "insert into lane_pack (partner, lane, lane_epoch, first_sequence, pack, ledger_epoch, first_index,"
                        + " last_index, released, hash_before, agreement_id, agreement_version, overturned, entries,"
                        + " decided_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                pack.firstSequence(),
                pack.number(),
                pack.ledgerEpoch(),
                pack.firstIndex(),
                pack.lastIndex(),
                pack.released().size(),
                pack.before().channelHash(),
                pack.agreementId().orElse(null),
                pack.agreementVersion(),
                pack.overturned().map(Enum::name).orElse(null),
                pack.sealed(),
                at);
        Map<WithholdReason, Integer> withheld = new TreeMap<>();
        for (Decision decision : pack.decisions()) {
            if (decision instanceof Decision.Withholding withholding) {
                withheld.merge(withholding.reason(), 1, Integer::sum);
            }
            pack.overturned().ifPresent(reason -> withheld.merge(reason, -1, Integer::sum));
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

    /// Packs that give out sequences from `from` on, in order, at most 64.
    static List<LanePack> from(Session session, OutboundLane lane, long from) {
        return from(session, lane, from, PACKS_MAX);
    }

    static List<LanePack> from(Session session, OutboundLane lane, long from, int most) {
        return session.list(
                COLUMNS
                        + " where partner = ? and lane = ? and lane_epoch = ? and first_sequence >="
                        + " (select coalesce(max(p.first_sequence), 0) from lane_pack p where p.partner = ?"
                        + " and p.lane = ? and p.lane_epoch = ? and p.first_sequence <= ?)"
                        + " and released > 0 order by first_sequence limit ?",
                LanePackTable::pack,
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch(),
                from,
                most);
    }

    /// A pack, the epoch of its lane, and when it was decided.
    record Decided(int laneEpoch, LanePack pack, Instant at) {}

    /// The newest pack that decides on an entry, and the epoch of the lane in which it does.
    static Optional<Decided> decided(Session session, OutboundLane lane, int ledgerEpoch, long index) {
        return overlapping(session, lane, ledgerEpoch, index, index).reversed().stream()
                .filter(decided -> decided.pack().decides(index))
                .findFirst();
    }

    /// What was last decided on each entry of a stretch of the ledger, by index.
    static Map<Long, Standing> standing(Session session, OutboundLane lane, int ledgerEpoch, long first, long last) {
        Map<Long, Standing> standing = new TreeMap<>();
        for (Decided decided : overlapping(session, lane, ledgerEpoch, first, last)) {
            for (Decision decision : decided.pack().decisions()) {
                standing.put(decision.index(), new Standing(decided.laneEpoch(), decision));
            }
        }
        return standing;
    }

    /// A decision that no later one replaced, and the lane epoch in which it was made.
    record Standing(int laneEpoch, Decision decision) {}

    private static List<Decided> overlapping(
            Session session, OutboundLane lane, int ledgerEpoch, long first, long last) {
        return session.list(
                COLUMNS
                        + " where partner = ? and lane = ? and ledger_epoch = ? and first_index > ? and first_index <= ?"
                        + " and last_index >= ? order by lane_epoch, pack",
                LanePackTable::decided,
                lane.partner().domain(),
                lane.lane(),
                ledgerEpoch,
                first - ENTRIES_SPAN_MAX,
                last,
                first);
    }

    /// Whether anything is withheld, in any epoch of the lane, that other terms might let through.
    static boolean holdsBack(Session session, OutboundLane lane) {
        return session.number(
                        "select coalesce(sum(records), 0) from lane_withheld where partner = ? and lane = ?"
                                + " and reason not in ('NOT_IN_AUDIENCE', 'HELD_THERE', 'ONWARD_NOT_AGREED')",
                        lane.partner().domain(),
                        lane.lane())
                > 0;
    }

    /// The lane's place at a sequence; empty if it does not reach that far.
    static Optional<Lane.Position> at(Session session, Team own, OutboundLane lane, long sequence) {
        if (sequence == 0) {
            return Optional.of(ChannelHash.start(own, lane.partner(), lane.lane(), lane.laneEpoch()));
        }
        return from(session, lane, sequence).stream()
                .findFirst()
                .map(pack -> pack.at(sequence))
                .filter(position -> position.sequence() == sequence);
    }

    static Decided decided(Row row) {
        return new Decided(row.count(8), pack(row), row.instant(13));
    }

    private static LanePack pack(Row row) {
        LanePack pack = LanePack.unsealed(
                row.number(10),
                row.count(1),
                new Lane.Position(row.number(3) - 1, row.digest(4)),
                row.isNull(5) ? Optional.empty() : Optional.of(row.bytes(5)),
                row.count(6),
                row.isNull(11) ? Optional.empty() : Optional.of(WithholdReason.valueOf(row.text(11))),
                row.number(2),
                row.bytes(7));
        if (pack.lastIndex() != row.number(12)) {
            throw new IllegalArgumentException("a lane pack with another last index");
        }
        return pack;
    }

    /// A stored pack, to be read while it is visited; `pack` fails if it is damaged.
    record Stored(int laneEpoch, long firstIndex, long released, Supplier<LanePack> pack) {}

    /// Visits all packs of a lane, of all its epochs, in order.
    ///
    /// @return how many there are
    static long each(Session session, OutboundLane lane, Consumer<Stored> visitor) {
        AtomicLong packs = new AtomicLong();
        session.each(
                COLUMNS + " where partner = ? and lane = ? order by lane_epoch, first_sequence, pack",
                row -> {
                    packs.incrementAndGet();
                    visitor.accept(new Stored(row.count(8), row.number(2), row.number(9), () -> pack(row)));
                },
                lane.partner().domain(),
                lane.lane());
        return packs.get();
    }

    static long count(Session session) {
        return session.number("select count(*) from lane_pack");
    }

    /// What is withheld in the lane's epoch, by reason.
    static Map<String, Long> withheld(Session session, OutboundLane lane) {
        Map<String, Long> counts = new TreeMap<>();
        session.each(
                "select reason, records from lane_withheld"
                        + " where partner = ? and lane = ? and lane_epoch = ? and records <> 0",
                row -> counts.put(row.text(1), row.number(2)),
                lane.partner().domain(),
                lane.lane(),
                lane.laneEpoch());
        return counts;
    }

    /// Gives what a lane's former epoch gave out behind its last receipt new sequences in the present one. What was
    /// withheld stays where it is.
    ///
    /// @return the present epoch's end, and how many packs it has
    static Taken takeOver(Session session, OutboundLane former, OutboundLane present, Instant at) {
        Lane.Position end = present.last();
        long number = present.packs();
        long next = former.receipted() + 1;
        while (next <= former.last().sequence()) {
            long before = next;
            for (LanePack pack : from(session, former, next)) {
                List<Decision> behind = new ArrayList<>(pack.released());
                behind.subList(0, Math.toIntExact(next - pack.firstSequence())).clear();
                LanePack again = new LanePack(
                        ++number,
                        pack.ledgerEpoch(),
                        end,
                        pack.agreementId(),
                        pack.agreementVersion(),
                        Optional.empty(),
                        behind);
                insert(session, present, again, at);
                end = again.after();
                next += behind.size();
            }
            if (next == before) {
                throw new IllegalStateException("sequence " + next + " of the " + former.lane() + " lane to "
                        + former.partner() + " is missing");
            }
        }
        return new Taken(end, number);
    }

    /// Where a lane's new epoch begins to go on by itself.
    record Taken(Lane.Position end, long packs) {}
}
