package org.tocsin.node.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A partner with good papers that speaks HTTP/2 frame by frame, as it likes: for abuse of the peer port. Loopback
/// only.
final class RawPeer implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = 9;

    private final Channel channel;
    private final Map<Integer, CompletableFuture<Void>> streamEnded = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> connectionEnded = new CompletableFuture<>();

    /// Ends when the TLS handshake is done.
    RawPeer(EventLoopGroup loop, SslContext tls, int port) throws InterruptedException {
        channel = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.SO_RCVBUF, 4 * 1024)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline()
                                .addLast(tls.newHandler(made.alloc(), "127.0.0.1", port))
                                .addLast(new Reading());
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .sync()
                .channel();
        channel.closeFuture().addListener(closed -> connectionEnded.complete(null));
        channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
    }

    static ByteBuf preface() {
        return Unpooled.wrappedBuffer(PREFACE);
    }

    static ByteBuf frame(int type, int flags, int stream, ByteBuf payload) {
        ByteBuf head = Unpooled.buffer(HEAD_BYTES)
                .writeMedium(payload.readableBytes())
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream);
        return Unpooled.wrappedBuffer(head, payload);
    }

    /// The headers of a gRPC call, each a literal that is not indexed.
    static ByteBuf call(String method) {
        ByteBuf block = Unpooled.buffer().writeByte(0x83).writeByte(0x87);
        literal(block, ":path", method);
        literal(block, ":authority", "localhost");
        literal(block, "te", "trailers");
        return literal(block, "content-type", "application/grpc");
    }

    static ByteBuf literal(ByteBuf block, String name, String value) {
        block.writeByte(0);
        text(block, name);
        return text(block, value);
    }

    static ByteBuf text(ByteBuf block, String text) {
        int length = text.length();
        if (length < 127) {
            block.writeByte(length);
        } else {
            block.writeByte(127);
            int rest = length - 127;
            while (rest >= 128) {
                block.writeByte((rest & 127) | 128);
                rest >>= 7;
            }
            block.writeByte(rest);
        }
        return block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Writes, as far as it gets.
    void send(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise()).channel().flush();
    }

    /// Reads one byte a second from now on.
    ScheduledFuture<?> readSlowly() {
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(1).maxMessagesPerRead(1));
        channel.config().setAutoRead(false);
        return channel.eventLoop().scheduleAtFixedRate(channel::read, 1, 1, TimeUnit.SECONDS);
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /// Whether the connection ends within this time: closed, or told to go away.
    boolean isEndedWithin(long time, TimeUnit unit) throws Exception {
        return isDoneWithin(connectionEnded, time, unit);
    }

    /// Whether stream 1, or the connection, ends within this time.
    boolean isStreamEndedWithin(long time, TimeUnit unit) throws Exception {
        return isStreamEndedWithin(1, time, unit);
    }

    boolean isStreamEndedWithin(int stream, long time, TimeUnit unit) throws Exception {
        return isDoneWithin(CompletableFuture.anyOf(ended(stream), connectionEnded), time, unit);
    }

    private CompletableFuture<Void> ended(int stream) {
        return streamEnded.computeIfAbsent(stream, made -> new CompletableFuture<>());
    }

    private static boolean isDoneWithin(CompletableFuture<?> end, long time, TimeUnit unit) throws Exception {
        try {
            end.get(time, unit);
            return true;
        } catch (TimeoutException stillOpen) {
            return false;
        }
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }

    /// Looks at the frames that come: only at those that end something.
    private final class Reading extends ChannelInboundHandlerAdapter {
        private final ByteBuf pending = Unpooled.buffer();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            pending.writeBytes(bytes);
            bytes.release();
            while (pending.readableBytes() >= HEAD_BYTES) {
                int at = pending.readerIndex();
                int length = pending.getUnsignedMedium(at);
                if (pending.readableBytes() < HEAD_BYTES + length) {
                    break;
                }
                seen(pending.getByte(at + 3), pending.getByte(at + 4), pending.getInt(at + 5));
                pending.skipBytes(HEAD_BYTES + length);
            }
            pending.discardSomeReadBytes();
        }

        private void seen(int type, int flags, int stream) {
            if (type == GOAWAY) {
                connectionEnded.complete(null);
            } else if (type == RST_STREAM || ((flags & END_STREAM) != 0 && type <= HEADERS)) {
                ended(stream).complete(null);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close().addListener(ended -> {});
        }
    }
}
