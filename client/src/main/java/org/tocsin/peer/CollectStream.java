package org.tocsin.peer;

import io.grpc.stub.ClientCallStreamObserver;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.tocsin.exchange.v1.CollectRequest;
import org.tocsin.exchange.v1.CollectResponse;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.wire.CollectCodec;
import org.tocsin.wire.DeliveryCodec;
import org.tocsin.wire.WireException;

/// The receiver's end of one `Collect` stream, which it called itself. Any thread may answer and end it. Rule R-LAN-8.
public final class CollectStream {
    private final Receiving receiving;
    private final ClientCallStreamObserver<CollectRequest> out;
    /// Guards `out` and `done`: answers come from the verify stage, the end from elsewhere.
    private final Object lock = new Object();

    private boolean done;

    CollectStream(Receiving receiving, ClientCallStreamObserver<CollectRequest> out) {
        this.receiving = receiving;
        this.out = out;
    }

    /// Says which lane is wanted: the first message.
    void ask(CollectCodec.Asked asked) {
        out.onNext(CollectCodec.message(asked));
    }

    public boolean isWritable() {
        return out.isReady();
    }

    public void answer(Answer answer) {
        synchronized (lock) {
            if (!done) {
                out.onNext(CollectCodec.message(answer));
            }
        }
    }

    /// Lets the next message come.
    public void more() {
        out.request(1);
    }

    /// Nothing more is answered: the author ends the stream.
    public void complete() {
        synchronized (lock) {
            if (!done) {
                done = true;
                out.onCompleted();
            }
        }
    }

    /// Ends the stream at once.
    public void cancel() {
        synchronized (lock) {
            done = true;
            receiving.cancelling();
            out.cancel("ended by us", null);
        }
    }

    /// Reads the opening, then frames.
    static final class Receiving extends StreamHearing<CollectRequest, CollectResponse> {
        private final CollectListener listener;
        private final IntSupplier messageBytesMax;
        private boolean opened;

        Receiving(CollectListener listener, IntSupplier messageBytesMax, BooleanSupplier stillTrusted) {
            super(stillTrusted);
            this.listener = listener;
            this.messageBytesMax = messageBytesMax;
        }

        @Override
        void heard(CollectResponse response) throws WireException {
            int bytes = DeliveryCodec.bytes(response.getDelivery());
            if (!opened) {
                opened = true;
                listener.opened(DeliveryCodec.open(response.getDelivery()));
            } else if (bytes > messageBytesMax.getAsInt()) {
                end(new PeerFault(PeerFault.Meaning.BROKEN, "TOO_LARGE", "a message larger than this lane takes"));
            } else {
                listener.frame(DeliveryCodec.frame(response.getDelivery()), bytes);
            }
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
