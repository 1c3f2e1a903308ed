package org.tocsin.interop;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.trust.Door;
import org.tocsin.trust.Identification;
import org.tocsin.trust.PapersDirectory;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.TlsContexts;
import org.tocsin.trust.Trust;

/// Stands between partners with the keys of all of them, as nobody outside a test can: plays the called node to the
/// caller and the caller to the called node, passes every message on as it is, and keeps it. It keeps what headers and
/// statuses say too, and passes on of them what counts.
final class Tap implements AutoCloseable {
    static final String DELIVER = "tocsin.exchange.v1.ExchangeService/Deliver";
    private static final String CONSISTENCY = "tocsin.exchange.v1.ExchangeService/GetConsistency";

    private static final int MESSAGE_BYTES_MAX = 2 * 1024 * 1024;

    /// A message as it went by: bytes of one call, from its caller or to it.
    record Message(String method, Team caller, Team called, boolean answer, int call, Bytes content) {
        byte[] bytes() {
            return content.array();
        }
    }

    /// What the tap does with a call.
    enum Mode {
        /// Passes on.
        PASS,
        /// Answers itself, out of `answers`.
        REPLAY
    }

    private final Team called;
    private final InetSocketAddress node;
    private final Trust trust;
    private final Map<Team, ManagedChannel> channels = new ConcurrentHashMap<>();
    private final List<Message> messages = new ArrayList<>();
    /// Guarded by `messages`.
    private final List<Message> headings = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger replays = new AtomicInteger();
    private final Server server;
    private volatile Mode mode = Mode.PASS;
    private volatile List<Message> answers = List.of();

    /// @param federation whose members' keys are used
    /// @param node where the called team's node listens
    Tap(Federation federation, Team called, InetSocketAddress node) throws IOException {
        this.called = called;
        this.node = node;
        this.trust = new Trust(called, pinned(federation));
        for (Team caller : federation.teams()) {
            if (!caller.equals(called)) {
                channels.put(caller, channel(federation, caller, called, node));
            }
        }
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .fallbackHandlerRegistry(new Everything());
        tls(federation, called).guardPeerPort(builder);
        this.server = builder.build().start();
    }

    int port() {
        return server.getPort();
    }

    /// What went by, in its order.
    List<Message> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /// What went by beside messages: headers, trailers and what statuses say.
    List<Message> headings() {
        synchronized (messages) {
            return List.copyOf(headings);
        }
    }

    /// From now on every call gets these answers, and nobody else is asked.
    void replay(List<Message> given) {
        answers = List.copyOf(given);
        replays.set(0);
        mode = Mode.REPLAY;
    }

    void pass() {
        mode = Mode.PASS;
    }

    /// How many calls were answered out of what was kept.
    int replays() {
        return replays.get();
    }

    /// A connection to a team's node under another team's name.
    static ManagedChannel channel(Federation federation, Team caller, Team called, InetSocketAddress node)
            throws IOException {
        return NettyChannelBuilder.forAddress(node)
                .negotiationType(NegotiationType.TLS)
                .sslContext(tls(federation, caller).caller(called))
                .overrideAuthority(called.domain())
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .disableRetry()
                .build();
    }

    private static TlsContexts tls(Federation federation, Team own) throws IOException {
        return new TlsContexts(
                new Trust(own, pinned(federation)),
                new PapersDirectory(federation.directory(own)).node(),
                TlsContexts.Classical.REFUSE,
                Clock.systemUTC(),
                refused -> {});
    }

    private static List<PinnedTeam> pinned(Federation federation) throws IOException {
        List<PinnedTeam> pinned = new ArrayList<>();
        for (Team team : federation.teams()) {
            pinned.add(new PapersDirectory(federation.directory(team)).own());
        }
        return pinned;
    }

