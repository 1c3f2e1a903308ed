package org.tocsin.node.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.exchange.v1.CollectRequest;
import org.tocsin.exchange.v1.CollectResponse;
import org.tocsin.model.Delivery;
import org.tocsin.node.delivery.LaneOffer;
import org.tocsin.node.fault.Fault;
import org.tocsin.peer.LaneListener;
import org.tocsin.peer.LaneStream;
import org.tocsin.peer.PeerFault;
import org.tocsin.wire.CollectCodec;
import org.tocsin.wire.DeliveryCodec;
import org.tocsin.wire.WireException;

/// One `Collect` call: the partner asks for a lane of ours, and its pump takes the stream up as if it had dialled it.
/// The
/// caller's identity is checked again with every message. Rule R-LAN-8.
final class CollectCall implements StreamObserver<CollectRequest>, LaneOffer, LaneStream {
    private final ServerCallStreamObserver<CollectResponse> out;
    private final BooleanSupplier stillTrusted;
    private final BiConsumer<CollectCodec.Asked, CollectCall> asking;
    /// Guards `out`, `listener` and `ended`: frames come from the pump's thread, the end also from elsewhere.
    private final Object lock = new Object();

    /// Of the pump's thread.
    private boolean packing;

    private final List<Future<?>> timers = new ArrayList<>();
    private @Nullable LaneListener listener;
    private volatile boolean asked;
    private boolean ended;

    /// @param asking takes what the partner asks for, on the transport's thread
    CollectCall(
            ServerCallStreamObserver<CollectResponse> out,
            BooleanSupplier stillTrusted,
            BiConsumer<CollectCodec.Asked, CollectCall> asking) {
        this.out = out;
        this.stillTrusted = stillTrusted;
        this.asking = asking;
    }

    void begin(LaneDeadlines deadlines) {
        out.setOnCancelHandler(() -> finish(
                () -> {}, new PeerFault(PeerFault.Meaning.CANCELLED, "CANCELLED", "the partner ended the stream")));
        out.setOnReadyHandler(() -> {
            LaneListener hearing = listener();
            if (hearing != null) {
                hearing.writable();
            }
        });
        synchronized (lock) {
            timers.add(deadlines.firstMessage(() -> {
                if (!asked) {
                    decline(Fault.of(Fault.Reason.DEADLINE, "no message in time"));
                }
            }));
            timers.add(deadlines.lifeCollected(this::cancel));
        }
        out.request(1);
    }

    @Override
    public void onNext(CollectRequest request) {
        if (!stillTrusted.getAsBoolean()) {
            decline(Fault.of(Fault.Reason.IDENTITY_REFUSED, "the certificate is no longer valid here"));
            return;
        }
        try {
            if (!asked) {
                asked = true;
                asking.accept(CollectCodec.asked(request), this);
                return;
            }
            LaneListener hearing = listener();
            if (hearing != null) {
                hearing.answered(CollectCodec.answer(request));
            }
        } catch (WireException | IllegalArgumentException unreadable) {
            decline(Fault.of(Fault.Reason.MALFORMED, String.valueOf(unreadable.getMessage())));
        }
    }

    @Override
    public void onError(Throwable failure) {
        finish(() -> {}, new PeerFault(PeerFault.Meaning.UNAVAILABLE, "BROKEN", "the stream broke"));
    }

    /// The partner has nothing more to answer: its stream is old, or it held or stopped the lane.
    @Override
    public void onCompleted() {
        finish(
                out::onCompleted,
                new PeerFault(PeerFault.Meaning.UNAVAILABLE, PeerFault.COMPLETED, "the partner ended the stream"));
    }

    @Override
    public LaneStream take(LaneListener hearing) {
        boolean over;
        synchronized (lock) {
            listener = hearing;
            over = ended;
        }
        if (over) {
            hearing.ended(new PeerFault(PeerFault.Meaning.UNAVAILABLE, PeerFault.COMPLETED, "the stream has ended"));
        } else {
            out.request(1);
        }
        return this;
    }

    @Override
    public void decline(Fault why) {
        finish(
                () -> out.onError(Statuses.of(why.exception())),
                new PeerFault(PeerFault.Meaning.BROKEN, why.reason().name(), why.message()));
    }

    @Override
    public boolean isWritable() {
        return out.isReady();
    }

    @Override
    public void open(Delivery.Open open) {
        send(CollectCodec.message(DeliveryCodec.message(open)));
    }

    @Override
    public void pack() {
        packing = true;
    }

    @Override
    public void send(Delivery.Frame frame) {
        send(CollectCodec.message(packing ? DeliveryCodec.packed(frame) : DeliveryCodec.message(frame)));
    }

    private void send(CollectResponse message) {
        synchronized (lock) {
            if (!ended) {
                out.onNext(message);
            }
        }
    }

    @Override
    public void more() {
        out.request(1);
    }

    @Override
    public void cancel() {
        finish(
                out::onCompleted,
                new PeerFault(PeerFault.Meaning.UNAVAILABLE, PeerFault.COMPLETED, "the stream is old enough"));
    }

    private @Nullable LaneListener listener() {
        synchronized (lock) {
            return listener;
        }
    }

    /// Ends the call once, and tells the pump why.
    private void finish(Runnable last, PeerFault why) {
        LaneListener hearing;
        synchronized (lock) {
            if (ended) {
                return;
            }
            ended = true;
            timers.forEach(timer -> timer.cancel(false));
            last.run();
            hearing = listener;
        }
        if (hearing != null) {
            hearing.ended(why);
        }
    }
}
