package org.tocsin.node.delivery;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// History for partners, on their bulk lanes. It begins by itself when an agreement with history comes into force; an
/// officer may have it wait, go on, or begin again. Rule R-LAN-10.
public final class Backfills {
    private final DeliveryParts parts;
    private final Lanes lanes;

    public Backfills(DeliveryParts parts, Lanes lanes) {
        this.parts = parts;
        this.lanes = lanes;
    }

    /// What became of an officer's wish.
    public enum Outcome {
        /// It is durable.
        DONE,
        /// The team has no lanes: there is no agreement with it.
        NO_LANES,
        /// No agreement in force gives it history.
        NO_HISTORY
    }

    /// How the history of every partner is, by partner.
    public List<BackfillStatus> all() {
        return parts.transactions().read(session -> LaneOutTable.all(session, Lane.BULK)).stream()
                .map(this::status)
                .toList();
    }

    /// How the history of one partner is; empty if it has no lanes.
    public Optional<BackfillStatus> status(Team partner) {
        return parts.transactions()
                .read(session -> LaneOutTable.find(session, partner, Lane.BULK))
                .map(this::status);
    }

    private BackfillStatus status(OutboundLane lane) {
        long toScan = before(lane.began());
        long scanned = lane.scan().map(scan -> before(scan.next())).orElse(toScan);
        BackfillStatus.State state;
        if (lane.historyFrom().isEmpty()) {
            state = BackfillStatus.State.IDLE;
        } else if (lane.paused()) {
            state = BackfillStatus.State.PAUSED;
        } else {
            boolean done =
                    lane.scan().isEmpty() && lane.receipted() == lane.last().sequence();
            state = done ? BackfillStatus.State.DONE : BackfillStatus.State.RUNNING;
        }
        return new BackfillStatus(
                lane.partner(),
                lane.historyFrom(),
                lane.beganAt(),
                state,
                lane.historyFrom().isEmpty() ? 0 : scanned,
                toScan,
                lane.last().sequence(),
                lane.receipted());
    }

    /// Entries of our ledger in front of a place, in all its epochs.
    private long before(LedgerPlace place) {
        long sum = place.index();
        for (int epoch : parts.ledger().view().epochs()) {
            if (epoch < place.epoch()) {
                sum += parts.ledger()
                        .view()
                        .head(epoch)
                        .map(head -> head.tree().size())
                        .orElse(0L);
            }
        }
        return sum;
    }

    /// Has history looked at from its beginning. What has a sequence keeps it, and is not sent again.
    public Outcome start(Team partner) {
        LaneTerms now = LaneTerms.at(
                parts.partners().agreements(partner),
                parts.trust().own(),
                partner,
                parts.clock().instant());
        return now.historyFrom().isEmpty() ? Outcome.NO_HISTORY : lanes.restartHistory(partner);
    }

    /// Sends no history until it is resumed, also after a restart.
    public Outcome pause(Team partner) {
        return lanes.pauseHistory(partner, true);
    }

    public Outcome resume(Team partner) {
        return lanes.pauseHistory(partner, false);
    }
}
