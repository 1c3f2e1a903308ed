package org.tocsin.peer;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
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
            receiving.cancelled = true;
            out.cancel("ended by us", null);
        }
    }

    /// Turns what gRPC calls back into what a listener hears.
    static final class Receiving implements ClientResponseObserver<CollectRequest, CollectResponse> {
        private final CollectListener listener;
        private final IntSupplier messageBytesMax;
        private final BooleanSupplier stillTrusted;
        private @Nullable ClientCallStreamObserver<CollectRequest> stream;
        private volatile boolean cancelled;
        private boolean opened;
        private boolean ended;

        Receiving(CollectListener listener, IntSupplier messageBytesMax, BooleanSupplier stillTrusted) {
            this.listener = listener;
            this.messageBytesMax = messageBytesMax;
            this.stillTrusted = stillTrusted;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<CollectRequest> started) {
            stream = started;
            started.disableAutoRequestWithInitial(1);
            started.setOnReadyHandler(listener::writable);
        }

        @Override
        public void onNext(CollectResponse response) {
            if (ended) {
                return;
            }
            // The partner is checked again with every message, not only in the handshake.
            if (!stillTrusted.getAsBoolean()) {
                end(new PeerFault(
                        PeerFault.Meaning.REFUSED, "NO_LONGER_TRUSTED", "the partner's key is no longer valid"));
                return;
            }
            int bytes = DeliveryCodec.bytes(response.getDelivery());
            if (opened && bytes > messageBytesMax.getAsInt()) {
                end(new PeerFault(PeerFault.Meaning.BROKEN, "TOO_LARGE", "a message larger than this lane takes"));
                return;
            }
            try {
                if (opened) {
                    listener.frame(DeliveryCodec.frame(response.getDelivery()), bytes);
                } else {
                    opened = true;
                    listener.opened(DeliveryCodec.open(response.getDelivery()));
                }
            } catch (WireException | IllegalArgumentException unreadable) {
                end(new PeerFault(PeerFault.Meaning.BROKEN, "UNREADABLE", "a message that cannot be read"));
            }
        }

        private void end(PeerFault fault) {
            ended = true;
            if (stream != null) {
                stream.cancel("ended by us", null);
            }
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
