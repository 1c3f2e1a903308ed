package org.tocsin.node.delivery;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.peer.PeerDialer;

/// All lanes to one partner, each with its pump. Routine, bulk and control share one connection; the emergency lane has
/// its own, so that nothing that waits on the other is in its way. Rules R-LAN-1 and R-LAN-11.
final class PartnerLanes {
    private final Map<Lane, Pump> pumps = new EnumMap<>(Lane.class);
    private final List<LaneRescan> rescans;
    /// What was in force when it was last looked at; guarded by this object.
    private @Nullable LaneTerms terms;
    /// The epoch in which the partner's ledger was when it was last looked at, 0 before; guarded by this object.
    private int ledgerEpoch;

    /// Guarded by this object.
    private boolean whole;

    PartnerLanes(
            DeliveryParts parts,
            PartnerHeads heads,
            ParcelReader reader,
            LaneScan scan,
            Semaphore rescanning,
            Team partner) {
        PeerDialer dialer = parts.dialer();
        PartnerLink shared =
                new PartnerLink(() -> dialer.endpoints(partner), endpoint -> dialer.dial(partner, endpoint));
        PartnerLink urgent =
                new PartnerLink(() -> dialer.endpoints(partner), endpoint -> dialer.dialUrgent(partner, endpoint));
        for (Lane lane : Lane.values()) {
            PartnerLink link = lane == Lane.EMERGENCY ? urgent : shared;
            pumps.put(lane, new Pump(parts, heads, reader, link, new LaneGauge(partner, lane)));
        }
        LaneRescan history = new LaneRescan(parts, scan, pump(Lane.BULK).gauge(), rescanning);
        pump(Lane.BULK).gauge().onReceipt(history::wake);
        pump(Lane.EMERGENCY).gauge().onReceipt(() -> scan.receipted(partner));
        // What the partner held until it knew its terms goes on.
        pump(Lane.CONTROL).gauge().onReceipt(() -> {
            pump(Lane.ROUTINE).toldTerms();
            pump(Lane.BULK).toldTerms();
        });
        rescans = List.of(new LaneRescan(parts, scan, pump(Lane.ROUTINE).gauge(), rescanning), history);
    }

    Pump pump(Lane lane) {
        Pump pump = pumps.get(lane);
        if (pump == null) {
            throw new IllegalStateException("a partner has every lane");
        }
        return pump;
    }

    Collection<Pump> pumps() {
        return pumps.values();
    }

    /// The lanes are stored: they may move.
    void open(LaneOpening.Opened opened) {
        for (LaneOpening.Stored stored : opened.lanes()) {
            Pump pump = pump(stored.lane().lane());
            if (pump.isOpen()) {
                continue;
            }
            pump.gauge().load(stored.lane(), stored.owedSince());
            pump.open();
        }
        synchronized (this) {
            whole = opened.whole();
        }
        looked(opened.terms());
    }

    /// Whether all lanes are open, not only that for agreements.
    synchronized boolean isWhole() {
        return whole;
    }

    /// What is in force was looked at, and what follows from it is stored.
    void looked(LaneTerms found) {
        synchronized (this) {
            terms = found;
        }
        // What a suspension held back, on either side, goes on without waiting for the next try.
        pump(Lane.ROUTINE).hurry();
        pump(Lane.BULK).hurry();
        rescan();
    }

    /// There may be something to decide, or to decide again.
    void rescan() {
        rescans.forEach(LaneRescan::begin);
    }

    /// Whether something else is in force than when it was last looked at.
    synchronized boolean isNews(LaneTerms now) {
        LaneTerms before = terms;
        return before != null && !before.fingerprint().equals(now.fingerprint());
    }

    /// The partner's ledger is in this epoch. In a new one, it may have been put back to an earlier state, and lack
    /// what
    /// its receipts covered: each lane asks where it stands.
    void visitIn(int epoch) {
        boolean isNew;
        synchronized (this) {
            isNew = ledgerEpoch != 0 && ledgerEpoch != epoch;
            ledgerEpoch = epoch;
        }
        if (isNew) {
            pumps.values().forEach(Pump::visit);
        }
    }

    /// Ends everything at once: nothing more leaves.
    void end() {
        pumps.values().forEach(Pump::end);
    }

    void close() throws InterruptedException {
        end();
        for (LaneRescan rescan : rescans) {
            rescan.close();
        }
        for (Pump pump : pumps.values()) {
            pump.close();
        }
    }
}
