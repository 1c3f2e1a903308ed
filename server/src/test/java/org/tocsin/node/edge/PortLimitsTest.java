package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.exchange.v1.GetManifestRequest;
import org.tocsin.exchange.v1.GetManifestResponse;
import org.tocsin.exchange.v1.GetSeenResponse;
import org.tocsin.model.Bytes;
import org.tocsin.model.Tlp;

/// What a partner meets at the peer port before anything of its is read: each limit at its last good value and one
/// beyond. Rule R-LIM-1. And what it says beside its calls changes nothing about who it is (R-TLS-2).
class PortLimitsTest {
    private static final String DELIVER = ExchangeServiceGrpc.getDeliverMethod().getFullMethodName();
    private static final String MANIFEST =
            ExchangeServiceGrpc.getGetManifestMethod().getFullMethodName();
    private static final String SEEN = ExchangeServiceGrpc.getGetSeenMethod().getFullMethodName();

    @TempDir
    static Path directory;

    private static EventLoopGroup loop;
    private static NodeRig jp;
    private static NodeRig es;
    private static NodeRig stranger;
    private static final List<ManagedChannel> CHANNELS = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        jp = new NodeRig(directory, "cert-jp.example");
        jp.firstMessage = LaneDeadlines.LIFE;
        es = new NodeRig(directory, "cert-es.example");
        stranger = new NodeRig(directory, "cert-xx.example", false);
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.AMBER);
        NodeRig.agree(stranger, jp, Tlp.AMBER, Tlp.AMBER);
        jp.start();
        es.start();
        es.publish(SampleRecords.bundle(1, Tlp.GREEN));
        NodeRig.until("the record is receipted", () -> es.receipted(jp.team) == 1);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (ManagedChannel channel : CHANNELS) {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
        es.close();
        jp.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void aMessageHasOneMebibyteAndNotOneByteMore() throws Exception {
        ManagedChannel channel = channel(stranger);
        assertEquals(
                Status.Code.INVALID_ARGUMENT,
                call(channel, DELIVER, frame(PeerPort.MESSAGE_BYTES_MAX), new Metadata())
                        .code());
        assertEquals(
                Status.Code.RESOURCE_EXHAUSTED,
                call(channel, DELIVER, frame(PeerPort.MESSAGE_BYTES_MAX + 1), new Metadata())
                        .code());
    }

    /// A field that nobody knows, of a size that makes the message this long.
    private static byte[] frame(int size) {
        byte[] empty = DeliverRequest.getDefaultInstance().toByteArray();
        ByteBuf message = Unpooled.buffer(size).writeBytes(empty);
        int content = size - 2 - 3;
        message.writeByte(0xea).writeByte(0x04);
        message.writeByte((content & 0x7f) | 0x80)
                .writeByte(((content >> 7) & 0x7f) | 0x80)
                .writeByte(content >> 14);
        return message.writeZero(content).array();
    }

    /// T19, over the wire: the suite's inputs as whole messages of every method. What fits is read or refused, what
    /// does
    /// not fit is refused by its size; none is a fault of ours, and the next caller is served.
    @Test
    void everyHostileInputIsAnsweredWhateverItIsSentTo(TestReporter reporter) throws Exception {
        List<Status.Code> refusals = List.of(
                Status.Code.OK,
                Status.Code.INVALID_ARGUMENT,
                Status.Code.RESOURCE_EXHAUSTED,
                Status.Code.FAILED_PRECONDITION,
                Status.Code.NOT_FOUND);
        ManagedChannel channel = channel(stranger);
        List<String> wrong = new ArrayList<>();
        int answered = 0;
        Duration longest = Duration.ZERO;
        for (var input : HostileMessagesTest.inputs().entrySet()) {
            for (MethodDescriptor<?, ?> method :
                    ExchangeServiceGrpc.getServiceDescriptor().getMethods()) {
                long begun = System.nanoTime();
                Status.Code code = call(channel, method.getFullMethodName(), input.getValue(), new Metadata())
                        .code();
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                longest = took.compareTo(longest) > 0 ? took : longest;
                answered++;
                boolean fits = input.getValue().length <= PeerPort.MESSAGE_BYTES_MAX;
                if (!refusals.contains(code) || (!fits && code != Status.Code.RESOURCE_EXHAUSTED)) {
                    wrong.add(input.getKey() + " to " + method.getBareMethodName() + ": " + code);
                }
            }
        }
        reporter.publishEntry("hostile inputs", answered + " answered, the slowest within " + longest);
        assertEquals(List.of(), wrong);
        assertEquals(
                36 * ExchangeServiceGrpc.getServiceDescriptor().getMethods().size(), answered);
        assertEquals(1, seen(channel(es), new Metadata()));
    }

    /// A larger question is not read: it is answered as if it said nothing.
    @Test
    void aQuestionHasOneKibibyteAndOfOneByteMoreNothingIsRead() throws Exception {
        assertEquals(0, manifests(StrictMessages.QUESTION_BYTES_MAX));
        assertEquals(1, manifests(StrictMessages.QUESTION_BYTES_MAX + 1));
    }

    /// Says that it has version 1, in a message of this size.
    private static int manifests(int size) throws Exception {
        byte[] known = GetManifestRequest.newBuilder().setHaveVersion(1).build().toByteArray();
        int content = size - known.length - 2 - 2;
        byte[] question = Unpooled.buffer(size)
                .writeBytes(known)
                .writeByte(0xea)
                .writeByte(0x04)
                .writeByte((content & 0x7f) | 0x80)
                .writeByte(content >> 7)
                .writeZero(content)
                .array();
        Answered answered = call(channel(stranger), MANIFEST, question, new Metadata());
        assertEquals(Status.Code.OK, answered.code());
        return GetManifestResponse.parseFrom(answered.message().array()).getManifestsCount();
    }

    @Test
    void metadataHaveEightKibibytes() throws Exception {
        ManagedChannel channel = channel(stranger);
        assertEquals(
                Status.Code.OK,
                call(channel, SEEN, new byte[0], metadata("x", PeerPort.METADATA_BYTES_MAX - 1_024))
                        .code());
        assertNotEquals(
                Status.Code.OK,
                call(channel, SEEN, new byte[0], metadata("x", PeerPort.METADATA_BYTES_MAX))
                        .code());
        assertEquals(
                Status.Code.OK, call(channel, SEEN, new byte[0], new Metadata()).code());
    }

    private static Metadata metadata(String name, int length) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "v".repeat(length));
        return metadata;
    }

    @Test
    void aConnectionHasSixtyFourStreamsAndTheNextIsRefusedAlone() throws Exception {
        try (RawPeer peer = new RawPeer(loop, Bystander.contexts(stranger, jp).caller(jp.team), jp.port)) {
            ByteBuf all = Unpooled.buffer().writeBytes(RawPeer.preface());
            all.writeBytes(RawPeer.frame(RawPeer.SETTINGS, 0, 0, Unpooled.EMPTY_BUFFER));
            int last = 2 * PeerPort.STREAMS_PER_CONNECTION_MAX + 1;
            for (int stream = 1; stream <= last; stream += 2) {
                all.writeBytes(
                        RawPeer.frame(RawPeer.HEADERS, RawPeer.END_HEADERS, stream, RawPeer.call("/" + DELIVER)));
            }
            peer.send(all);
            assertTrue(peer.isStreamEndedWithin(last, 30, TimeUnit.SECONDS));
            assertTrue(peer.isOpen());
            assertFalse(peer.isStreamEndedWithin(last - 2, 0, TimeUnit.SECONDS));
        }
    }

    /// What JP has seen of the caller's ledger tells whom it takes the caller for.
    @Test
    void nothingThatIsSaidBesideACallMakesTheCallerAnother() throws Exception {
        ManagedChannel ofEs = channel(es);
        ManagedChannel ofStranger = channel(stranger);
        assertEquals(1, seen(ofEs, new Metadata()));
        List<String> names = List.of(
                "authorization",
                "cookie",
                "from",
                "forwarded",
                "host",
                "user",
                "username",
                "x-user",
                "x-team",
                "x-peer",
                "x-tocsin-team",
                "tocsin-team",
                "tocsin-caller",
                "x-forwarded-for",
                "x-forwarded-user",
                "x-forwarded-client-cert",
                "x-client-cert",
                "x-ssl-client-s-dn",
                "x-ssl-client-verify",
                "x-remote-user",
                "x-original-url",
                "x-real-ip",
                "x-auth-request-user",
                "x-spiffe-id",
                "spiffe-id",
                "grpc-caller",
                "grpc-internal",
                "x-internal",
                "x-impersonate",
                "impersonate-user",
                "on-behalf-of",
                "caller",
                "origin",
                "team",
                "node",
                "traceparent");
        String uri = "spiffe://" + es.team.domain() + "/node/node-1";
        for (String name : names) {
            for (String value : List.of(es.team.domain(), uri, "By=" + uri + ";URI=" + uri, "SUCCESS", "true")) {
                Metadata metadata = new Metadata();
                metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
                metadata.put(
                        Metadata.Key.of(name + "-bin", Metadata.BINARY_BYTE_MARSHALLER),
                        es.papers.node().certificate().getEncoded());
                assertEquals(0, seen(ofStranger, metadata), name + ": " + value);
            }
        }
        Metadata strangers = new Metadata();
        strangers.put(Metadata.Key.of("x-team", Metadata.ASCII_STRING_MARSHALLER), stranger.team.domain());
        assertEquals(1, seen(ofEs, strangers));
    }

    private static int seen(ManagedChannel channel, Metadata metadata) throws Exception {
        Answered answered = call(channel, SEEN, new byte[0], metadata);
        assertEquals(Status.Code.OK, answered.code());
        return GetSeenResponse.parseFrom(answered.message().array()).getSeenCount();
    }

    private record Answered(Status.Code code, Bytes message) {}

    private static ManagedChannel channel(NodeRig caller) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), jp.port))
                .sslContext(Bystander.contexts(caller, jp).caller(jp.team))
                .disableRetry()
                .build();
        CHANNELS.add(channel);
        return channel;
    }

    private static Answered call(ManagedChannel channel, String method, byte[] message, Metadata metadata)
            throws Exception {
        var raw = new Raw();
        var described = MethodDescriptor.<byte[], byte[]>newBuilder(raw, raw)
                .setType(MethodType.BIDI_STREAMING)
                .setFullMethodName(method)
                .build();
        CompletableFuture<Answered> answered = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call =
                channel.newCall(described, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    private Bytes first = Bytes.EMPTY;

                    @Override
                    public void onMessage(byte[] heard) {
                        first = Bytes.wrap(heard);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        answered.complete(new Answered(status.getCode(), first));
                    }
                },
                metadata);
        call.request(2);
        call.sendMessage(message);
        call.halfClose();
        return answered.get(60, TimeUnit.SECONDS);
    }

    /// Messages as they are.
    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
