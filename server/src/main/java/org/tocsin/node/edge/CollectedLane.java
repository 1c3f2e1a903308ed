package org.tocsin.node.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.intake.LaneCaller;
import org.tocsin.node.intake.LaneSession;
import org.tocsin.peer.CollectListener;
import org.tocsin.peer.CollectStream;
import org.tocsin.peer.PeerFault;

/// A lane that we collect: what the author sends on our call goes to the lane's session, what the session says goes
/// out.
/// The counterpart of `GrpcLane`, where the author calls. Rule R-LAN-8.
final class CollectedLane implements CollectListener, LaneCaller {
    private final CompletableFuture<PeerFault> ended = new CompletableFuture<>();
    private final AtomicLong heard = new AtomicLong();
    /// Guards `timers`, `session` and `stream`, which are set before the first message is asked for.
    private final Object lock = new Object();

    private final List<Future<?>> timers = new ArrayList<>();
    private @Nullable LaneSession session;
    private @Nullable CollectStream stream;
    private volatile boolean opened;

    /// Joins the two ends.
    void begin(LaneSession begun, CollectStream calling, LaneDeadlines deadlines) {
        synchronized (lock) {
            session = begun;
            stream = calling;
            if (ended.isDone()) {
                begun.broken();
                return;
            }
            timers.add(deadlines.firstMessage(() -> {
                if (!opened) {
                    fail(Fault.of(Fault.Reason.DEADLINE, "the lane was not opened in time"));
                }
            }));
            timers.add(deadlines.life(begun::completed));
        }
    }

    /// Why the stream ended, when it has.
    CompletableFuture<PeerFault> ended() {
        return ended;
    }

    boolean isOpened() {
        return opened;
    }

    private LaneSession session() {
        synchronized (lock) {
            if (session == null) {
                throw new IllegalStateException("a message before the stream began");
            }
            return session;
        }
    }

    private CollectStream stream() {
        synchronized (lock) {
            if (stream == null) {
                throw new IllegalStateException("an answer before the stream began");
            }
            return stream;
        }
    }

    @Override
    public void opened(Delivery.Open opening) {
        opened = true;
        session().open(opening);
    }

    @Override
    public void frame(Delivery.Frame frame, int bytes) {
        heard.addAndGet(bytes);
        session().frame(frame, bytes);
    }

    @Override
    public void writable() {
        synchronized (lock) {
            if (session != null) {
                session.ready();
            }
        }
    }

    @Override
    public void ended(PeerFault fault) {
        synchronized (lock) {
            timers.forEach(timer -> timer.cancel(false));
            if (session != null) {
                session.broken();
            }
            ended.complete(fault);
        }
    }

    int messageBytesMax() {
        synchronized (lock) {
            return session == null ? PeerPort.MESSAGE_BYTES_MAX : session.messageBytesMax();
        }
    }

    @Override
    public void answer(Answer answer) {
        stream().answer(answer);
    }

    @Override
    public boolean isReady() {
        return stream().isWritable();
    }

    @Override
    public Heard heard() {
        return new Heard(heard.get(), false);
    }

    @Override
    public void more() {
        stream().more();
    }

    @Override
    public void end() {
        stream().complete();
    }

    @Override
    public void fail(Fault fault) {
        stream().cancel();
    }
}
