package org.tocsin.node.intake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Lane;
import org.tocsin.node.ledger.Head;

/// The state of a lane that a stream opened: what was verified, what is under way, what was answered. Belongs to one
/// session.
final class OpenLane {
    /// A work that is not committed, and the bytes of each message it came with.
    record UnderWay(IntakeWork work, List<Integer> messages) {}

    private final IntakeWork.Channel channel;
    private final FrameVerifier verifier;
    private final ItemAssembly assembly;
    private final ShownHeads shown;
    private final Gathering gathering;
    private final Deque<UnderWay> underWay = new ArrayDeque<>();
    private Lane.Position position;
    private @Nullable ProvenFrame highest;

    OpenLane(
            IntakeWork.Channel channel,
            Lane.Position position,
            FrameVerifier verifier,
            ItemAssembly assembly,
            ShownHeads shown,
            Gathering gathering) {
        this.channel = channel;
        this.position = position;
        this.verifier = verifier;
        this.assembly = assembly;
        this.shown = shown;
        this.gathering = gathering;
    }

    IntakeWork.Channel channel() {
        return channel;
    }

    FrameVerifier verifier() {
        return verifier;
    }

    ItemAssembly assembly() {
        return assembly;
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

    void noteHead(ProvenFrame frame) {
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

    /// A work is committed or failed: gives the bytes of the messages that it held.
    List<Integer> settle(IntakeWork work) {
        Iterator<UnderWay> all = underWay.iterator();
        while (all.hasNext()) {
            UnderWay one = all.next();
            if (one.work() == work) {
                all.remove();
                return one.messages();
            }
        }
        return List.of();
    }

    /// A receipt with its proof under the commit's checkpoint.
    Answer.ReceiptDelivery deliver(Head head, ReceiptClosing.Issued receipt) {
        return shown.deliver(head, receipt.index(), receipt.statement(), receipt.fragments());
    }
}
