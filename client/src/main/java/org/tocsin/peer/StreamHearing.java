package org.tocsin.peer;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.wire.WireException;

/// Turns what gRPC calls back on a stream that we called into what a listener hears. One message comes at a time; the
/// partner is checked again with each, not only in the handshake.
abstract class StreamHearing<Q, A> implements ClientResponseObserver<Q, A> {
    private final BooleanSupplier stillTrusted;
    private @Nullable ClientCallStreamObserver<Q> stream;
    private volatile boolean cancelled;
    private boolean ended;

    StreamHearing(BooleanSupplier stillTrusted) {
        this.stillTrusted = stillTrusted;
    }

    /// A message of a partner that is trusted.
    abstract void heard(A message) throws WireException;

    /// The stream takes messages again.
    abstract void writable();

    /// The stream ended; nothing comes after this.
    abstract void ended(PeerFault fault);

    /// What comes next is our own doing.
    void cancelling() {
        cancelled = true;
    }

    /// Ends the stream for what the partner did.
    final void end(PeerFault fault) {
        ended = true;
        if (stream != null) {
            stream.cancel("ended by us", null);
        }
        ended(fault);
    }

    @Override
    public final void beforeStart(ClientCallStreamObserver<Q> started) {
        stream = started;
        started.disableAutoRequestWithInitial(1);
        started.setOnReadyHandler(this::writable);
    }

    @Override
    public final void onNext(A message) {
        if (ended) {
            return;
        }
        if (!stillTrusted.getAsBoolean()) {
            end(new PeerFault(PeerFault.Meaning.REFUSED, "NO_LONGER_TRUSTED", "the partner's key is no longer valid"));
            return;
        }
        try {
            heard(message);
        } catch (WireException | IllegalArgumentException unreadable) {
            end(new PeerFault(PeerFault.Meaning.BROKEN, "UNREADABLE", "a message that cannot be read"));
        }
    }

    @Override
    public final void onError(Throwable failure) {
        if (!ended) {
            ended = true;
            ended(
                    cancelled
                            ? new PeerFault(PeerFault.Meaning.CANCELLED, "CANCELLED", "ended by us")
                            : PeerFault.of(failure));
        }
    }

    @Override
    public final void onCompleted() {
        if (!ended) {
            ended = true;
            ended(new PeerFault(PeerFault.Meaning.UNAVAILABLE, PeerFault.COMPLETED, "the partner ended the stream"));
        }
    }
}
