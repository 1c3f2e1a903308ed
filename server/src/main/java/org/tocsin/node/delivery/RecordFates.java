package org.tocsin.node.delivery;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Lane;
import org.tocsin.node.store.Session;

/// Reads what became of a record of ours at partners, from what is stored of their lanes.
final class RecordFates {
    private RecordFates() {}

    /// For every partner for which it was decided. What went ahead on the emergency lane counts where it arrived and
    /// the other lanes brought nothing yet, or where they do not give it out.
    static List<RecordFate> of(Session session, int ledgerEpoch, long index) {
        List<RecordFate> fates = new ArrayList<>();
        List<RecordFate> ahead = new ArrayList<>();
        for (OutboundLane lane : LaneOutTable.all(session)) {
            if (lane.lane() == Lane.CONTROL) {
                continue;
            }
            LanePackTable.decided(session, lane, ledgerEpoch, index)
                    .ifPresent(decided ->
                            (lane.lane() == Lane.EMERGENCY ? ahead : fates).add(of(session, lane, decided, index)));
        }
        for (RecordFate first : ahead) {
            List<RecordFate> others = fates.stream()
                    .filter(fate -> fate.partner().equals(first.partner()))
                    .toList();
            boolean isGivenOut = others.stream().anyMatch(RecordFate.Released.class::isInstance);
            boolean counts =
                    !isGivenOut || (hasArrived(first) && others.stream().noneMatch(RecordFates::hasArrived));
            if (counts) {
                fates.removeAll(others);
                fates.add(first);
            }
        }
        return fates;
    }

    private static boolean hasArrived(RecordFate fate) {
        return fate instanceof RecordFate.Released released
                && released.processed()
                && released.refused().isEmpty()
                && released.voided().isEmpty();
    }

    private static RecordFate of(Session session, OutboundLane lane, LanePackTable.Decided decided, long index) {
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
        // What an earlier epoch of the lane gave out and had no receipt for was given out again.
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
}
