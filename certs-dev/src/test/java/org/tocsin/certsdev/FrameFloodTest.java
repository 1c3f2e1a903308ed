package org.tocsin.certsdev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.model.Suite;
import org.tocsin.trust.CertificateRefusal;
import org.tocsin.trust.TeamPapers;
import org.tocsin.trust.TlsContexts.Classical;
import org.tocsin.trust.Trust;

/// Floods of HTTP/2 frames from a partner with good papers, on real sockets: the connection ends, others go on. Threat
/// S-FRAMES.
class FrameFloodTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DevFederation FEDERATION = DevFederation.make(Suite.ED25519, RANDOM, NOW);
    private static final TeamPapers JP = FEDERATION.of(DevFederation.CERT_JP);
    private static final TeamPapers ES = FEDERATION.of(DevFederation.CERT_ES);
    private static final int FRAMES = 20_000;

    private static EventLoopGroup loop;

    private CountingServer server;

    @BeforeAll
    static void startLoop() {
        loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    }

    @AfterAll
    static void stopLoop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @BeforeEach
    void open() throws Exception {
        Trust trust = new Trust(JP.team(), FEDERATION.pinned());
        server = CountingServer.peer(
                Classical.REFUSE, trust, new CountingServer.Doors(JP.node(), InstantSource.fixed(NOW)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"2, 5", "4, 0", "6, 8", "8, 4", "190, 8"})
    void aFloodEndsItsConnectionAndNoOther(int type, int length) throws Exception {
        SslContext context = Caller.showing(ES.node());
        Channel channel = connect(context);
        ByteBuf flood = Unpooled.buffer()
                .writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                .writeBytes(frame(4, 0));
        for (int i = 0; i < FRAMES; i++) {
            flood.writeBytes(frame(type, length));
        }
        // How far it gets is no matter.
        var written = channel.writeAndFlush(flood);
        assertTrue(channel.closeFuture().await(90, TimeUnit.SECONDS), "the connection is still open");
        assertTrue(written.isDone());
        assertEquals(CertificateRefusal.TOO_MANY_FRAMES, server.refusal().reason());
        Caller.knockOnce(context, server.port());
        assertEquals(1, server.handled.get());
    }

    private Channel connect(SslContext context) throws InterruptedException {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(context.newHandler(channel.alloc(), "127.0.0.1", server.port()));
                    }
                })
                .connect("127.0.0.1", server.port())
                .sync()
                .channel();
    }

    private static ByteBuf frame(int type, int length) {
        ByteBuf frame = Unpooled.buffer()
                .writeMedium(length)
                .writeByte(type)
                .writeByte(0)
                .writeInt(type == 2 ? 1 : 0);
        // A window update of nothing would be an error of its own.
        return type == 8 ? frame.writeInt(1) : frame.writeZero(length);
    }
}
