package org.tocsin.node.edge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.DeliverResponse;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.proof.ChannelHash;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;
import org.tocsin.wire.DeliveryCodec;

/// Which lanes are open when, over which connections, with how much on its way (R-LAN-1, R-LAN-11, R-CTL-1); and that a
/// lane which stopped goes on when it is asked to (R-LAN-7).
class LanesTest {
    private static final Context.Key<SocketAddress> CALLER = Context.key("caller");

    @TempDir
    Path directory;

    private NodeRig es;
    private NodeRig jp;
    private Server server;
    private final Map<Lane, SocketAddress> callers = new ConcurrentHashMap<>();
    private final Map<Lane, List<DeliverRequest>> frames = new ConcurrentHashMap<>();
    private volatile Optional<StopReason> stop = Optional.empty();

    @BeforeEach
    void startAPartnerThatListensAndNeverReceipts() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        Trust trust = new Trust(jp.team, List.of(jp.papers.pinned(), es.papers.pinned()));
        TlsContexts tls = new TlsContexts(
                trust, jp.papers.node(), TlsContexts.Classical.REFUSE, InstantSource.system(), refusal -> {});
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), jp.port))
                .addService(ServerInterceptors.intercept(new Listener(), new Noting()));
        tls.guardPeerPort(builder);
        server = builder.build().start();
        es.start();
        NodeRig.until("the routine lane is open", () -> state(Lane.ROUTINE) == LaneStatus.State.CONNECTED);
    }

    @AfterEach
    void stopThePartner() throws Exception {
        es.close();
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    /// Notes from where a call comes.
    private static final class Noting implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            SocketAddress caller = requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
            return Contexts.interceptCall(Context.current().withValue(CALLER, caller), call, headers, next);
        }
    }

    private final class Listener extends ExchangeServiceGrpc.ExchangeServiceImplBase {
        @Override
        public StreamObserver<DeliverRequest> deliver(StreamObserver<DeliverResponse> answers) {
            SocketAddress caller = CALLER.get();
            return new StreamObserver<>() {
                private Lane lane = Lane.ROUTINE;

                @Override
                public void onNext(DeliverRequest request) {
                    if (!request.hasOpen()) {
                        listed(lane).add(request);
                        return;
                    }
                    String name = request.getOpen().getLane().name();
                    lane = Lane.valueOf(name.substring("LANE_".length()));
                    callers.put(lane, caller);
                    if (stop.isPresent()) {
                        answers.onNext(DeliveryCodec.message(new Answer.Stop(stop.get(), Optional.empty())));
                    } else {
                        answers.onNext(DeliveryCodec.message(new Answer.State(
                                ChannelHash.start(es.team, jp.team, lane, 1),
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                false)));
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    // The author went away.
                }

                @Override
                public void onCompleted() {
                    answers.onCompleted();
                }
            };
        }
    }

    private List<DeliverRequest> listed(Lane lane) {
        return frames.computeIfAbsent(lane, first -> Collections.synchronizedList(new ArrayList<>()));
    }

    private LaneStatus.State state(Lane lane) {
        return es.lanes().status(jp.team, lane).map(LaneStatus::state).orElse(LaneStatus.State.IDLE);
    }

    private void address(Lane lane, int bytes) throws Exception {
        Addressing work = new Addressing(es.scan(), es.team, lane, bytes, jp.team);
        es.ledger().submit(work);
        work.done().get(90, TimeUnit.SECONDS);
    }

    @Test
    void onlyTheRoutineLaneIsOpenWhileNothingIsOwed() throws Exception {
        es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        NodeRig.until("a frame came", () -> listed(Lane.ROUTINE).size() == 1);
        assertEquals(Set.of(Lane.ROUTINE), callers.keySet());
        assertEquals(4, es.lanes().all().size());
        NodeRig.until("it is counted", () -> routine().windowFrames() == 1);
        assertEquals(1, routine().owed());
        assertTrue(routine().oldestOwedAt().isPresent());
        assertEquals(LaneStatus.State.IDLE, state(Lane.CONTROL));
    }

    private LaneStatus routine() {
        return es.lanes().all().stream()
                .filter(status -> status.lane() == Lane.ROUTINE)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void controlSharesTheConnectionAndAnEmergencyHasItsOwnWithSmallFramesAndFourOfThem() throws Exception {
        address(Lane.CONTROL, 100);
        for (int i = 0; i < 40; i++) {
            address(Lane.EMERGENCY, 1_000);
        }
        NodeRig.until("control came", () -> listed(Lane.CONTROL).size() == 1);
        NodeRig.until("emergencies came", () -> listed(Lane.EMERGENCY).size() >= 4);
        NodeRig.until(
                "the window is full",
                () -> es.lanes().status(jp.team, Lane.EMERGENCY).orElseThrow().windowFrames() >= 4);

        assertEquals(callers.get(Lane.ROUTINE), callers.get(Lane.CONTROL));
        assertNotEquals(callers.get(Lane.ROUTINE), callers.get(Lane.EMERGENCY));
        for (DeliverRequest frame : List.copyOf(listed(Lane.EMERGENCY))) {
            assertTrue(frame.getSerializedSize() <= 16 * 1024, "bytes " + frame.getSerializedSize());
        }
        assertEquals(
                40, es.lanes().status(jp.team, Lane.EMERGENCY).orElseThrow().owed());
        assertTrue(
                listed(Lane.EMERGENCY).size() <= 8,
                "frames " + listed(Lane.EMERGENCY).size());
    }

    /// I8: nothing of what fills the other lanes is in the way of an emergency.
    @Test
    void anEmergencyArrivesWhileTheOtherLanesAreFullAndNobodyReadsThem() throws Exception {
        for (int i = 0; i < 12; i++) {
            es.publish(SampleRecords.bundle(i, Tlp.GREEN, 10, "x".repeat(100_000)));
        }
        NodeRig.until("routine waits for receipts", () -> isFull(Lane.ROUTINE));
        address(Lane.EMERGENCY, 100);
        NodeRig.until("the emergency came", () -> listed(Lane.EMERGENCY).size() == 1);
        assertTrue(isFull(Lane.ROUTINE));
        assertTrue(es.lanes().status(jp.team).orElseThrow().owed() > 0);
    }

    private boolean isFull(Lane lane) {
        LaneStatus status = es.lanes().status(jp.team, lane).orElseThrow();
        return status.windowFrames() > 4 && status.owed() > listedItems(lane);
    }

    private long listedItems(Lane lane) {
        return List.copyOf(listed(lane)).stream()
                .flatMap(request -> request.getFrame().getItemsList().stream())
                .map(item -> item.getSequence())
                .distinct()
                .count();
    }

    @Test
    void aStrangerToWhomSomethingIsAddressedGetsNothing() throws Exception {
        Addressing work = new Addressing(es.scan(), es.team, Lane.CONTROL, 100, new Team("cert-xx.example"), jp.team);
        es.ledger().submit(work);
        work.done().get(90, TimeUnit.SECONDS);
        assertEquals(1, es.lanes().status(jp.team, Lane.CONTROL).orElseThrow().released());
        assertEquals(4, es.lanes().all().size());
    }

    @Test
    void aLaneThatStoppedGoesOnWhenItIsAskedToAndTheOthersNeverStopped() throws Exception {
        stop = Optional.of(StopReason.PROTOCOL);
        address(Lane.CONTROL, 100);
        NodeRig.until("control stopped", () -> state(Lane.CONTROL) == LaneStatus.State.STOPPED);
        assertEquals(LaneStatus.State.CONNECTED, state(Lane.ROUTINE));
        stop = Optional.empty();
        address(Lane.CONTROL, 100);
        assertEquals(LaneStatus.State.STOPPED, state(Lane.CONTROL));

        assertTrue(es.lanes().retry(jp.team, Optional.of(Lane.CONTROL)));
        NodeRig.until("control came", () -> !listed(Lane.CONTROL).isEmpty());
        es.audited("LANE_RESTARTED", "LANE_STOPPED");
        assertFalse(es.lanes().retry(es.team, Optional.empty()));
    }
}
