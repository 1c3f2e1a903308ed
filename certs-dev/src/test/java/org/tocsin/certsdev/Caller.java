package org.tocsin.certsdev;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.tocsin.trust.Credentials;

/// A caller that believes any server, and shows what the test wants it to show.
final class Caller {
    private static final int ATTEMPT_SECONDS_MAX = 90;

    private Caller() {}

    static SslContext showing(@Nullable Credentials credentials) {
        return context(credentials, "TLSv1.3", "X25519MLKEM768");
    }

    static SslContext context(@Nullable Credentials credentials, String protocol, String... groups) {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (credentials != null) {
            builder.keyManager(credentials.key(), credentials.chain().toArray(X509Certificate[]::new));
        }
        try {
            return GrpcSslContexts.configure(builder, SslProvider.OPENSSL)
                    .protocols(protocol)
                    .option(OpenSslContextOption.GROUPS, groups)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    static ManagedChannel channel(SslContext context, int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .sslContext(context)
                .disableRetry()
                .build();
    }

    static byte[] knock(ManagedChannel channel) {
        return ClientCalls.blockingUnaryCall(
                channel,
                CountingServer.KNOCK,
                CallOptions.DEFAULT.withDeadlineAfter(ATTEMPT_SECONDS_MAX, TimeUnit.SECONDS),
                new byte[] {1});
    }

    /// One call on a connection of its own.
    static byte[] knockOnce(SslContext context, int port) {
        ManagedChannel channel = channel(context, port);
        try {
            return knock(channel);
        } finally {
            channel.shutdownNow();
        }
    }
}
