package org.tocsin.trust;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AsciiString;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLSession;

/// gRPC's own TLS set-up for servers, with a [DoorWatch] in front of it. There is one context, and no choice by server
/// name.
final class DoorNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
    /// Connections to one port that have not finished their handshake.
    static final int UNAUTHENTICATED_MAX = 128;

    private final InternalProtocolNegotiator.ProtocolNegotiator tls;
    private final DoorWatch.Port port;

    /// @param identify says who is at the other end of a session
    DoorNegotiator(
            SslContext context,
            Door door,
            LiveConnections live,
            Function<SSLSession, Identification> identify,
            InstantSource clock,
            TlsContexts.Patience patience,
            Consumer<DoorRefusal> refusals) {
        this.tls = InternalProtocolNegotiators.serverTls(context);
        this.port = new DoorWatch.Port(
                door,
                new Semaphore(UNAUTHENTICATED_MAX),
                new ConnectionCounts(),
                live,
                identify,
                clock,
                patience,
                refusals);
    }

    @Override
    public AsciiString scheme() {
        return tls.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
        return new DoorWatch(port, tls.newHandler(connection));
    }

    @Override
    public void close() {
        tls.close();
    }
}
