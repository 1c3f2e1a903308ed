package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Seen;
import org.tocsin.model.Team;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;

/// What one commit does to one lane from a partner: how far it is processed, and the receipt that says so. One receipt
/// a
/// commit, unless it would list more refusals than fit.
/// Rules R-RCP-1 to R-RCP-3.
final class ReceiptClosing implements Batch.Closing {
    /// The key of a lane among a batch's closings.
    record Key(Team author, Lane lane) {}

    /// A receipt as it was stated.
    record Issued(long index, Bytes statement, Bytes fragments) {}

    private final ReceiptMaker maker;
    private final List<Stretch> stretches = new ArrayList<>();
    private final List<Issued> issued = new ArrayList<>();
    private final AtomicReference<@Nullable Head> head = new AtomicReference<>();
    private InboundLane lane;
    private Optional<Seen> seen = Optional.empty();

    /// What one receipt covers.
    private static final class Stretch {
        private final List<Receipt.Refusal> refusals = new ArrayList<>();
        private Lane.Position through;

        Stretch(Lane.Position through) {
            this.through = through;
        }
    }

    /// @param lane as it stands before this commit
    ReceiptClosing(InboundLane lane, ReceiptMaker maker) {
        this.lane = lane;
        this.maker = maker;
    }

    /// The lane as it stands now, in this batch.
    InboundLane lane() {
        return lane;
    }

    /// A work processed everything up to a place.
    void advance(
            Lane.Position through, InboundLane.Counts more, List<Receipt.Refusal> refusals, Optional<Seen> highest) {
        if (stretches.isEmpty() || stretches.getLast().refusals.size() + refusals.size() > Receipt.REFUSALS_MAX) {
            stretches.add(new Stretch(through));
        }
        Stretch last = stretches.getLast();
        last.through = through;
        last.refusals.addAll(refusals);
        lane = new InboundLane(
                lane.author(),
                lane.lane(),
                lane.laneEpoch(),
                through,
                lane.counts().plus(more),
                lane.receipt(),
                Optional.empty());
        seen = highest;
    }

    /// Notes a refusal for the list of this node.
    void refused(Batch batch, Receipt.Refusal refusal, Arrival arrival) {
        LaneInTable.refused(batch.session(), lane, refusal, arrival.leaf(), batch.now());
    }

    @Override
    public void close(Batch batch) {
        InboundLane.ReceiptPlace place = null;
        for (Stretch stretch : stretches) {
            Receipt receipt =
                    new Receipt(lane.author(), lane.lane(), lane.laneEpoch(), stretch.through, stretch.refusals, seen);
            ReceiptMaker.Made made = maker.make(batch.origin(), receipt);
            Batch.Appended appended = batch.append(made.draft());
            issued.add(new Issued(appended.index(), made.draft().statement(), made.fragments()));
            CrashPoint.INTAKE_RECEIPT_STATED.pass();
            place = new InboundLane.ReceiptPlace(batch.origin().epoch(), appended.index());
            if (!stretch.refusals.isEmpty()) {
                LaneInTable.receipt(batch.session(), lane, stretch.through.sequence(), place);
            }
        }
        lane = new InboundLane(
                lane.author(),
                lane.lane(),
                lane.laneEpoch(),
                lane.through(),
                lane.counts(),
                Optional.ofNullable(place),
                Optional.empty());
        LaneInTable.store(batch.session(), lane);
        CrashPoint.INTAKE_LANE_WRITTEN.pass();
    }

    @Override
    public void committed(Head published) {
        head.set(published);
    }

    /// The receipts of a commit that is durable, to the first who asks; then none.
    List<Issued> take() {
        return head.get() == null ? List.of() : takeAll();
    }

    private synchronized List<Issued> takeAll() {
        List<Issued> taken = List.copyOf(issued);
        issued.clear();
        return taken;
    }
}
