package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.Frame;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Fragment;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.intake.LaneCaller;
import org.tocsin.node.intake.LaneSession;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.ProofFileVerifier;
import org.tocsin.trust.ProofVerdict;
import org.tocsin.wire.ReceiptCodec;

/// A stream of one lane into a node, as its author sees it, without a transport: sends what a test wants, and verifies
/// what is answered.
final class AuthorStream implements LaneCaller {
    private final AuthorKit author;
    private final Supplier<PinnedTeam> receiver;
    private final Lane lane;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    final BlockingQueue<Fault> faults = new LinkedBlockingQueue<>();
    final LaneSession session;
    private long next = 1;
    private long seen;

    AuthorStream(AuthorKit author, NodeRig receiver, Lane lane) {
        this(author, receiver.intake(), receiver.papers::pinned, lane);
    }

    /// Into a node that has both of its ports.
    AuthorStream(AuthorKit author, OperatorRig receiver, Lane lane) {
        this(author, receiver.intake, receiver.papers::pinned, lane);
    }

    private AuthorStream(AuthorKit author, Intake intake, Supplier<PinnedTeam> receiver, Lane lane) {
        this.author = author;
        this.receiver = receiver;
        this.lane = lane;
        this.session = intake.begin(author.team, this);
    }

    /// Opens the lane and goes on where the receiver stands.
    AuthorStream open(int laneEpoch) throws InterruptedException {
        state(laneEpoch);
        return this;
    }

    /// As `open`, and says where that is.
    Answer.State state(int laneEpoch) throws InterruptedException {
        return state(laneEpoch, List.of());
    }

    /// As above, and brings the author's manifests.
    Answer.State state(int laneEpoch, List<TeamManifest.Signed> manifests) throws InterruptedException {
        session.open(new Delivery.Open(lane, laneEpoch, manifests, 0));
        Answer.State state = assertInstanceOf(Answer.State.class, answer());
        next = state.through().sequence() + 1;
        seen = state.seen().map(known -> known.head().size()).orElse(0L);
        return state;
    }

    /// Sends entries in one frame, and waits for the receipt that covers them.
    Receipt deliver(AuthorKit.Entry... entries) throws Exception {
        send(author.frame(next, seen, List.of(entries)));
        next += entries.length;
        seen = author.tree.size();
        Receipt receipt = receipt();
        assertEquals(lane, receipt.lane());
        assertEquals(next - 1, receipt.through().sequence());
        return receipt;
    }

    AuthorStream send(Frame frame) {
        session.frame(frame, 1_000);
        return this;
    }

    Answer answer() throws InterruptedException {
        Answer answer = answers.poll(90, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer; faults: " + faults);
        }
        return answer;
    }

    Receipt receipt() throws Exception {
        Answer.ReceiptDelivery delivery = assertInstanceOf(Answer.ReceiptDelivery.class, answer());
        ProofVerdict.Verified proven = assertInstanceOf(
                ProofVerdict.Verified.class, ProofFileVerifier.verify(receiver.get(), delivery.evidence()));
        Fragment.Document document =
                assertInstanceOf(Fragment.Document.class, proven.fragments().getFirst());
        return ReceiptCodec.decode(document.body());
    }

    void stopped(StopReason reason) throws InterruptedException {
        assertEquals(reason, assertInstanceOf(Answer.Stop.class, answer()).reason());
    }

    @Override
    public void answer(Answer answer) {
        answers.add(answer);
    }

    @Override
    public void more() {
        // This author sends when it likes.
    }

    @Override
    public void end() {
        // Seen by its last answer.
    }

    @Override
    public void fail(Fault fault) {
        faults.add(fault);
    }
}
