package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// Opens all lanes to one partner, in the order of commits, so that every record behind it is decided for them; before
/// there is an agreement, only those that there are already. Lanes of a former ledger epoch begin anew. Rules R-LAN-5,
/// R-LAN-11.
final class LaneOpening implements Work {
    private static final Logger log = LoggerFactory.getLogger(LaneOpening.class);

    private final DeliveryParts parts;
    private final Team partner;
    private final Consumer<Opened> opened;
    private final Runnable unopened;
    private @Nullable Opened found;

    /// All lanes to a partner, and what is in force with it.
    ///
    /// @param whole whether these are all lanes that there can be
    record Opened(List<Stored> lanes, LaneTerms terms, boolean whole) {}

    /// A lane as it is stored, and when the oldest that is owed on it was given out.
    record Stored(OutboundLane lane, Instant owedSince) {}

    /// @param opened takes all lanes to the partner, when they are durable
    /// @param unopened is told if they cannot be opened
    LaneOpening(DeliveryParts parts, Team partner, Consumer<Opened> opened, Runnable unopened) {
        this.parts = parts;
        this.partner = partner;
        this.opened = opened;
        this.unopened = unopened;
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Maintenance();
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
        Team own = parts.trust().own();
        LedgerPlace end = TermsChange.end(parts, batch);
        int epoch = end.epoch();
        boolean isPartner = !parts.partners().agreements(partner).isEmpty();
        for (Lane kind : Lane.values()) {
            if (isPartner) {
                LaneOutTable.open(batch.session(), own, partner, kind, end, batch.now());
            }
            LaneOutTable.find(batch.session(), partner, kind)
                    .filter(lane -> lane.laneEpoch() < epoch)
                    .ifPresent(lane -> LaneOutTable.reopen(batch.session(), own, lane, epoch, batch.now()));
        }
        LaneTerms terms = TermsChange.look(parts, partner, batch, false);
        List<Stored> lanes = new ArrayList<>();
        for (OutboundLane lane : LaneOutTable.all(batch.session())) {
            if (!lane.partner().equals(partner)) {
                continue;
            }
            Optional<Instant> owedSince = lane.receipted() < lane.last().sequence()
                    ? LaneTimeTable.decidedAt(batch.session(), lane, lane.laneEpoch(), lane.receipted() + 1)
                    : Optional.empty();
            lanes.add(new Stored(lane, owedSince.orElse(batch.now())));
        }
        found = new Opened(lanes, terms, isPartner);
    }

    @Override
    public void committed(Head head) {
        Opened durable = found;
        if (durable != null) {
            opened.accept(durable);
        }
    }

    @Override
    public void failed(LedgerException cause) {
        log.error("the lanes to a partner cannot be opened partner={} why={}", partner, cause.getMessage());
        unopened.run();
    }
}
