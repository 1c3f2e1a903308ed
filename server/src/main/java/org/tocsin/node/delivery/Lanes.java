package org.tocsin.node.delivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;
import org.tocsin.trust.PinnedTeam;

/// The lanes to all partners: opens them, keeps their pumps, and says how they do.
///
/// A partner has a lane from the first agreement on that both signed; `ensure` is to be called when one is.
public final class Lanes implements AutoCloseable {
    private final DeliveryParts parts;
    private final LaneScan scan;
    private final PartnerHeads heads;
    private final ParcelReader reader;
    /// Guards changes of `partners`, and `closed`.
    private final Object lock = new Object();

    private final Map<Team, PartnerLanes> partners = new ConcurrentSkipListMap<>();
    private boolean closed;

    public Lanes(DeliveryParts parts, LaneScan scan) {
        this.parts = parts;
        this.scan = scan;
        this.heads = new PartnerHeads(parts);
        this.reader = new ParcelReader(
                parts.trust().own(),
                parts.ledger().view(),
                parts.contents(),
                parts.transactions(),
                parts.partners()::agreements,
                parts.clock());
    }

    /// Whom the start gate must hear before the ledger signs: partners that hold receipts over this epoch, and the
    /// others.
    public static StartGate.Asking witnesses(Transactions transactions, int epoch) {
        Set<Team> acknowledgers = new HashSet<>();
        Set<Team> others = new HashSet<>();
        for (OutboundLane lane : transactions.read(LaneOutTable::all)) {
            boolean acknowledged = lane.laneEpoch() == epoch && lane.receipted() > 0;
            (acknowledged ? acknowledgers : others).add(lane.partner());
        }
        others.removeAll(acknowledgers);
        return new StartGate.Asking(acknowledgers, others, false);
    }

    /// Asks the witnesses, opens the lanes of all partners with an agreement, and starts the pumps.
    public void start() {
        scan.onMove(this::moved);
        if (parts.ledger().gate().state() instanceof StartGate.State.AwaitingPartners awaiting) {
            heads.ask(List.copyOf(awaiting.unheard()));
        }
        for (PinnedTeam pinned : parts.trust().teams()) {
            boolean isPartner = !pinned.team().equals(parts.trust().own())
                    && !parts.partners().agreements(pinned.team()).isEmpty();
            if (isPartner) {
                ensure(pinned.team());
            }
        }
    }

    /// Opens the lanes to a partner, unless they are open, and keeps them moving. Returns at once.
    public void ensure(Team partner) {
        synchronized (lock) {
            if (closed || partners.containsKey(partner)) {
                return;
            }
            partners.put(partner, new PartnerLanes(parts, heads, reader, partner));
        }
        LaneOpening opening = new LaneOpening(
                parts.trust().own(), partner, lanes -> opened(partner, lanes), () -> partners.remove(partner));
        try {
            parts.ledger().submit(opening);
        } catch (LedgerException refused) {
            opening.failed(refused);
        }
    }

    private void opened(Team partner, List<LaneOpening.Opened> lanes) {
        PartnerLanes known = partners.get(partner);
        if (known == null) {
            return;
        }
        for (LaneOpening.Opened opened : lanes) {
            Pump pump = known.pump(opened.lane().lane());
            pump.gauge().load(opened.lane(), opened.owedSince());
            pump.open();
            if (opened.lane().behind()) {
                new LaneCatchUp(parts, scan, partner, opened.lane().lane()).submit();
            }
        }
    }

    private void moved(LaneMoves.Move move) {
        PartnerLanes known = partners.get(move.partner());
        if (known != null) {
            Pump pump = known.pump(move.lane());
            pump.gauge().decided(move.laneEpoch(), move.last(), move.at());
            pump.wake();
        }
    }

    /// How the routine lane to a partner does; empty if it has none.
    public Optional<LaneStatus> status(Team partner) {
        return status(partner, Lane.ROUTINE);
    }

    /// How a lane to a partner does, with what it takes a query to know; empty if it has none.
    public Optional<LaneStatus> status(Team partner, Lane lane) {
        return parts.transactions()
                .read(session -> LaneOutTable.find(session, partner, lane)
                        .map(stored -> status(stored, counts(session, stored))));
    }

