package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Seen;
import org.tocsin.model.Team;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.SealedContent;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.proof.ChannelHash;

/// Writes what became of some sequences of a lane, in one commit: evidence, contents, records, refusals, the lane's new
/// place, and the receipt. Each statement has its effect once, by its leaf, on whatever lane it comes.
final class IntakeWork implements Work {
    /// A lane as its stream opened it.
    record Channel(Team own, Team author, Lane lane, int laneEpoch) {
        Lane.Position start() {
            return ChannelHash.start(author, own, lane, laneEpoch);
        }
    }

    /// A judgement with what it stores.
    record Prepared(Judgement judgement, Optional<SealedContent> sealed) {}

    /// Who waits for the commit. Called on the committer's thread.
    interface Waiting {
        void committed(IntakeWork work, Head head);

        void failed(IntakeWork work, LedgerException cause);
    }

    /// The lane does not stand where this work starts: another stream of it came in between.
    static final class LaneMovedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LaneMovedException() {
            super("the lane moved", null, false, false);
        }
    }

    private final Channel channel;
    private final Lane.Position before;
    private final Lane.Position after;
    private final List<Prepared> items;
    private final ProvenFrame highest;
    private final ReceiptMaker maker;
    private final Waiting waiting;
    private final int bytes;
    private @Nullable ReceiptClosing closing;

    /// @param before where the lane stands in front of the first item
    /// @param highest the frame with the highest head that was verified
    IntakeWork(
            Channel channel,
            Lane.Position before,
            List<Prepared> items,
            ProvenFrame highest,
            ReceiptMaker maker,
            Waiting waiting) {
        this.channel = channel;
        this.before = before;
        this.items = List.copyOf(items);
        this.highest = highest;
        this.maker = maker;
        this.waiting = waiting;
        Lane.Position place = before;
        int sum = 1_024;
        for (Prepared item : items) {
            place = ChannelHash.next(place, item.judgement().leaf());
            sum += item.sealed().map(content -> content.body().length()).orElse(0) + 256;
        }
        this.after = place;
        this.bytes = sum;
    }

    Lane.Position after() {
        return after;
    }

    List<Prepared> items() {
        return items;
    }

    /// The receipts of the commit, to the first of its works that asks.
    List<ReceiptClosing.Issued> receipts() {
        return closing == null ? List.of() : closing.take();
    }

    @Override
    public WorkOrigin origin() {
        return WorkOrigin.of(channel.lane(), channel.author());
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public void run(Batch batch) {
        ReceiptClosing lane = batch.closing(
                new ReceiptClosing.Key(channel.author(), channel.lane()),
                ReceiptClosing.class,
                () -> new ReceiptClosing(current(batch), maker));
        if (lane.lane().laneEpoch() != channel.laneEpoch()
                || !lane.lane().through().equals(before)) {
            throw new LaneMovedException();
        }
        closing = lane;
        Writing writing = new Writing(batch, lane);
        for (Prepared item : items) {
            writing.write(item);
        }
        Seen seen =
                SeenTable.note(batch.session(), highest.origin(), highest.head(), highest.checkpoint(), batch.now());
        CrashPoint.INTAKE_WRITTEN.pass();
        lane.advance(
                after,
                new InboundLane.Counts(writing.stored, writing.duplicates, writing.voided),
                writing.refusals,
                Optional.of(seen));
    }

    private InboundLane current(Batch batch) {
        Optional<InboundLane> held = LaneInTable.find(batch.session(), channel.author(), channel.lane());
        if (held.isPresent() && held.get().laneEpoch() >= channel.laneEpoch()) {
            return held.get();
        }
        return new InboundLane(
                channel.author(),
                channel.lane(),
                channel.laneEpoch(),
                channel.start(),
                held.map(InboundLane::counts).orElse(InboundLane.Counts.NONE),
                Optional.empty(),
                Optional.empty());
    }

    /// One run of this work.
    private static final class Writing {
        private final Batch batch;
        private final ReceiptClosing lane;
        private final IdentityHashMap<ProvenFrame, Long> segments = new IdentityHashMap<>();
        private final List<Receipt.Refusal> refusals = new ArrayList<>();
        private long stored;
        private long duplicates;
        private long voided;

        Writing(Batch batch, ReceiptClosing lane) {
            this.batch = batch;
            this.lane = lane;
        }

        void write(Prepared item) {
            switch (item.judgement()) {
                case Judgement.Admit admit -> admit(admit, item.sealed().orElseThrow());
                case Judgement.Refuse refuse -> refuse(refuse.arrival(), refuse.reason());
                case Judgement.PassOver passed -> voided++;
                case Judgement.Wait waiting -> throw new IllegalStateException("what waits is not written");
            }
        }

        private void admit(Judgement.Admit admit, SealedContent sealed) {
            Arrival.Stated arrival = admit.arrival();
            if (ReceivedTable.holds(batch.session(), arrival.leaf())) {
                duplicates++;
                return;
            }
            if (RecordTable.find(batch.session(), admit.version()).isPresent()) {
                refuse(arrival, RefusalReason.VERSION_CONFLICT);
                return;
            }
            long contentId = batch.store(sealed);
            CrashPoint.INTAKE_CONTENT_STORED.pass();
            ReceivedTable.insertEntry(
                    batch.session(),
                    arrival.leaf(),
                    new ReceivedTable.Place(
                            segment(arrival.frame()), arrival.frame().entries().indexOf(arrival.entry()), contentId));
            CrashPoint.INTAKE_EVIDENCE_WRITTEN.pass();
            RecordTable.insert(
                    batch.session(),
                    new StoredRecord(
                            contentId,
                            admit.version(),
                            arrival.frame().origin().epoch(),
                            arrival.entry().index(),
                            arrival.leaf(),
                            admit.marking(),
                            admit.name(),
                            admit.contentBytes(),
                            false,
                            batch.now()));
            CrashPoint.INTAKE_RECORD_WRITTEN.pass();
            stored++;
        }

        private void refuse(Arrival arrival, RefusalReason reason) {
            if (ReceivedTable.holds(batch.session(), arrival.leaf())) {
                duplicates++;
                return;
            }
            Receipt.Refusal refusal = new Receipt.Refusal(arrival.sequence(), reason);
            refusals.add(refusal);
            lane.refused(batch, refusal, arrival);
            switch (arrival) {
                case Arrival.Stated stated -> segment(stated.frame());
                case Arrival.Oversize oversize -> segment(oversize.frame());
                case Arrival.Voided voidPlace -> {
                    // Without a statement there is no evidence to keep.
                }
            }
        }

        private long segment(ProvenFrame frame) {
            return segments.computeIfAbsent(frame, unwritten -> {
                long id = ReceivedTable.lastSegment(batch.session()) + 1;
                ReceivedTable.insertSegment(batch.session(), id, unwritten, batch.now());
                return id;
            });
        }
    }

    @Override
    public void committed(Head head) {
        waiting.committed(this, head);
    }

    @Override
    public void failed(LedgerException cause) {
        waiting.failed(this, cause);
    }
}
