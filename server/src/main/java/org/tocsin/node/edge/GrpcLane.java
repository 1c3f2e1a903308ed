package org.tocsin.node.edge;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.DeliverResponse;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.intake.LaneCaller;
import org.tocsin.node.intake.LaneSession;
import org.tocsin.wire.DeliveryCodec;
import org.tocsin.wire.WireException;

/// One `Deliver` call: what comes from the transport goes to the lane's session, what the session says goes out. The
/// caller's identity is checked again with every message.
final class GrpcLane implements StreamObserver<DeliverRequest>, LaneCaller {
    private final ServerCallStreamObserver<DeliverResponse> out;
    private final BooleanSupplier stillTrusted;
    private final CallHearing hearing;
    /// Guards `out` and `ended`: answers come from the verify stage, faults also from the event loop and the timers.
    private final Object lock = new Object();

    private final List<Future<?>> timers = new ArrayList<>();
    private @Nullable LaneSession session;
    private volatile boolean opened;
    private boolean ended;

    /// @param hearing counts what comes in on this call
    GrpcLane(ServerCallStreamObserver<DeliverResponse> out, BooleanSupplier stillTrusted, CallHearing hearing) {
        this.out = out;
        this.stillTrusted = stillTrusted;
        this.hearing = hearing;
    }

    void begin(LaneSession begun, LaneDeadlines deadlines) {
        session = begun;
        out.setOnCancelHandler(() -> {
            quiet();
            begun.broken();
        });
        out.setOnReadyHandler(begun::ready);
        synchronized (lock) {
            timers.add(deadlines.firstMessage(() -> {
                if (!opened) {
                    fault(Fault.of(Fault.Reason.DEADLINE, "no message in time"));
                }
            }));
            timers.add(deadlines.life(begun::completed));
        }
        out.request(1);
    }

    @Override
    public void onNext(DeliverRequest request) {
        LaneSession begun = session;
        if (begun == null) {
            return;
        }
        if (!stillTrusted.getAsBoolean()) {
            fault(Fault.of(Fault.Reason.IDENTITY_REFUSED, "the certificate is no longer valid here"));
            return;
        }
        int bytes = DeliveryCodec.bytes(request);
        if (opened && bytes > begun.messageBytesMax()) {
            fault(Fault.of(Fault.Reason.TOO_LARGE, "a message larger than this lane takes"));
            return;
        }
        try {
            if (opened) {
                begun.frame(DeliveryCodec.frame(request), bytes);
            } else {
                opened = true;
                begun.open(DeliveryCodec.open(request));
            }
        } catch (WireException | IllegalArgumentException unreadable) {
            fault(Fault.of(Fault.Reason.MALFORMED, String.valueOf(unreadable.getMessage())));
        }
    }

    @Override
    public void onError(Throwable failure) {
        quiet();
        if (session != null) {
            session.broken();
        }
    }

    @Override
    public void onCompleted() {
        if (session != null) {
            session.completed();
        }
    }

    @Override
    public void answer(Answer answer) {
        synchronized (lock) {
            if (!ended) {
                out.onNext(DeliveryCodec.message(answer));
            }
        }
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public Heard heard() {
        return hearing.heard();
    }

    @Override
    public void more() {
        out.request(1);
    }

    @Override
    public void end() {
        synchronized (lock) {
            if (!ended) {
                quiet();
                out.onCompleted();
            }
        }
    }

    @Override
    public void fail(Fault fault) {
        synchronized (lock) {
            if (!ended) {
                quiet();
                StatusRuntimeException status = Statuses.of(fault.exception());
                out.onError(status);
            }
        }
    }

    /// Ends the stream from this side of the session.
    private void fault(Fault fault) {
        fail(fault);
        if (session != null) {
            session.broken();
        }
    }

    private void quiet() {
        synchronized (lock) {
            ended = true;
            timers.forEach(timer -> timer.cancel(false));
        }
    }
}