    private LaneStatus status(OutboundLane stored, LaneStatus.Counts counts) {
        PartnerLanes known = partners.get(stored.partner());
        if (known != null && known.pump(stored.lane()).isOpen()) {
            Pump pump = known.pump(stored.lane());
            return status(pump.gauge(), pump.doing(), Optional.of(counts));
        }
        LaneGauge gauge = new LaneGauge(stored.partner(), stored.lane());
        gauge.load(stored, parts.clock().instant());
        return status(gauge, Pump.Doing.NOTHING, Optional.of(counts));
    }

    /// How all lanes to all partners do, by partner; asks no database.
    public List<LaneStatus> all() {
        return partners.values().stream()
                .flatMap(lanes -> lanes.pumps().stream())
                .map(pump -> status(pump.gauge(), pump.doing(), Optional.empty()))
                .toList();
    }

    private LaneStatus status(LaneGauge gauge, Pump.Doing doing, Optional<LaneStatus.Counts> counts) {
        return new LaneStatus(
                gauge.partner(),
                gauge.lane(),
                doing.state(),
                doing.detail(),
                gauge.decided(),
                gauge.receipted(),
                gauge.receiptAt(),
                gauge.owedSince(),
                gauge.rate(parts.clock().instant()),
                gauge.windowFrames(),
                parts.limits().window(gauge.lane()).framesMax(),
                doing.retryAt(),
                gauge.alarm(),
                gauge.isPaused(),
                counts);
    }

    private static LaneStatus.Counts counts(Session session, OutboundLane lane) {
        Map<String, Long> voided = LaneOutTable.exceptions(session, lane, ReceiptSink.VOIDED);
        return new LaneStatus.Counts(
                LaneOutTable.withheld(session, lane),
                LaneOutTable.exceptions(session, lane, ReceiptSink.REFUSED),
                voided.values().stream().mapToLong(Long::longValue).sum());
    }

    /// Lets lanes to a partner try again at once: those that stopped, and those that wait.
    ///
    /// @param lane only this one; all of them if empty
    /// @return false if the partner has no lanes
    public boolean retry(Team partner, Optional<Lane> lane) {
        PartnerLanes known = partners.get(partner);
        if (known == null) {
            return false;
        }
        known.pumps().stream()
                .filter(pump -> lane.isEmpty() || lane.get() == pump.gauge().lane())
                .forEach(Pump::retry);
        return true;
    }

    /// What became of a record of ours, for every partner for which it was decided.
    public List<RecordFate> fates(int ledgerEpoch, long index) {
        return parts.transactions().read(session -> {
            List<RecordFate> fates = new ArrayList<>();
            for (OutboundLane lane : LaneOutTable.all(session)) {
                if (LaneScan.isAddressed(lane.lane())) {
                    continue;
                }
                LaneOutTable.decided(session, lane, ledgerEpoch, index)
                        .ifPresent(decided -> fates.add(fate(session, lane, decided, index)));
            }
            return fates;
        });
    }

    private static RecordFate fate(Session session, OutboundLane lane, LaneOutTable.Decided decided, long index) {
        long sequence = decided.pack().firstSequence();
        for (Decision decision : decided.pack().decisions()) {
            if (decision.index() == index) {
                if (decision instanceof Decision.Withholding withholding) {
                    return new RecordFate.Withheld(lane.partner(), withholding.reason());
                }
                break;
            }
            if (decision instanceof Decision.Releasing) {
                sequence++;
            }
        }
        // In an earlier epoch of the lane only what was receipted is not decided again.
        boolean processed = decided.laneEpoch() < lane.laneEpoch() || sequence <= lane.receipted();
        return new RecordFate.Released(
                lane.partner(),
                sequence,
                processed,
                LaneOutTable.exceptionAt(session, lane, decided.laneEpoch(), sequence, ReceiptSink.REFUSED),
                LaneOutTable.exceptionAt(session, lane, decided.laneEpoch(), sequence, ReceiptSink.VOIDED),
                LaneTimeTable.decidedAt(session, lane, decided.laneEpoch(), sequence),
                LaneTimeTable.processedAt(session, lane, decided.laneEpoch(), sequence));
    }

    /// Ends all pumps. What is not receipted is sent again after the next start.
    @Override
    public void close() {
        List<PartnerLanes> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(partners.values());
            partners.clear();
        }
        try {
            for (PartnerLanes lanes : all) {
                for (Pump pump : lanes.pumps()) {
                    pump.close();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
