package org.tocsin.interop.bench;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Team;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.TlsContexts.Classical;
import org.tocsin.trust.Trust;

/// The raw transport's near end: one connection, one stream at a time, a fixed number of messages under way.
final class RawCaller implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final ManagedChannel channel;

    private RawCaller(ManagedChannel channel) {
        this.channel = channel;
    }

    /// Dials as a node dials its partner: same TLS, same flow control, same executor.
    ///
    /// @param own papers of the node that calls; `other` of the one that the far end shows
    static RawCaller dial(int port, PapersDirectory own, PapersDirectory other, InstantSource clock)
            throws IOException {
        Team team = other.own().team();
        var trust = new Trust(own.own().team(), List.of(own.own(), other.own()));
        var tls = new TlsContexts(trust, own.node(), Classical.REFUSE, clock, refusal -> {});
        return new RawCaller(
                NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .negotiationType(NegotiationType.TLS)
                        .sslContext(tls.caller(team))
                        .overrideAuthority(team.domain())
                        .directExecutor()
                        .disableRetry()
                        .maxInboundMessageSize(RawService.MESSAGE_BYTES_MAX)
                        .initialFlowControlWindow(RawServer.FLOW_CONTROL_BYTES)
                        .build());
    }

    /// Sends so many messages on one stream, one for each answer that comes; returns when the last is answered.
    ///
    /// @param messages gives each message by its number, on the connection's event loop, when its turn comes
    void carry(MethodDescriptor<byte[], byte[]> method, LongFunction<byte[]> messages, long count, int inFlight)
            throws IOException, InterruptedException {
        var running = new Running(messages, count, inFlight);
        ClientCalls.asyncBidiStreamingCall(channel.newCall(method, CallOptions.DEFAULT), running);
        running.awaitEnd();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /// One stream under way. All but `awaitEnd` happens on the connection's event loop.
    private static final class Running implements ClientResponseObserver<byte[], byte[]> {
        private final LongFunction<byte[]> messages;
        private final long count;
        private final int inFlight;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;
        private @Nullable ClientCallStreamObserver<byte[]> out;
        private long sent;

        Running(LongFunction<byte[]> messages, long count, int inFlight) {
            this.messages = messages;
            this.count = count;
            this.inFlight = inFlight;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<byte[]> stream) {
            out = stream;
            stream.setOnReadyHandler(() -> {
                if (sent == 0) {
                    for (int i = 0; i < inFlight; i++) {
                        next(stream);
                    }
                }
            });
        }

        @Override
        public void onNext(byte[] answer) {
            ClientCallStreamObserver<byte[]> stream = out;
            if (stream == null) {
                throw new IllegalStateException("an answer before the call began");
            }
            next(stream);
        }

        private void next(ClientCallStreamObserver<byte[]> stream) {
            if (sent < count) {
                stream.onNext(messages.apply(sent));
            } else if (sent == count) {
                stream.onCompleted();
            }
            sent++;
        }

        @Override
        public void onError(Throwable cut) {
            failure = cut;
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }

        void awaitEnd() throws IOException, InterruptedException {
            boolean inTime = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (failure != null) {
                throw new IOException("the raw stream broke", failure);
            }
            if (!inTime) {
                throw new IOException("the raw stream did not end in time");
            }
        }
    }
}
