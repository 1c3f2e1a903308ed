package org.tocsin.node.intake;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Delivery.TermsPlace;
import org.tocsin.model.Lane;
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
import org.tocsin.witness.Witnessed;

/// Writes what became of some sequences of a lane, in one commit: evidence, contents, records, refusals, the lane's new
/// place, and the receipt. Each statement has its effect once, by its leaf, on whatever lane it comes.
final class IntakeWork implements Work {
    /// A lane as its stream opened it.
    record Channel(Team own, Team author, Lane lane, int laneEpoch) {
        Lane.Position start() {
            return ChannelHash.start(author, own, lane, laneEpoch);
        }
    }

    /// A judgement with what it stores, and what a hub hands on of it.
    record Prepared(Judgement judgement, Optional<SealedContent> sealed, Optional<Relaying.Handing> handing) {
        static Prepared of(Judgement judgement, Optional<SealedContent> sealed) {
            return new Prepared(judgement, sealed, Optional.empty());
        }

        private int bytes() {
            return sealed.map(content -> content.body().length()).orElse(0)
                    + handing.map(one -> one.draft().bytes()).orElse(0)
                    + ITEM_BYTES;
        }
    }

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

    /// What an item takes beside its content: its statement and its part of the rows.
    private static final int ITEM_BYTES = 256;

    private final Channel channel;
    private final Lane.Position before;
    private final Lane.Position after;
    private final List<Prepared> items;
    private final ProvenFrame highest;
    private final Relaying relaying;
    private final Waiting waiting;
    private final List<ProvenFrame> late;
    private final int bytes;
    private @Nullable ReceiptClosing closing;

    /// @param before where the lane stands in front of the first item
    /// @param highest the frame with the highest head that was verified
    /// @param late frames whose checkpoints are older than what was seen
    IntakeWork(
            Channel channel,
            Lane.Position before,
            List<Prepared> items,
            ProvenFrame highest,
            List<ProvenFrame> late,
            Relaying relaying,
            Waiting waiting) {
        this.channel = channel;
        this.before = before;
        this.items = List.copyOf(items);
        this.highest = highest;
        this.relaying = relaying;
        this.waiting = waiting;
        this.late = List.copyOf(late);
        Lane.Position place = before;
        for (Prepared item : items) {
            place = ChannelHash.next(place, item.judgement().leaf());
        }
        this.after = place;
        this.bytes = Math.toIntExact(1_024 + bytes(items));
    }

    /// What items take of a commit.
    static long bytes(List<Prepared> items) {
        long sum = 0;
        for (Prepared item : items) {
            sum += item.bytes();
        }
        return sum;
    }

    Lane.Position after() {
        return after;
    }

    /// The same, in the author's words.
    TermsPlace place() {
        return new TermsPlace(channel.laneEpoch(), after.sequence());
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
                () -> new ReceiptClosing(current(batch), relaying.marking().maker()));
        if (lane.lane().laneEpoch() != channel.laneEpoch()
                || !lane.lane().through().equals(before)) {
            throw new LaneMovedException();
        }
        closing = lane;
        IntakeWriting writing = new IntakeWriting(batch, lane, relaying);
        writing.write(items);
        Seen seen =
                SeenTable.note(batch.session(), highest.origin(), highest.head(), highest.checkpoint(), batch.now());
        witness(batch, seen);
        CrashPoint.INTAKE_WRITTEN.pass();
        lane.advance(after, writing.counts(), writing.refusals(), Optional.of(seen));
    }

    /// What nothing on this stream showed to belong to the highest head that was seen is compared with it later. What
    /// was
    /// seen of a ledger by what it says of other ledgers is no news: witnesses would keep each other awake. Rules
    /// R-SEE-2
    /// and R-SEE-4.
    private void witness(Batch batch, Seen seen) {
        if (seen.head().size() > highest.head().size()) {
            relaying.witnesses()
                    .unordered(
                            batch,
                            highest.origin(),
                            Witnessed.head(highest.head(), highest.checkpoint()),
                            channel.lane().name());
        }
        for (ProvenFrame frame : late) {
            relaying.witnesses()
                    .unordered(
                            batch,
                            frame.origin(),
                            Witnessed.head(frame.head(), frame.checkpoint()),
                            channel.lane().name() + " " + frame.head().size());
        }
        if (items.stream().anyMatch(IntakeWork::isNews)) {
            relaying.witnesses().news(batch, channel.author());
        }
    }

    private static boolean isNews(Prepared item) {
        return !(item.judgement() instanceof Judgement.Control control
                && (control.said() instanceof ControlStatement.Sighted
                        || control.said() instanceof ControlStatement.Accused));
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

    @Override
    public void committed(Head head) {
        waiting.committed(this, head);
    }

    @Override
    public void failed(LedgerException cause) {
        waiting.failed(this, cause);
    }
}
