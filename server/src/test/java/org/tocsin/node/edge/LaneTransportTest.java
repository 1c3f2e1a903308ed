package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.DeliverResponse;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.exchange.v1.Frame;
import org.tocsin.model.Delivery;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.CheckIn;
import org.tocsin.node.fault.Fault;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.DeliveryCodec;

/// Lanes of an author in a test's hands over a real connection: what the transport itself bounds. Threats S-SLOW and
/// S-FLOOD; rule R-LAN-11.
class LaneTransportTest {
    private static final int WINDOW_BYTES = 64 * 1024;
    private static final int FRAMES = 300;
    private static final long AMPLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /// What the node does of its own meanwhile: a machine that stands still gives it no time.
    private static final int AMPLE_RECORDS = 100;

    @TempDir
    Path directory;

    private NodeRig jp;
    private AuthorKit author;
    private ManagedChannel channel;

    @BeforeEach
    void startReceiver() throws Exception {
        NodeRig es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        jp.start();
        author = new AuthorKit(es.team, es.papers.ledger());
        Trust trust = new Trust(es.team, List.of(es.papers.pinned(), jp.papers.pinned()));
        TlsContexts tls = new TlsContexts(
                trust, es.papers.node(), TlsContexts.Classical.REFUSE, InstantSource.system(), refusal -> {});
        channel = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), jp.port))
                .sslContext(tls.caller(jp.team))
                .flowControlWindow(WINDOW_BYTES)
                .disableRetry()
                .build();
    }

    @AfterEach
    void stopReceiver() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        jp.close();
    }

    /// One call, which reads answers when a test says so.
    private final class Call extends ClientCall.Listener<DeliverResponse> {
        private final ClientCall<DeliverRequest, DeliverResponse> call =
                channel.newCall(ExchangeServiceGrpc.getDeliverMethod(), CallOptions.DEFAULT);
        private final AtomicInteger answers = new AtomicInteger();
        private final CompletableFuture<Status> ended = new CompletableFuture<>();
        private final CompletableFuture<String> reason = new CompletableFuture<>();

        Call(Lane lane) {
            call.start(this, new Metadata());
            call.sendMessage(DeliveryCodec.message(new Delivery.Open(lane, 1, List.of(), 0)));
        }

        Call read(int messages) {
            call.request(messages);
            return this;
        }

        void send(Frame.Builder frame) {
            call.sendMessage(DeliverRequest.newBuilder().setFrame(frame).build());
        }

        @Override
        public void onMessage(DeliverResponse message) {
            answers.incrementAndGet();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            var told = StatusProto.fromStatusAndTrailers(status, trailers);
            try {
                reason.complete(
                        told.getDetailsCount() == 0
                                ? ""
                                : told.getDetails(0).unpack(ErrorInfo.class).getReason());
            } catch (com.google.protobuf.InvalidProtocolBufferException unreadable) {
                reason.completeExceptionally(unreadable);
            }
            ended.complete(status);
        }
    }

    private Frame.Builder frame(Delivery.Frame frame) {
        return DeliveryCodec.message(frame).getFrame().toBuilder();
    }

    @Test
    void aMessageOnTheEmergencyLaneIsSmallOrRefusedBeforeItIsDecoded() throws Exception {
        AuthorKit.Entry checkIn = author.document(
                Statement.Kind.CHECK_IN, List.of(), ControlCodec.encode(new CheckIn(jp.team, java.time.Instant.now())));
        Frame.Builder good = frame(author.frame(1, 0, List.of(checkIn)));
        Call emergency = new Call(Lane.EMERGENCY).read(100);
        NodeRig.until("the lane's state", () -> emergency.answers.get() == 1);
        emergency.send(good);
        NodeRig.until("its receipt", () -> emergency.answers.get() == 2);
        // Nothing in it can be read; that it is large is said first.
        emergency.send(Frame.newBuilder().setCheckpoint(ByteString.copyFrom(new byte[16 * 1024])));
        assertEquals(
                Status.Code.RESOURCE_EXHAUSTED,
                emergency.ended.get(90, TimeUnit.SECONDS).getCode());
        assertEquals(Fault.Reason.TOO_LARGE.name(), emergency.reason.get());

        Call routine = new Call(Lane.ROUTINE).read(100);
        NodeRig.until("the lane's state", () -> routine.answers.get() == 1);
        routine.send(Frame.newBuilder().setCheckpoint(ByteString.copyFrom(new byte[16 * 1024])));
        assertEquals(
                Status.Code.INVALID_ARGUMENT,
                routine.ended.get(90, TimeUnit.SECONDS).getCode());
    }

    @Test
    void anAuthorThatDoesNotReadIsNotAskedForMoreUntilItDoes() throws Exception {
        Call call = new Call(Lane.ROUTINE).read(1);
        NodeRig.until("the lane's state", () -> call.answers.get() == 1);
        int sent = 0;
        long seen = 0;
        // Each is sent when the one before was taken, so that each is answered by itself. Unread answers fill the
        // transport's window and buffer; then nothing more is taken.
        do {
            AuthorKit.Entry entry = author.record(SampleRecords.bundle(++sent, Tlp.GREEN));
            call.send(frame(author.frame(sent, seen, List.of(entry))));
            seen = author.tree.size();
        } while (sent < FRAMES && isTaken(sent));
        assertTrue(sent > 16, "taken while answers found room: " + sent);
        assertTrue(through() < sent, "taken without being answered: " + through());
        call.read(Integer.MAX_VALUE);
        int all = sent;
        NodeRig.until("all are taken", () -> through() == all);
    }

    /// Whether so many were taken before the node had ample time for it, in which it went on with work of its own.
    private boolean isTaken(int frames) throws Exception {
        long deadline = System.nanoTime() + AMPLE_NANOS;
        for (int done = 0; through() < frames && (done < AMPLE_RECORDS || System.nanoTime() < deadline); done++) {
            jp.publish(SampleRecords.bundle(1_000 + frames, Tlp.GREEN));
        }
        return through() >= frames;
    }

    private long through() {
        return jp.intake().inbound().stream()
                .mapToLong(lane -> lane.through())
                .max()
                .orElse(0);
    }
}
