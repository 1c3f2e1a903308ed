package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// Opens all lanes to one partner, in the order of commits, so that every record behind it is decided for them; lanes
/// of
/// a former ledger epoch begin anew. Rule R-LAN-5.
final class LaneOpening implements Work {
    private static final Logger log = LoggerFactory.getLogger(LaneOpening.class);

    private final Team own;
    private final Team partner;
    private final Consumer<List<Opened>> opened;
    private final Runnable unopened;
    private List<Opened> lanes = List.of();

    /// A lane as it is stored, and when the oldest that is owed on it was given out.
    record Opened(OutboundLane lane, Instant owedSince) {}

    /// @param opened takes all lanes to the partner, when they are durable
    /// @param unopened is told if they cannot be opened
    LaneOpening(Team own, Team partner, Consumer<List<Opened>> opened, Runnable unopened) {
        this.own = own;
        this.partner = partner;
        this.opened = opened;
        this.unopened = unopened;
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
        List<Opened> found = new ArrayList<>();
        for (Lane kind : Lane.values()) {
            LaneOutTable.open(batch.session(), own, partner, kind, epoch);
            LaneOutTable.find(batch.session(), partner, kind)
                    .filter(lane -> lane.laneEpoch() < epoch)
                    .ifPresent(lane -> LaneOutTable.reopen(batch.session(), own, lane, epoch, batch.now()));
            OutboundLane lane =
                    LaneOutTable.find(batch.session(), partner, kind).orElseThrow();
            Optional<Instant> owedSince = lane.receipted() < lane.last().sequence()
                    ? LaneTimeTable.decidedAt(batch.session(), lane, lane.laneEpoch(), lane.receipted() + 1)
                    : Optional.empty();
            found.add(new Opened(lane, owedSince.orElse(batch.now())));
        }
        lanes = found;
    }

    @Override
    public void committed(Head head) {
        opened.accept(lanes);
    }

    @Override
    public void failed(LedgerException cause) {
        log.error("the lanes to a partner cannot be opened partner={} why={}", partner, cause.getMessage());
        unopened.run();
    }
}
