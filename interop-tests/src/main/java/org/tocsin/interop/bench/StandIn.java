package org.tocsin.interop.bench;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.DeliverResponse;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Receipt;
import org.tocsin.model.Suite;
import org.tocsin.model.Team;
import org.tocsin.peer.PeerChannel;
import org.tocsin.peer.PeerDialer;
import org.tocsin.peer.PeerFault;
import org.tocsin.proof.ChannelHash;
import org.tocsin.proof.TreeDomain;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.TlsContexts.Classical;
import org.tocsin.trust.Trust;
import org.tocsin.wire.DeliveryCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// A partner without a node: a team with papers, a peer port and a ledger of its own, in this JVM with hundreds of
/// others. It takes what comes on a lane and answers with receipts that are signed and proven as a node's are; it keeps
/// nothing, and checks no more than it must to answer rightly.
final class StandIn implements AutoCloseable {
    private static final long KEEPALIVE_SECONDS = 30;
    private static final long KEEPALIVE_PERMITTED_SECONDS = 10;

    private final TeamPapers papers;
    private final Parts parts;
    private final Trust trust;
    private final TlsContexts tls;
    private final int port;
    /// Guards `ledger` and `received`: lanes come on several event loops.
    private final Object lock = new Object();

    private final StandInLedger ledger;
    private final Map<Lane, Lane.Position> received = new EnumMap<>(Lane.class);
    private volatile boolean deaf;
    private @Nullable Server server;
    private @Nullable PeerChannel channel;

    /// Is told of what arrives.
    @FunctionalInterface
    interface Arrivals {
        /// @param leaf of the statement that came
        void arrived(Team at, Digest leaf);
    }

    /// What all stand-ins share: the node that they are partners of, and whom they tell.
    record Parts(PinnedTeam node, SecureRandom random, InstantSource clock, Arrivals arrivals) {}

    /// Makes new papers that name this port.
    StandIn(Team team, int port, Parts parts) {
        this.parts = parts;
        this.port = port;
        this.papers = TeamPapers.make(
                new TeamPapers.Plan(
                        team,
                        team.domain() + " (fictional)",
                        "node-1",
                        List.of("127.0.0.1:" + port),
                        Suite.ED25519_ML_DSA_65),
                parts.random,
                parts.clock.instant());
        this.trust = new Trust(team, List.of(papers.pinned(), parts.node));
        this.tls = new TlsContexts(trust, papers.node(), Classical.REFUSE, parts.clock, refusal -> {});
        this.ledger = new StandInLedger(team, papers.ledger(), parts.random);
    }

    Team team() {
        return papers.team();
    }

    TeamPapers papers() {
        return papers;
    }

    /// From the next message on it takes no more: what is sent stays in the transport's windows.
    void turnDeaf() {
        deaf = true;
    }

    /// Signs an agreement's terms.
    EvidenceCodec.Proof sign(Bytes terms) {
        synchronized (lock) {
            return new EvidenceCodec.Proof(papers.pinned().signed(), ledger.sign(terms));
        }
    }

    void listen() throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .directExecutor()
                .initialFlowControlWindow(RawServer.FLOW_CONTROL_BYTES)
                // As a node's peer port has it: a node asks every 20 s whether its partner is still there.
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(KEEPALIVE_PERMITTED_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(new Port());
        tls.guardPeerPort(builder);
        server = builder.build().start();
    }

    /// Opens its own lane to the node, and leaves it open.
    StandInLane openLane(String endpoint) throws PeerFault {
        channel = new PeerDialer(trust, tls, parts.clock, team -> true).dial(parts.node.team(), endpoint);
        return new StandInLane(this, channel, parts.clock);
    }

    StandInLedger.Entry record(Bytes content) {
        synchronized (lock) {
            return ledger.record(content);
        }
    }

    Delivery.Frame frame(long first, List<StandInLedger.Entry> entries) {
        synchronized (lock) {
            return ledger.frame(first, entries);
        }
    }

    @Override
    public void close() {
        if (channel != null) {
            channel.close();
        }
        if (server != null) {
            server.shutdownNow();
        }
    }

    private Answer opened(Delivery.Open open) {
        synchronized (lock) {
            Lane.Position through = received.computeIfAbsent(
                    open.lane(), first -> ChannelHash.start(parts.node.team(), team(), open.lane(), open.laneEpoch()));
            return new Answer.State(through, Optional.empty(), List.of(), Optional.empty(), false);
        }
    }

    private Answer framed(Delivery.Open open, Delivery.Frame frame) {
        synchronized (lock) {
            Lane.Position through = received.getOrDefault(open.lane(), new Lane.Position(0, Digest.ZERO));
            for (Delivery.Item item : frame.items()) {
                Optional<Digest> leaf = switch (item) {
                    case Delivery.Item.Stated stated -> Optional.of(TreeDomain.LEDGER.leaf(stated.statement()));
                    case Delivery.Item.Voided voided -> Optional.of(voided.leafHash());
                    case Delivery.Item.More more -> Optional.empty();
                };
                if (leaf.isPresent()) {
                    through = ChannelHash.next(through, leaf.get());
                    parts.arrivals.arrived(team(), leaf.get());
                }
            }
            received.put(open.lane(), through);
            return ledger.receipt(new Receipt(
                    parts.node.team(), open.lane(), open.laneEpoch(), through, List.of(), Optional.empty()));
        }
    }

    /// Its peer port.
    private final class Port extends ExchangeServiceGrpc.ExchangeServiceImplBase {
        @Override
        public StreamObserver<DeliverRequest> deliver(StreamObserver<DeliverResponse> answers) {
            var out = (ServerCallStreamObserver<DeliverResponse>) answers;
            out.disableAutoRequest();
            out.request(1);
            return new Taking(out);
        }
    }

    /// One lane that the node opened.
    private final class Taking implements StreamObserver<DeliverRequest> {
        private final ServerCallStreamObserver<DeliverResponse> out;
        private Delivery.@Nullable Open open;

        Taking(ServerCallStreamObserver<DeliverResponse> out) {
            this.out = out;
        }

        @Override
        public void onNext(DeliverRequest message) {
            try {
                Delivery.Open lane = open;
                if (lane == null) {
                    lane = DeliveryCodec.open(message);
                    open = lane;
                    out.onNext(DeliveryCodec.message(opened(lane)));
                } else {
                    out.onNext(DeliveryCodec.message(framed(lane, DeliveryCodec.frame(message))));
                }
            } catch (WireException unreadable) {
                throw new IllegalStateException("the node sent what cannot be read", unreadable);
            }
            if (!deaf) {
                out.request(1);
            }
        }

        @Override
        public void onError(Throwable cut) {
            // The node opens the lane again.
        }

        @Override
        public void onCompleted() {
            out.onCompleted();
        }
    }
}
