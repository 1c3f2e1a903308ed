package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.CollectCodec;

/// The lanes to all partners: opens them, keeps their pumps, and says how they do.
///
/// A partner has a lane from the first agreement on that both signed; `ensure` is to be called when one is.
public final class Lanes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    /// Scans that read at once, over all partners.
    static final int RESCANNING_MAX = 1;

    private final DeliveryParts parts;
    private final LaneScan scan;
    private final PartnerHeads heads;
    private final ParcelReader reader;
    private final LaneWatch watch;
    private final Semaphore rescanning = new Semaphore(RESCANNING_MAX, true);
    /// Guards changes of `partners`, `ending` and `closed`.
    private final Object lock = new Object();

    private final Map<Team, PartnerLanes> partners = new ConcurrentSkipListMap<>();
    /// Teams that were cut off, and whose lanes have not ended yet.
    private final Set<Team> ending = new HashSet<>();
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
                parts.withdrawn(),
                parts.clock());
        this.watch = new LaneWatch(parts.limits().alarm(), parts.audit());
    }

    /// Whom the start gate must hear before the ledger signs: partners that hold receipts over this epoch, and the
    /// others.
    ///
    /// @param cutOff are not asked: who is cut off has no say
    public static StartGate.Asking witnesses(Transactions transactions, int epoch, Set<Team> cutOff) {
        Set<Team> acknowledgers = new HashSet<>();
        Set<Team> others = new HashSet<>();
        for (OutboundLane lane : transactions.read(LaneOutTable::all)) {
            if (cutOff.contains(lane.partner())) {
                continue;
            }
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
        // Also a team without an agreement, to which one was proposed.
        Set<Team> told = new HashSet<>();
        parts.transactions().read(LaneOutTable::all).forEach(lane -> told.add(lane.partner()));
        for (PinnedTeam pinned : parts.trust().teams()) {
            Team team = pinned.team();
            if (!team.equals(parts.trust().own()) && (isPartner(team) || told.contains(team))) {
                ensure(team);
            }
        }
        told.stream()
                .filter(team -> parts.trust().pinned(team).isEmpty())
                .forEach(cut -> new TermsEnded(parts, cut).submit());
    }

    /// Opens the lanes to a partner, unless they are open, and keeps them moving. Returns at once.
    public void ensure(Team partner) {
        synchronized (lock) {
            if (ending.contains(partner) || parts.trust().pinned(partner).isEmpty()) {
                return;
            }
            PartnerLanes known = partners.get(partner);
            if (closed || known != null) {
                if (known != null) {
                    lookAt(partner, known);
                    known.visitIn(ledgerEpoch(partner));
                    if (!closed && !known.isWhole() && isPartner(partner)) {
                        open(partner, () -> {});
                    }
                }
                return;
            }
            var made = new PartnerLanes(parts, heads, reader, scan, rescanning, partner);
            made.visitIn(ledgerEpoch(partner));
            partners.put(partner, made);
        }
        open(partner, () -> partners.remove(partner));
    }

    /// Ends the lanes to a partner that was cut off, and does not wait until they have. Rule R-PEER-6.
    public void end(Team partner) {
        synchronized (lock) {
            PartnerLanes known = partners.remove(partner);
            if (known == null) {
                return;
            }
            ending.add(partner);
            known.end();
            new TermsEnded(parts, partner).submit();
            Thread.ofVirtual().name("end-" + partner.domain()).start(() -> ended(partner, known));
        }
    }

    private void ended(Team partner, PartnerLanes lanes) {
        try {
            lanes.close();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
        synchronized (lock) {
            ending.remove(partner);
        }
        // It may have been let back meanwhile.
        ensure(partner);
    }

    /// Whether there is an agreement with a team, in force or not.
    private boolean isPartner(Team team) {
        return !parts.partners().agreements(team).isEmpty();
    }

    private void open(Team partner, Runnable unopened) {
        LaneOpening opening =
                new LaneOpening(parts, partner, opened -> withLanes(partner, lanes -> lanes.open(opened)), unopened);
        try {
            parts.ledger().submit(opening);
        } catch (LedgerException refused) {
            opening.failed(refused);
        }
    }

    /// The epoch that the partner's manifest opens; 0 if it is not pinned.
    private int ledgerEpoch(Team partner) {
        return parts.trust()
                .pinned(partner)
                .map(pinned -> pinned.current().ledgerKeys().getLast().epoch())
                .orElse(0);
    }

    /// Looks at the terms with a partner, if they are not those of before.
    private void lookAt(Team partner, PartnerLanes known) {
        LaneTerms now = LaneTerms.at(
                parts.partners().agreements(partner),
                parts.trust().own(),
                partner,
                parts.clock().instant());
        if (known.isNews(now)) {
            new TermsChange(parts, partner, false, known::looked).submit();
        }
    }

    /// To be called about once a second: looks at agreements and records whose date has come, and for lanes that are
    /// out of step.
    public void tick() {
        Instant now = parts.clock().instant();
        try {
            partners.forEach((partner, lanes) -> {
                lookAt(partner, lanes);
                lanes.pumps().forEach(pump -> watch.look(pump.gauge(), now));
            });
            parts.transactions()
                    .read(session -> LaneWakeTable.due(session, now))
                    .forEach(partner -> withLanes(partner, lanes -> wake(partner, lanes)));
        } catch (RuntimeException bug) {
            log.error("looking after the lanes failed, and goes on", bug);
        }
    }

    private void wake(Team partner, PartnerLanes lanes) {
        LaneWaking waking = new LaneWaking(partner, lanes::rescan);
        try {
            parts.ledger().submit(waking);
        } catch (LedgerException refused) {
            waking.failed(refused);
        }
    }

    private void withLanes(Team partner, Consumer<PartnerLanes> action) {
        PartnerLanes known = partners.get(partner);
        if (known != null) {
            action.accept(known);
        }
    }

    private void moved(LaneMoves.Move move) {
        if (move.lane() == Lane.CONTROL) {
            // The first statement about an agreement opens the lane that it is on.
            ensure(move.partner());
        }
        withLanes(move.partner(), lanes -> {
            Pump pump = lanes.pump(move.lane());
            pump.gauge().decided(move.laneEpoch(), move.last(), move.at());
            pump.wake();
        });
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

    /// The partners with lanes that have not answered to this version of our manifest since this node started. Rule
    /// R-MAN-8.
    public List<Team> untold(int manifestVersion) {
        return partners.entrySet().stream()
                .filter(partner -> partner.getValue().pumps().stream()
                        .noneMatch(pump -> pump.gauge().manifestTold() >= manifestVersion))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Our manifest changed: streams that stand idle begin anew, with it.
    public void reopen() {
        partners.values().forEach(lanes -> lanes.pumps().forEach(Pump::wake));
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
                LanePackTable.withheld(session, lane),
                LaneOutTable.exceptions(session, lane, ReceiptSink.REFUSED),
                voided.values().stream().mapToLong(Long::longValue).sum());
    }

    /// Has the history for a partner looked at from its beginning.
    Backfills.Outcome restartHistory(Team partner) {
        PartnerLanes known = partners.get(partner);
        if (known == null) {
            return Backfills.Outcome.NO_LANES;
        }
        pauseHistory(partner, false);
        TermsChange change = new TermsChange(parts, partner, true, known::looked);
        parts.ledger().submit(change);
        return Backfills.Outcome.DONE;
    }

    /// Has the history for a partner wait, or go on.
    Backfills.Outcome pauseHistory(Team partner, boolean paused) {
        PartnerLanes known = partners.get(partner);
        if (known == null) {
            return Backfills.Outcome.NO_LANES;
        }
        parts.transactions().writing(session -> LaneOutTable.paused(session, partner, Lane.BULK, paused));
        known.pump(Lane.BULK).gauge().pause(paused);
        known.pump(Lane.BULK).wake();
        known.rescan();
        return Backfills.Outcome.DONE;
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

    /// Lanes to a partner stand still from now on.
    public void halt(Team partner) {
        withLanes(partner, lanes -> lanes.pumps().forEach(Pump::wake));
    }

    /// A partner's node opened a stream to this one: lanes to it that wait after a broken connection do not wait on.
    public void reached(Team partner) {
        withLanes(partner, lanes -> lanes.pumps().forEach(Pump::reached));
    }

    /// A partner came to collect a lane, and said what it has seen of our ledgers. Rules R-LAN-8 and R-LED-7.
    ///
    /// @return false if there is no such lane; the offer is neither taken nor declined then
    public boolean collected(Team partner, CollectCodec.Asked asked, LaneOffer offer) {
        PartnerLanes known = partners.get(partner);
        if (known == null) {
            return false;
        }
        heads.heard(partner, asked.seen());
        known.pump(asked.lane()).offer(offer);
        return true;
    }

    /// What became of a record of ours, for every partner for which it was decided.
    public List<RecordFate> fates(int ledgerEpoch, long index) {
        return parts.transactions().read(session -> RecordFates.of(session, ledgerEpoch, index));
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
                lanes.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