    /// A method of the peer port, with its messages as they are on the wire.
    static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(name)
                .setRequestMarshaller(Raw.BYTES)
                .setResponseMarshaller(Raw.BYTES)
                .build();
    }

    /// Messages as they are.
    private enum Raw implements MethodDescriptor.Marshaller<byte[]> {
        BYTES;

        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /// Every method there is.
    private final class Everything extends HandlerRegistry {
        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
            return ServerMethodDefinition.create(method(name), new Passing(name));
        }
    }

    private final class Passing implements ServerCallHandler<byte[], byte[]> {
        private final String method;

        Passing(String method) {
            this.method = method;
        }

        @Override
        public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], byte[]> from, Metadata headers) {
            int number = calls.getAndIncrement();
            Team caller = caller(from.getAttributes());
            if (mode == Mode.REPLAY) {
                return replayed(from);
            }
            note(new Message(method, caller, called, false, number, bytes(headers)));
            ClientCall<byte[], byte[]> to = channel(caller).newCall(method(method), CallOptions.DEFAULT);
            to.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onHeaders(Metadata answered) {
                            note(new Message(method, caller, called, true, number, bytes(answered)));
                            synchronized (from) {
                                from.sendHeaders(new Metadata());
                            }
                        }

                        @Override
                        public void onMessage(byte[] bytes) {
                            keep(new Message(method, caller, called, true, number, Bytes.wrap(bytes)));
                            synchronized (from) {
                                from.sendMessage(bytes);
                            }
                            to.request(1);
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            note(new Message(method, caller, called, true, number, Bytes.ofUtf8(status.toString())));
                            note(new Message(method, caller, called, true, number, bytes(trailers)));
                            synchronized (from) {
                                from.close(status, trailers);
                            }
                        }
                    },
                    new Metadata());
            to.request(1);
            from.request(1);
            return new ServerCall.Listener<>() {
                @Override
                public void onMessage(byte[] bytes) {
                    keep(new Message(method, caller, called, false, number, Bytes.wrap(bytes)));
                    to.sendMessage(bytes);
                    from.request(1);
                }

                @Override
                public void onHalfClose() {
                    to.halfClose();
                }

                @Override
                public void onCancel() {
                    to.cancel("the caller went away", null);
                }
            };
        }

        private ServerCall.Listener<byte[]> replayed(ServerCall<byte[], byte[]> from) {
            if (method.equals(CONSISTENCY)) {
                // What proves nothing is a doubt when the partner itself says it (R-SEE-4), and stands until an officer
                // decides.
                from.close(Status.UNAVAILABLE, new Metadata());
                return new ServerCall.Listener<>() {};
            }
            from.sendHeaders(new Metadata());
            for (Message answer : answers) {
                if (answer.method().equals(method)) {
                    from.sendMessage(answer.bytes());
                }
            }
            replays.incrementAndGet();
            from.request(64);
            return new ServerCall.Listener<>() {
                @Override
                public void onHalfClose() {
                    from.close(Status.OK, new Metadata());
                }
            };
        }
    }

    private ManagedChannel channel(Team caller) {
        ManagedChannel channel = channels.get(caller);
        if (channel == null) {
            throw new IllegalStateException(caller + " calls " + called + " at " + node);
        }
        return channel;
    }

    private Team caller(Attributes attributes) {
        var session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session != null
                && trust.identify(session, Door.PEER, Clock.systemUTC().instant())
                        instanceof Identification.Identified known) {
            return known.peer().team();
        }
        throw new IllegalStateException("nobody we know");
    }

    private static Bytes bytes(Metadata headers) {
        var out = new ByteArrayOutputStream();
        for (String key : headers.keys()) {
            out.writeBytes(key.getBytes(StandardCharsets.UTF_8));
            if (key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                var values = headers.getAll(Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER));
                values.forEach(out::writeBytes);
            } else {
                var values = headers.getAll(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
                values.forEach(value -> out.writeBytes(value.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return Bytes.wrap(out.toByteArray());
    }

    private void note(Message heading) {
        synchronized (messages) {
            headings.add(heading);
        }
    }

    private void keep(Message message) {
        synchronized (messages) {
            messages.add(message);
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
