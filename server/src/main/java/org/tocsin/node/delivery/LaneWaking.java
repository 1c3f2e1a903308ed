package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// Has decided again what was withheld from a partner until an instant that has come: an embargo that is over, a policy
/// that begins. Rule R-REL-7.
final class LaneWaking implements Work {
    private static final Logger log = LoggerFactory.getLogger(LaneWaking.class);

    private final Team partner;
    private final Runnable woken;

    /// @param woken is told when the scans that follow are durable
    LaneWaking(Team partner, Runnable woken) {
        this.partner = partner;
        this.woken = woken;
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
        Instant now = batch.now();
        for (Lane kind : List.of(Lane.ROUTINE, Lane.BULK)) {
            Optional<OutboundLane.Scan> due = LaneWakeTable.due(batch.session(), partner, kind, now);
            if (due.isEmpty()) {
                continue;
            }
            LaneWakeTable.woken(batch.session(), partner, kind, now);
            LaneOutTable.find(batch.session(), partner, kind)
                    .ifPresent(lane -> LaneOutTable.scan(
                            batch.session(),
                            lane,
                            Optional.of(lane.scan()
                                    .map(scan -> together(scan, due.get()))
                                    .orElse(due.get()))));
        }
    }

    /// One stretch around two: what lies between is decided again, too, and comes out as before.
    private static OutboundLane.Scan together(OutboundLane.Scan a, OutboundLane.Scan b) {
        return new OutboundLane.Scan(
                a.next().compareTo(b.next()) <= 0 ? a.next() : b.next(),
                a.until().compareTo(b.until()) >= 0 ? a.until() : b.until());
    }

    @Override
    public void committed(Head head) {
        woken.run();
    }

    @Override
    public void failed(LedgerException cause) {
        log.warn("what was withheld until now is looked at later partner={} why={}", partner, cause.getMessage());
    }
}
