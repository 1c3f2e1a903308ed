package org.tocsin.node.edge;

import io.grpc.BindableService;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tocsin.trust.Door;
import org.tocsin.trust.TlsContexts;

/// The port where the team's own officers come in. Nothing that partners call is here, and nothing of this is at the
/// peer
/// port: another server, another door.
///
/// Threat S-WRONG-PORT; rules R-TLS-4 and R-LIM-3.
public final class OperatorPort {
    /// A proof file may hold a whole record.
    public static final int MESSAGE_BYTES_MAX = 25 * 1024 * 1024;

    static final int STREAMS_PER_CONNECTION_MAX = 64;
    static final Duration KEEPALIVE_PERMITTED = Duration.ofSeconds(10);

    private final Server server;
    private final OperatorEndpoint endpoint;
    private final EmergencyEndpoint emergencies;
    private final HealthStatusManager health;
    private final ExecutorService calls;

    private OperatorPort(
            Server server,
            OperatorEndpoint endpoint,
            EmergencyEndpoint emergencies,
            HealthStatusManager health,
            ExecutorService calls) {
        this.server = server;
        this.endpoint = endpoint;
        this.emergencies = emergencies;
        this.health = health;
        this.calls = calls;
    }

    /// Opens the port.
    ///
    /// @throws IOException if the address cannot be bound
    public static OperatorPort open(InetSocketAddress address, TlsContexts tls, OperatorParts parts)
            throws IOException {
        OperatorEndpoint endpoint = new OperatorEndpoint(parts);
        EmergencyEndpoint emergencies = new EmergencyEndpoint(parts);
        HealthStatusManager health = new HealthStatusManager();
        // Calls block on the database and on the ledger: a virtual thread each.
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .executor(calls)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .maxInboundMetadataSize(PeerPort.METADATA_BYTES_MAX)
                .maxConcurrentCallsPerConnection(STREAMS_PER_CONNECTION_MAX)
                .maxRstFramesPerWindow(PeerPort.RST_FRAMES_MAX, PeerPort.RST_WINDOW_SECONDS)
                .permitKeepAliveTime(KEEPALIVE_PERMITTED.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .decompressorRegistry(DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, true))
                .compressorRegistry(CompressorRegistry.newEmptyInstance())
                .addService(health.getHealthService());
        OfficerDesk desk = new OfficerDesk(parts.trust(), parts.roster(), parts.clock());
        // What officers call is served by them alone; whether the node is well, anybody may ask who comes through the
        // door.
        List<ServerServiceDefinition> services = services(endpoint, emergencies, parts);
        MethodRules.table(services);
        services.forEach(service -> builder.addService(
                ServerInterceptors.intercept(service, new OfficerInterceptor(desk, parts.local(), parts.audit()))));
        // The last one is the first to run.
        builder.intercept(new DoorInterceptor(Door.OPERATOR, parts.trust(), parts.clock(), parts.audit()))
                .intercept(new FaultInterceptor());
        tls.guardOperatorPort(builder);
        Server server = builder.build().start();
        services.forEach(
                service -> health.setStatus(service.getServiceDescriptor().getName(), ServingStatus.SERVING));
        return new OperatorPort(server, endpoint, emergencies, health, calls);
    }

    /// Everything that officers call; each method has its rule (`MethodRules`), or the port does not open.
    private static List<ServerServiceDefinition> services(
            OperatorEndpoint records, EmergencyEndpoint emergencies, OperatorParts parts) {
        return Stream.of(
                        records,
                        new DeliveryEndpoint(parts),
                        new AgreementEndpoint(parts),
                        new InsightEndpoint(parts),
                        new TeamEndpoint(parts),
                        new PeerEndpoint(parts),
                        new ReleaseEndpoint(parts),
                        new AuditEndpoint(parts.local(), parts.checkup()),
                        emergencies)
                .map(BindableService::bindService)
                .toList();
    }

    /// The port that was bound.
    public int port() {
        return server.getPort();
    }

    /// Stops: takes no new calls, ends those that follow, lets the others finish.
    ///
    /// @return whether everything ended by itself in time
    public boolean drain(Duration grace) throws InterruptedException {
        health.enterTerminalState();
        endpoint.drain();
        emergencies.drain();
        server.shutdown();
        boolean ended = server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            server.shutdownNow();
        }
        calls.shutdown();
        return ended;
    }
}
