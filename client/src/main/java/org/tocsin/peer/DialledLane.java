package org.tocsin.peer;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.DeliverResponse;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.wire.DeliveryCodec;
import org.tocsin.wire.WireException;

/// The author's end of one `Deliver` stream.
final class DialledLane implements LaneStream {
    private final Receiving receiving;
    private final ClientCallStreamObserver<DeliverRequest> out;
    private boolean packing;

    DialledLane(Receiving receiving, ClientCallStreamObserver<DeliverRequest> out) {
        this.receiving = receiving;
        this.out = out;
    }

    @Override
    public boolean isWritable() {
        return out.isReady();
    }

    @Override
    public void open(Delivery.Open open) {
        out.onNext(DeliveryCodec.message(open));
    }

    @Override
    public void pack() {
        packing = true;
    }

    @Override
    public void send(Delivery.Frame frame) {
        out.onNext(packing ? DeliveryCodec.packed(frame) : DeliveryCodec.message(frame));
    }

    @Override
    public void more() {
        out.request(1);
    }

    @Override
    public void cancel() {
        receiving.cancelled = true;
        out.cancel("ended by us", null);
    }

    /// Turns what gRPC calls back into what a listener hears.
    static final class Receiving implements ClientResponseObserver<DeliverRequest, DeliverResponse> {
        private final LaneListener listener;
        private final BooleanSupplier stillTrusted;
        private @Nullable ClientCallStreamObserver<DeliverRequest> stream;
        private volatile boolean cancelled;
        private boolean ended;

        Receiving(LaneListener listener, BooleanSupplier stillTrusted) {
            this.listener = listener;
            this.stillTrusted = stillTrusted;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<DeliverRequest> started) {
            stream = started;
            started.disableAutoRequestWithInitial(1);
            started.setOnReadyHandler(listener::writable);
        }

        ClientCallStreamObserver<DeliverRequest> stream() {
            if (stream == null) {
                throw new IllegalStateException("the call has not begun");
            }
            return stream;
        }

        @Override
        public void onNext(DeliverResponse response) {
            if (ended) {
                return;
            }
            // The partner is checked again with every message, not only in the handshake.
            if (!stillTrusted.getAsBoolean()) {
                end(new PeerFault(
                        PeerFault.Meaning.REFUSED, "NO_LONGER_TRUSTED", "the partner's key is no longer valid"));
                return;
            }
            Answer answer;
            try {
                answer = DeliveryCodec.answer(response);
            } catch (WireException | IllegalArgumentException unreadable) {
                end(new PeerFault(PeerFault.Meaning.BROKEN, "UNREADABLE", "an answer that cannot be read"));
                return;
            }
            listener.answered(answer);
        }

        private void end(PeerFault fault) {
            ended = true;
            stream().cancel("ended by us", null);
            listener.ended(fault);
        }

        @Override
        public void onError(Throwable failure) {
            if (!ended) {
                ended = true;
                listener.ended(
                        cancelled
                                ? new PeerFault(PeerFault.Meaning.CANCELLED, "CANCELLED", "ended by us")
                                : PeerFault.of(failure));
            }
        }

        @Override
        public void onCompleted() {
            if (!ended) {
                ended = true;
                listener.ended(new PeerFault(
                        PeerFault.Meaning.UNAVAILABLE, PeerFault.COMPLETED, "the partner ended the stream"));
            }
        }
    }
}
