package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tocsin.node.edge.RawPeer.DATA;
import static org.tocsin.node.edge.RawPeer.END_HEADERS;
import static org.tocsin.node.edge.RawPeer.END_STREAM;
import static org.tocsin.node.edge.RawPeer.HEADERS;
import static org.tocsin.node.edge.RawPeer.SETTINGS;
import static org.tocsin.node.edge.RawPeer.WINDOW_UPDATE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.model.Tlp;
import org.tocsin.trust.CertificateRefusal;
import org.tocsin.trust.DoorRefusal;
import org.tocsin.trust.TlsContexts;

/// Partners with good papers that stop half way, or do not read: what they hold is let go of when its deadline is over,
/// and others are served meanwhile. Threat S-SLOW (T18). `-Dlong` opens five hundred connections.
class SlowConnectionsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    /// What is meant is two; a machine that does other work takes longer.
    private static final Duration GRACE = Duration.ofSeconds(29);
    private static final int EACH = Boolean.getBoolean("long") ? 72 : 2;
    private static final int OF_ONE_CALLER = 8;
    private static final int QUESTIONS = 50;

    private static final String QUESTION =
            "/" + ExchangeServiceGrpc.getGetManifestMethod().getFullMethodName();
    private static final String STREAM =
            "/" + ExchangeServiceGrpc.getDeliverMethod().getFullMethodName();

    @TempDir
    Path directory;

    private final List<RawPeer> peers = new ArrayList<>();
    private final List<Future<?>> under = new ArrayList<>();
    private EventLoopGroup loop;
    private NodeRig jp;
    private NodeRig polite;
    private List<NodeRig> slow;
    private final IdentityHashMap<NodeRig, SslContext> papers = new IdentityHashMap<>();

    /// What ends a style: the connection, by the door, or stream 1 alone.
    private enum End {
        CONNECTION,
        STREAM
    }

    private enum Style {
        NO_PREFACE(End.CONNECTION),
        HALF_PREFACE(End.CONNECTION),
        HALF_HEADERS(End.CONNECTION),
        BLOCK_WITHOUT_END(End.CONNECTION),
        HALF_MESSAGE(End.STREAM),
        HALF_FIRST_MESSAGE_OF_A_LANE(End.STREAM),
        ZERO_WINDOW(End.STREAM),
        SLOW_READER(End.CONNECTION);

        private final End end;

        Style(End end) {
            this.end = end;
        }

        ByteBuf sent() {
            ByteBuf headers = RawPeer.frame(HEADERS, END_HEADERS, 1, RawPeer.call(QUESTION));
            return switch (this) {
                case NO_PREFACE -> Unpooled.EMPTY_BUFFER;
                case HALF_PREFACE -> RawPeer.preface().slice(0, 12);
                case HALF_HEADERS -> begun(0, headers.slice(0, headers.readableBytes() / 2));
                case BLOCK_WITHOUT_END -> begun(0, RawPeer.frame(HEADERS, 0, 1, RawPeer.call(QUESTION)));
                case HALF_MESSAGE -> begun(0, headers, halfMessage());
                case HALF_FIRST_MESSAGE_OF_A_LANE ->
                    begun(0, RawPeer.frame(HEADERS, END_HEADERS, 1, RawPeer.call(STREAM)), halfMessage());
                case ZERO_WINDOW -> begun(0, headers, emptyMessage(1));
                case SLOW_READER ->
                    begun(
                            Integer.MAX_VALUE,
                            RawPeer.frame(WINDOW_UPDATE, 0, 0, Unpooled.buffer().writeInt(Integer.MAX_VALUE - 65_535)));
            };
        }

        private static ByteBuf begun(int window, ByteBuf... frames) {
            ByteBuf all = Unpooled.buffer().writeBytes(RawPeer.preface());
            all.writeBytes(RawPeer.frame(
                    SETTINGS, 0, 0, Unpooled.buffer().writeShort(4).writeInt(window)));
            for (ByteBuf frame : frames) {
                all.writeBytes(frame);
            }
            return all;
        }

        private static ByteBuf halfMessage() {
            return RawPeer.frame(
                    DATA, 0, 1, Unpooled.buffer().writeByte(0).writeInt(100).writeZero(50));
        }

        private static ByteBuf emptyMessage(int stream) {
            return RawPeer.frame(DATA, END_STREAM, stream, Unpooled.buffer().writeZero(5));
        }

        private static ByteBuf questions(int from, int count) {
            ByteBuf all = Unpooled.buffer();
            for (int stream = 1 + 2 * from; stream < 2 * (from + count); stream += 2) {
                all.writeBytes(RawPeer.frame(HEADERS, END_HEADERS, stream, RawPeer.call(QUESTION)));
                all.writeBytes(emptyMessage(stream));
            }
            return all;
        }
    }

    /// One stalled connection.
    private record Stalled(Style style, RawPeer peer) {
        boolean isGoneWithin(long nanos) throws Exception {
            return style.end == End.CONNECTION
                    ? peer.isEndedWithin(nanos, TimeUnit.NANOSECONDS)
                    : peer.isStreamEndedWithin(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @BeforeEach
    void start() throws Exception {
        loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        jp = new NodeRig(directory, "cert-jp.example");
        jp.patience = new TlsContexts.Patience(TlsContexts.HANDSHAKE, DEADLINE, DEADLINE);
        jp.question = DEADLINE;
        jp.firstMessage = DEADLINE;
        polite = rig("polite");
        slow = new ArrayList<>();
        for (int i = 0; i < Style.values().length * EACH / OF_ONE_CALLER; i++) {
            slow.add(rig("slow" + i));
        }
        jp.start();
    }

    private NodeRig rig(String name) throws IOException {
        NodeRig rig = new NodeRig(directory, "cert-" + name + ".example", false);
        NodeRig.agree(rig, jp, Tlp.AMBER, Tlp.AMBER);
        return rig;
    }

    @AfterEach
    void stop() {
        under.forEach(future -> future.cancel(false));
        peers.forEach(RawPeer::close);
        jp.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void whoeverIsSlowIsLetGoOfWhenTheDeadlineIsOverAndOthersAreServed() throws Exception {
        try (Bystander bystander = new Bystander(polite, jp)) {
            List<Stalled> stalled = new ArrayList<>();
            for (Style style : Style.values()) {
                for (int i = 0; i < EACH; i++) {
                    stalled.add(new Stalled(style, stall(style, slow.get(stalled.size() / OF_ONE_CALLER))));
                }
            }
            long until = System.nanoTime() + DEADLINE.plus(GRACE).toNanos();
            List<Style> left = new ArrayList<>();
            for (Stalled one : stalled) {
                if (!one.isGoneWithin(until - System.nanoTime())) {
                    left.add(one.style());
                }
            }
            assertEquals(List.of(), left);
            assertEquals(0, bystander.unanswered());
            System.out.println("another partner: " + bystander.figures(0));
            assertTrue(bystander.isServed(0), () -> bystander.figures(0));
        }
        // Whoever asks on and does not read may be over the budget of frames first, where the node is not quick.
        Set<CertificateRefusal> reasons = jp.refused.stream()
                .map(DoorRefusal::reason)
                .filter(reason -> reason != CertificateRefusal.TOO_MANY_FRAMES)
                .collect(Collectors.toSet());
        assertEquals(Set.of(CertificateRefusal.TOO_SLOW), reasons);
    }

    private RawPeer stall(Style style, NodeRig caller) throws InterruptedException {
        RawPeer peer = connect(caller);
        peer.send(style.sent());
        if (style == Style.SLOW_READER) {
            under.add(peer.readSlowly());
            AtomicInteger asked = new AtomicInteger();
            under.add(loop.scheduleAtFixedRate(
                    () -> peer.send(Style.questions(asked.getAndAdd(QUESTIONS), QUESTIONS)),
                    20,
                    20,
                    TimeUnit.MILLISECONDS));
        }
        return peer;
    }

    private RawPeer connect(NodeRig caller) throws InterruptedException {
        SslContext tls = papers.computeIfAbsent(
                caller, rig -> Bystander.contexts(rig, jp).caller(jp.team));
        RawPeer peer = new RawPeer(loop, tls, jp.port);
        peers.add(peer);
        return peer;
    }

    @Test
    void whoIsInTimeIsNotLetGoOf() throws Exception {
        RawPeer peer = connect(slow.getFirst());
        peer.send(Style.begun(1 << 20, Style.questions(0, 1)));
        assertTrue(peer.isStreamEndedWithin(30, TimeUnit.SECONDS), "the question is answered");
        assertFalse(peer.isEndedWithin(2 * DEADLINE.toMillis(), TimeUnit.MILLISECONDS), "a connection may be idle");
        assertEquals(0, jp.refused.size());
    }
}
