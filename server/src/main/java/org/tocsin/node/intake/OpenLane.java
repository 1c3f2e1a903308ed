package org.tocsin.node.intake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.Frame;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Delivery.TermsPlace;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.node.ledger.Head;
import org.tocsin.proof.ChannelHash;

/// The state of a lane that a stream opened: what was verified, what is under way, what was answered. Belongs to one
/// session.
final class OpenLane {
    /// A work that is not committed, and the bytes of each message it came with.
    record UnderWay(IntakeWork work, List<Integer> messages) {}

    private final IntakeWork.Channel channel;
    private final FrameVerifier verifier;
    private final ItemAssembly assembly;
    private final ShownHeads shown;
    private final ToldManifests told;
    private final Gathering gathering;
    private final Deque<UnderWay> underWay = new ArrayDeque<>();
    private Lane.Position position;
    /// Behind all that is whole.
    private Lane.Position heard;

    private @Nullable ProvenFrame highest;

    OpenLane(
            IntakeWork.Channel channel,
            Lane.Position position,
            FrameVerifier verifier,
            ItemAssembly assembly,
            ShownHeads shown,
            ToldManifests told,
            Gathering gathering) {
        this.channel = channel;
        this.position = position;
        this.heard = position;
        this.verifier = verifier;
        this.assembly = assembly;
        this.shown = shown;
        this.told = told;
        this.gathering = gathering;
    }

    /// A lane where its stream opens it.
    static OpenLane of(
            Intake intake,
            IntakeWork.Channel channel,
            LaneResumption resumption,
            ShownHeads shown,
            ToldManifests told) {
        Lane.Position through = resumption.lane().through();
        return new OpenLane(
                channel,
                through,
                new FrameVerifier(channel.author(), intake.checkpoints(), new AuthorSight(resumption.heads())),
                new ItemAssembly(through.sequence(), LaneRules.setBytesMax(channel.lane())),
                shown,
                told,
                new Gathering(channel.lane(), intake.reader(), intake.relaying()));
    }

    IntakeWork.Channel channel() {
        return channel;
    }

    ToldManifests told() {
        return told;
    }

    FrameVerifier verifier() {
        return verifier;
    }

    Gathering gathering() {
        return gathering;
    }

    Deque<UnderWay> underWay() {
        return underWay;
    }

    /// Where the lane will stand when everything under way is committed.
    Lane.Position position() {
        return position;
    }

    void moveTo(Lane.Position next) {
        position = next;
    }

    /// What becomes of a frame's items.
    sealed interface Taken {
        /// These are whole now, ascending without a gap.
        record Whole(List<Arrival> arrivals) implements Taken {
            public Whole {
                arrivals = List.copyOf(arrivals);
            }
        }

        /// What they were decided on under is not known here yet.
        record Early() implements Taken {}

        /// They break the lane's rules.
        record Broken(StopReason reason, String rule) implements Taken {}
    }

    /// Takes the items of a frame whose proof holds.
    Taken take(Frame frame, ProvenFrame proven, TermsHeard terms) {
        if (!isBehind(frame)) {
            return new Taken.Broken(
                    StopReason.CHANNEL_DIVERGED, "a frame that does not go on from what this lane carried");
        }
        Optional<TermsPlace> under = frame.binding().terms();
        if (under.isPresent() && !terms.covers(channel.author(), under.get())) {
            return new Taken.Early();
        }
        noteHead(proven);
        return switch (assembly.take(proven, frame.items())) {
            case ItemAssembly.Outcome.Broken broken -> new Taken.Broken(StopReason.PROTOCOL, broken.rule());
            case ItemAssembly.Outcome.Whole whole -> {
                for (Arrival arrival : whole.arrivals()) {
                    heard = ChannelHash.next(heard, arrival.leaf());
                }
                yield new Taken.Whole(whole.arrivals());
            }
        };
    }

    int heldBytes() {
        return assembly.heldBytes();
    }

    /// Whether what is whole is not to wait for the rest of an item behind it: an emergency does not wait for a record.
    /// Rule R-EMG-13.
    boolean isUrgent() {
        return channel.lane() == Lane.EMERGENCY && heldBytes() > 0;
    }

    /// Whether a frame goes on from what the lane carried: one that is of another lane, for another team or of another
    /// lane epoch does not. One that only says again what was processed changes nothing, wherever it is from. Rule
    /// R-LAN-12.
    private boolean isBehind(Frame frame) {
        Digest behind = frame.binding().behind().orElse(null);
        long first = frame.items().getFirst().sequence();
        boolean isNews = frame.items().getLast().sequence() > heard.sequence();
        boolean isGap = first > heard.sequence() + 1;
        if (behind == null || !isNews || isGap) {
            return true;
        }
        return first == heard.sequence() + 1 && behind.equals(heard.channelHash());
    }

    private void noteHead(ProvenFrame frame) {
        if (highest == null
                || frame.origin().epoch() > highest.origin().epoch()
                || (frame.origin().equals(highest.origin())
                        && frame.head().size() > highest.head().size())) {
            highest = frame;
        }
    }

    /// The frame with the highest head of this stream.
    ProvenFrame highest() {
        if (highest == null) {
            throw new IllegalStateException("no frame was verified yet");
        }
        return highest;
    }

    /// The work that writes what is judged.
    IntakeWork work(List<IntakeWork.Prepared> items, Relaying relaying, IntakeWork.Waiting waiting) {
        return new IntakeWork(channel, position, items, highest(), verifier.takeLate(), relaying, waiting);
    }

    /// A work is committed or failed: gives the bytes of the messages that it held.
    List<Integer> settle(IntakeWork work) {
        Optional<UnderWay> settled =
                underWay.stream().filter(one -> one.work() == work).findFirst();
        settled.ifPresent(underWay::remove);
        return settled.map(UnderWay::messages).orElse(List.of());
    }

    /// A receipt with its proof under the commit's checkpoint.
    Answer.ReceiptDelivery deliver(Head head, ReceiptClosing.Issued receipt) {
        return shown.deliver(head, receipt.index(), receipt.statement(), receipt.fragments());
    }
}
