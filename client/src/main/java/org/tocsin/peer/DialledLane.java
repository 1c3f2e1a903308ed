package org.tocsin.peer;

import io.grpc.stub.ClientCallStreamObserver;
import java.util.function.BooleanSupplier;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.DeliverResponse;
import org.tocsin.model.Delivery;
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
        receiving.cancelling();
        out.cancel("ended by us", null);
    }

    /// Reads answers.
    static final class Receiving extends StreamHearing<DeliverRequest, DeliverResponse> {
        private final LaneListener listener;

        Receiving(LaneListener listener, BooleanSupplier stillTrusted) {
            super(stillTrusted);
            this.listener = listener;
        }

        @Override
        void heard(DeliverResponse response) throws WireException {
            listener.answered(DeliveryCodec.answer(response));
        }

        @Override
        void writable() {
            listener.writable();
        }

        @Override
        void ended(PeerFault fault) {
            listener.ended(fault);
        }
    }
}
