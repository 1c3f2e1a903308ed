package org.tocsin.node.delivery;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;

/// One step of a scan over the ledger: decides for a lane on records that were read before, under the terms of now, and
/// moves the scan on.
final class RescanStep implements Work {
    /// What a decision takes of a commit.
    private static final int DECISION_BYTES = 64;

    private static final Logger log = LoggerFactory.getLogger(RescanStep.class);

    private final LaneScan scan;
    private final OutboundLane lane;
    private final OutboundLane.Scan at;
    private final List<LaneRescan.Candidate> candidates;
    private final Optional<LedgerPlace> next;
    private final CountDownLatch done = new CountDownLatch(1);

    /// @param at where the scan stands; if it is set anew in the meantime, this step has no effect
    /// @param next where it stands afterwards; empty at its end
    RescanStep(
            LaneScan scan,
            OutboundLane lane,
            OutboundLane.Scan at,
            List<LaneRescan.Candidate> candidates,
            Optional<LedgerPlace> next) {
        this.scan = scan;
        this.lane = lane;
        this.at = at;
        this.candidates = candidates;
        this.next = next;
    }

    /// Waits until it is committed, or failed.
    void await() throws InterruptedException {
        done.await();
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Maintenance();
    }

    @Override
    public int bytes() {
        return candidates.size() * DECISION_BYTES;
    }

    @Override
    public boolean states() {
        return false;
    }

    @Override
    public void run(Batch batch) {
        Optional<OutboundLane> current = LaneOutTable.find(batch.session(), lane.partner(), lane.lane())
                .filter(found ->
                        found.laneEpoch() == lane.laneEpoch() && found.scan().equals(Optional.of(at)));
        if (current.isEmpty()) {
            return;
        }
        if (!candidates.isEmpty()) {
            scan.decideAgain(batch, current.get(), candidates);
        }
        LaneOutTable.scan(
                batch.session(),
                lane,
                next.filter(place -> place.compareTo(at.until()) < 0)
                        .map(place -> new OutboundLane.Scan(place, at.until())));
    }

    @Override
    public void committed(Head head) {
        done.countDown();
    }

    @Override
    public void failed(LedgerException cause) {
        log.warn("a step of a scan failed partner={} lane={} why={}", lane.partner(), lane.lane(), cause.getMessage());
        done.countDown();
    }
}
