package org.tocsin.trust;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AsciiString;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// gRPC's own TLS set-up for servers, with a [DoorWatch] in front of it. There is one context, and no choice by server
/// name.
final class DoorNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
    /// Connections to one port that have not finished their handshake.
    static final int UNAUTHENTICATED_MAX = 128;

    private final InternalProtocolNegotiator.ProtocolNegotiator tls;
    private final Door door;
    private final Consumer<DoorRefusal> refusals;
    private final Semaphore unauthenticated = new Semaphore(UNAUTHENTICATED_MAX);

    DoorNegotiator(SslContext context, Door door, Consumer<DoorRefusal> refusals) {
        this.tls = InternalProtocolNegotiators.serverTls(context);
        this.door = door;
        this.refusals = refusals;
    }

    @Override
    public AsciiString scheme() {
        return tls.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
        return new DoorWatch(door, tls.newHandler(connection), unauthenticated, refusals);
    }

    @Override
    public void close() {
        tls.close();
    }
}
