package org.tocsin.peer;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.tocsin.exchange.v1.CollectRequest;
import org.tocsin.exchange.v1.CollectResponse;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.exchange.v1.GetConsistencyRequest;
import org.tocsin.exchange.v1.GetManifestRequest;
import org.tocsin.exchange.v1.GetSeenRequest;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.TeamManifest;
import org.tocsin.wire.CollectCodec;
import org.tocsin.wire.DeliveryCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.SeenCodec;
import org.tocsin.wire.WireException;

/// A connection to one node of a partner. Calls that ask wait for their answer at most as long as `DEADLINE`; a lane
/// lives as long as both sides want.
public final class PeerChannel implements AutoCloseable {
    /// How long a question may take.
    public static final Duration DEADLINE = Duration.ofSeconds(10);

    /// An answer to `GetConsistency`. The checkpoint is empty unless the proof leads to the current one.
    public record Extension(Bytes checkpoint, Delivery.Consistency proof) {}

    /// `Collect`, reading what comes within bounds: what is out of them becomes a message that says nothing.
    private static final MethodDescriptor<CollectRequest, CollectResponse> COLLECT =
            ExchangeServiceGrpc.getCollectMethod().toBuilder(
                            ExchangeServiceGrpc.getCollectMethod().getRequestMarshaller(), new CollectReading())
                    .build();

    private final ManagedChannel channel;
    private final BooleanSupplier stillTrusted;
    private final BooleanSupplier lost;

    /// @param stillTrusted asked with every message of a lane, whether the partner at the other end is still trusted
    public PeerChannel(ManagedChannel channel, BooleanSupplier stillTrusted) {
        this(channel, stillTrusted, () -> false);
    }

    /// @param lost whether somebody is at the other end who is not trusted any more
    PeerChannel(ManagedChannel channel, BooleanSupplier stillTrusted, BooleanSupplier lost) {
        this.channel = channel;
        this.stillTrusted = stillTrusted;
        this.lost = lost;
    }

    /// Whether the partner at the other end is not trusted any more: nothing more is to be sent. Rule R-MAN-9.
    public boolean isLost() {
        return lost.getAsBoolean();
    }

    boolean isClosed() {
        return channel.isShutdown();
    }

    /// Begins a lane. The caller opens it next; the listener hears everything that follows.
    public LaneStream deliver(LaneListener listener) {
        var receiving = new DialledLane.Receiving(listener, stillTrusted);
        ClientCallStreamObserver<DeliverRequest> out = (ClientCallStreamObserver<DeliverRequest>)
                ExchangeServiceGrpc.newStub(channel).deliver(receiving);
        return new DialledLane(receiving, out);
    }

    /// Collects a lane of the partner's: asks for it, and the listener hears everything that follows.
    ///
    /// @param messageBytesMax bytes of a message that are taken, at most; asked with every one
    public CollectStream collect(CollectCodec.Asked asked, CollectListener listener, IntSupplier messageBytesMax) {
        var receiving = new CollectStream.Receiving(listener, messageBytesMax, stillTrusted);
        var out = (ClientCallStreamObserver<CollectRequest>)
                ClientCalls.asyncBidiStreamingCall(channel.newCall(COLLECT, CallOptions.DEFAULT), receiving);
        var stream = new CollectStream(receiving, out);
        stream.ask(asked);
        return stream;
    }

    /// What the partner has seen of our own ledgers.
    public List<SeenCodec.Witnessed> seen() throws PeerFault {
        return asking(() -> SeenCodec.model(stub().getSeen(GetSeenRequest.getDefaultInstance())));
    }

    /// Proof that the partner's ledger at one size goes on to another; 0 means its current size.
    public Extension consistency(int epoch, long fromSize, long toSize) throws PeerFault {
        return asking(() -> {
            var answer = stub().getConsistency(GetConsistencyRequest.newBuilder()
                    .setEpoch(epoch)
                    .setFromSize(fromSize)
                    .setToSize(toSize)
                    .build());
            return new Extension(
                    Bytes.wrap(answer.getCheckpoint().toByteArray()), DeliveryCodec.model(answer.getProof()));
        });
    }

    /// The partner's manifests above a version, ascending.
    public List<TeamManifest.Signed> manifests(int haveVersion) throws PeerFault {
        return asking(() -> EvidenceCodec.models(stub().getManifest(GetManifestRequest.newBuilder()
                        .setHaveVersion(haveVersion)
                        .build())
                .getManifestsList()));
    }

    private ExchangeServiceGrpc.ExchangeServiceBlockingStub stub() {
        return ExchangeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private interface Question<T> {
        T ask() throws WireException;
    }

    private static <T> T asking(Question<T> question) throws PeerFault {
        try {
            return question.ask();
        } catch (WireException | IllegalArgumentException unreadable) {
            throw new PeerFault(PeerFault.Meaning.BROKEN, "UNREADABLE", "an answer that cannot be read");
        } catch (io.grpc.StatusRuntimeException failed) {
            throw PeerFault.of(failed);
        }
    }

    /// Ends the connection and everything on it.
    @Override
    public void close() {
        channel.shutdownNow();
    }
}
