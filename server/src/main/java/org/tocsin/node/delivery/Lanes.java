package org.tocsin.node.delivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;
import org.tocsin.trust.PinnedTeam;

/// The lanes to all partners: opens them, keeps their pumps, and says how they do.
///
/// A partner has a lane from the first agreement on that both signed; `ensure` is to be called when one is.
public final class Lanes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    private final DeliveryParts parts;
    private final LaneScan scan;
    private final PartnerHeads heads;
    private final ParcelReader reader;
    /// Guards `pumps` and `closed`.
    private final Object lock = new Object();

    private final Map<Team, Pump> pumps = new TreeMap<>();
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
        parts.ledger().onHead(head -> wake());
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

    /// Opens the lane to a partner, unless it is open, and keeps it moving. Returns at once.
    public void ensure(Team partner) {
        parts.ledger().submit(new Opening(partner));
    }

    /// There may be something to send.
    public void wake() {
        List<Pump> all;
        synchronized (lock) {
            all = List.copyOf(pumps.values());
        }
        all.forEach(Pump::wake);
    }

    /// How the lane to a partner does; empty if it has none.
    public Optional<LaneStatus> status(Team partner) {
        Pump.Doing doing = doing(partner);
        return parts.transactions()
                .read(session ->
                        LaneOutTable.find(session, partner, Lane.ROUTINE).map(lane -> status(session, lane, doing)));
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

    private Pump.Doing doing(Team partner) {
        synchronized (lock) {
            Pump pump = pumps.get(partner);
            return pump == null ? new Pump.Doing(LaneStatus.State.IDLE, "") : pump.doing();
        }
    }

    private static LaneStatus status(Session session, OutboundLane lane, Pump.Doing doing) {
        Map<String, Long> voided = LaneOutTable.exceptions(session, lane, ReceiptSink.VOIDED);
        return new LaneStatus(
                doing.state(),
                doing.detail().isEmpty() ? lane.stopped().orElse("") : doing.detail(),
                lane.last().sequence(),
                lane.receipted(),
                LaneOutTable.withheld(session, lane),
                LaneOutTable.exceptions(session, lane, ReceiptSink.REFUSED),
                voided.values().stream().mapToLong(Long::longValue).sum(),
                lane.receiptAt());
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
        List<Pump> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(pumps.values());
            pumps.clear();
        }
        try {
            for (Pump pump : all) {
                pump.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Opens one lane, in the order of commits, so that every record behind it is decided for it.
    private final class Opening implements Work {
        private final Team partner;

        Opening(Team partner) {
            this.partner = partner;
        }

        @Override
        public WorkOrigin origin() {
            return WorkOrigin.MAINTENANCE;
        }

        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public boolean states() {
            return false;
        }

        @Override
        public void run(Batch batch) {
            int epoch = batch.origin().epoch();
            Team own = parts.trust().own();
            for (Lane kind : Lane.values()) {
                LaneOutTable.open(batch.session(), own, partner, kind, epoch);
                LaneOutTable.find(batch.session(), partner, kind)
                        .filter(lane -> lane.laneEpoch() < epoch)
                        .ifPresent(lane -> LaneOutTable.reopen(batch.session(), own, lane, epoch, batch.now()));
            }
        }

        @Override
        public void committed(Head head) {
            synchronized (lock) {
                if (closed || pumps.containsKey(partner)) {
                    return;
                }
                Pump pump = new Pump(parts, heads, reader, partner, Lane.ROUTINE);
                pumps.put(partner, pump);
                pump.start();
            }
            new LaneCatchUp(parts, scan, partner, Lane.ROUTINE).committed(head);
        }

        @Override
        public void failed(LedgerException cause) {
            log.error("a lane cannot be opened until the next start partner={} why={}", partner, cause.getMessage());
        }
    }
}
