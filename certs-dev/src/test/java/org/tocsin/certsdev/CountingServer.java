package org.tocsin.certsdev;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSession;
import org.tocsin.trust.Credentials;
import org.tocsin.trust.Door;
import org.tocsin.trust.DoorRefusal;
import org.tocsin.trust.Identification;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// A server behind one door: it counts the calls that reach its only method, and keeps the refusals it is told of. Its
/// interceptor asks who calls, as a node's does.
final class CountingServer implements AutoCloseable {
    static final MethodDescriptor<byte[], byte[]> KNOCK = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("test.Door/Knock")
            .setRequestMarshaller(new PlainBytes())
            .setResponseMarshaller(new PlainBytes())
            .build();

    final AtomicInteger handled = new AtomicInteger();
    final BlockingQueue<DoorRefusal> refusals = new LinkedBlockingQueue<>();

    private final Server server;

    interface Guard {
        void guard(TlsContexts contexts, NettyServerBuilder builder);
    }

    static CountingServer peer(TlsContexts.Classical classical, Trust trust, Doors doors) throws IOException {
        return new CountingServer(classical, trust, doors, Door.PEER, TlsContexts::guardPeerPort);
    }

    static CountingServer operator(Trust trust, Doors doors) throws IOException {
        return new CountingServer(
                TlsContexts.Classical.REFUSE, trust, doors, Door.OPERATOR, TlsContexts::guardOperatorPort);
    }

    /// What a server is opened with.
    record Doors(Credentials credentials, InstantSource clock) {}

    final TlsContexts contexts;

    private CountingServer(TlsContexts.Classical classical, Trust trust, Doors doors, Door door, Guard guard)
            throws IOException {
        contexts = new TlsContexts(trust, doors.credentials(), classical, doors.clock(), refusals::add);
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        guard.guard(contexts, builder);
        server = builder.intercept(new AskWho(trust, door, doors.clock()))
                .addService(ServerServiceDefinition.builder("test.Door")
                        .addMethod(KNOCK, ServerCalls.asyncUnaryCall((request, answer) -> {
                            handled.incrementAndGet();
                            answer.onNext(request);
                            answer.onCompleted();
                        }))
                        .build())
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    DoorRefusal refusal() throws InterruptedException {
        DoorRefusal refusal = refusals.poll(90, TimeUnit.SECONDS);
        if (refusal == null) {
            throw new AssertionError("no refusal was reported");
        }
        return refusal;
    }

    /// Whether all connections end in time.
    boolean stop() throws InterruptedException {
        return server.shutdown().awaitTermination(90, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private record AskWho(Trust trust, Door door, InstantSource clock) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Attributes attributes = call.getAttributes();
            SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            if (session != null
                    && trust.identify(session, door, clock.instant()) instanceof Identification.Identified) {
                return next.startCall(call, headers);
            }
            call.close(Status.UNAUTHENTICATED, new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    private static final class PlainBytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
