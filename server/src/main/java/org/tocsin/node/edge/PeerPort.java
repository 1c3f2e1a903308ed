package org.tocsin.node.edge;

import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.intake.Intake;
import org.tocsin.trust.Door;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// The port where partners' nodes come in, with the limits that a stranger meets first.
///
/// Source: server/README.md (limits); rules R-LIM-1 and R-TLS-4.
public final class PeerPort {
    public static final int MESSAGE_BYTES_MAX = 1024 * 1024;
    static final int METADATA_BYTES_MAX = 8 * 1024;
    static final int STREAMS_PER_CONNECTION_MAX = 64;
    static final int RST_FRAMES_MAX = 100;
    static final int RST_WINDOW_SECONDS = 30;
    static final int FLOW_CONTROL_BYTES = 1024 * 1024;
    static final Duration KEEPALIVE = Duration.ofSeconds(30);
    static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(10);
    static final Duration KEEPALIVE_PERMITTED = Duration.ofSeconds(10);
    static final Duration CONNECTION_AGE_MAX = Duration.ofHours(1);
    static final Duration CONNECTION_GRACE = Duration.ofSeconds(30);
    static final Duration CONNECTION_IDLE_MAX = Duration.ofMinutes(5);

    private final Server server;
    private final Intake intake;
    private final HealthStatusManager health;

    private PeerPort(Server server, Intake intake, HealthStatusManager health) {
        this.server = server;
        this.intake = intake;
        this.health = health;
    }

    /// Opens the port.
    ///
    /// @throws IOException if the address cannot be bound
    public static PeerPort open(
            InetSocketAddress address,
            TlsContexts tls,
            Trust trust,
            InstantSource clock,
            Audit audit,
            Intake intake,
            ExchangeEndpoint endpoint)
            throws IOException {
        HealthStatusManager health = new HealthStatusManager();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .directExecutor()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .maxConcurrentCallsPerConnection(STREAMS_PER_CONNECTION_MAX)
                .maxRstFramesPerWindow(RST_FRAMES_MAX, RST_WINDOW_SECONDS)
                .initialFlowControlWindow(FLOW_CONTROL_BYTES)
                .keepAliveTime(KEEPALIVE.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveTime(KEEPALIVE_PERMITTED.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionAge(CONNECTION_AGE_MAX.toSeconds(), TimeUnit.SECONDS)
                .maxConnectionAgeGrace(CONNECTION_GRACE.toSeconds(), TimeUnit.SECONDS)
                .maxConnectionIdle(CONNECTION_IDLE_MAX.toSeconds(), TimeUnit.SECONDS)
                // No message encoding: nothing is inflated on a stranger's word.
                .decompressorRegistry(DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, true))
                .compressorRegistry(CompressorRegistry.newEmptyInstance())
                .addStreamTracerFactory(CallHearing.factory(endpoint.deadlines()))
                .addService(StrictMessages.bounded(endpoint.bindService()))
                .addService(health.getHealthService())
                // The last one is the first to run.
                .intercept(new DoorInterceptor(Door.PEER, trust, clock, audit))
                .intercept(new FaultInterceptor());
        tls.guardPeerPort(builder);
        Server server = builder.build().start();
        health.setStatus(ExchangeServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
        return new PeerPort(server, intake, health);
    }

    /// The port that was bound.
    public int port() {
        return server.getPort();
    }

    /// Stops in order: says so, takes no new calls, lets lanes finish what came in, then ends what is left.
    ///
    /// @return whether everything ended by itself in time
    public boolean drain(Duration grace) throws InterruptedException {
        health.enterTerminalState();
        intake.drain();
        server.shutdown();
        boolean ended = server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            server.shutdownNow();
        }
        return ended;
    }
}
