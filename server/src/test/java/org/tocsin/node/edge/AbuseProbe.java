package org.tocsin.node.edge;

import static org.tocsin.node.edge.RawPeer.CONTINUATION;
import static org.tocsin.node.edge.RawPeer.DATA;
import static org.tocsin.node.edge.RawPeer.END_HEADERS;
import static org.tocsin.node.edge.RawPeer.END_STREAM;
import static org.tocsin.node.edge.RawPeer.HEADERS;
import static org.tocsin.node.edge.RawPeer.PING;
import static org.tocsin.node.edge.RawPeer.PRIORITY;
import static org.tocsin.node.edge.RawPeer.RST_STREAM;
import static org.tocsin.node.edge.RawPeer.SETTINGS;
import static org.tocsin.node.edge.RawPeer.WINDOW_UPDATE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;

/// What a hostile HTTP/2 client sends, each kind bounded: sixteen known abuses of the protocol, of header compression
/// and of gRPC's framing.
enum AbuseProbe {
    RAPID_RESET(call -> open(call).writeBytes(reset(stream(call)))),
    MADE_YOU_RESET_BY_A_WINDOW_OF_NOTHING(call -> open(call).writeBytes(window(stream(call), 0))),
    MADE_YOU_RESET_BY_A_WINDOW_THAT_OVERFLOWS(call -> open(call).writeBytes(window(stream(call), Integer.MAX_VALUE))),
    MADE_YOU_RESET_BY_DATA_AFTER_THE_END(
            call -> opened(call, END_HEADERS | END_STREAM).writeBytes(frame(DATA, 0, stream(call), bytes(1)))),
    MADE_YOU_RESET_BY_A_BAD_PRIORITY(call -> open(call).writeBytes(frame(PRIORITY, 0, stream(call), bytes(3)))),
    CONTINUATION_FLOOD(call -> call == 0
            ? opened(0, 0)
            : frame(CONTINUATION, 0, 1, RawPeer.literal(Unpooled.buffer(), "x-" + call, "y".repeat(200)))),
    EMPTY_CONTINUATION_FLOOD(call -> call == 0 ? opened(0, 0) : frame(CONTINUATION, 0, 1, bytes(0))),
    SETTINGS_FLOOD(call -> frame(SETTINGS, 0, 0, bytes(0).writeShort(1).writeInt(4_096 + call % 2))),
    PING_FLOOD(call -> frame(PING, 0, 0, bytes(0).writeLong(call))),
    EMPTY_DATA_FLOOD(call -> call == 0 ? open(0) : frame(DATA, 0, 1, bytes(0))),
    INDEXED_HEADER_BOMB(
            200,
            call -> frame(
                    HEADERS,
                    END_HEADERS,
                    stream(call),
                    call == 0
                            ? indexed(RawPeer.call(Method.STREAM), "x-bomb", "A".repeat(3_900))
                            : RawPeer.call(Method.STREAM).writeBytes(repeated(0xbe, 12_000)))),
    STREAM_FLOOD(AbuseProbe::open),
    PRIORITY_FLOOD(call ->
            frame(PRIORITY, 0, 1 + 2 * (call % 1_000), bytes(0).writeInt(0).writeByte(15))),
    TABLE_SIZE_CHURN(call -> frame(
                    HEADERS, END_HEADERS, stream(call), Unpooled.wrappedBuffer(churn(), RawPeer.call(Method.STREAM)))
            .writeBytes(reset(stream(call)))),
    MESSAGE_OF_TWO_GIBIBYTES(
            2,
            call -> call == 0
                    ? question("identity")
                    : frame(
                            DATA,
                            0,
                            1,
                            bytes(0).writeByte(0).writeInt(Integer.MAX_VALUE).writeZero(100))),
    INFLATING_MESSAGE(2, call -> call == 0 ? question("gzip") : inflating());

    static final int FRAMES = 20_000;

    private final int count;
    /// Pure, and so as good as immutable.
    @SuppressWarnings("ImmutableEnumChecker")
    private final IntFunction<ByteBuf> frames;

    /// The methods that are called.
    private static final class Method {
        static final String STREAM =
                "/" + ExchangeServiceGrpc.getDeliverMethod().getFullMethodName();
        static final String QUESTION =
                "/" + ExchangeServiceGrpc.getGetManifestMethod().getFullMethodName();

        private Method() {}
    }

    AbuseProbe(IntFunction<ByteBuf> frames) {
        this(FRAMES, frames);
    }

    AbuseProbe(int count, IntFunction<ByteBuf> frames) {
        this.count = count;
        this.frames = frames;
    }

    /// Whether it is one stream's fault, and the connection may go on.
    boolean isOfOneStream() {
        return this == MESSAGE_OF_TWO_GIBIBYTES || this == INFLATING_MESSAGE;
    }

    /// All that is sent, from the preface on.
    ByteBuf bytes() {
        ByteBuf all = Unpooled.buffer().writeBytes(RawPeer.preface()).writeBytes(frame(SETTINGS, 0, 0, bytes(0)));
        for (int i = 0; i < count; i++) {
            all.writeBytes(frames.apply(i));
        }
        return all;
    }

    private static int stream(int call) {
        return 1 + 2 * call;
    }

    private static ByteBuf open(int call) {
        return opened(call, END_HEADERS);
    }

    private static ByteBuf opened(int call, int flags) {
        return frame(HEADERS, flags, stream(call), RawPeer.call(Method.STREAM));
    }

    private static ByteBuf question(String encoding) {
        return frame(
                HEADERS, END_HEADERS, 1, RawPeer.literal(RawPeer.call(Method.QUESTION), "grpc-encoding", encoding));
    }

    private static ByteBuf reset(int stream) {
        return frame(RST_STREAM, 0, stream, bytes(0).writeInt(8));
    }

    private static ByteBuf window(int stream, int more) {
        return frame(WINDOW_UPDATE, 0, stream, bytes(0).writeInt(more));
    }

    private static ByteBuf indexed(ByteBuf block, String name, String value) {
        block.writeByte(0x40);
        return RawPeer.text(RawPeer.text(block, name), value);
    }

    private static ByteBuf churn() {
        ByteBuf updates = Unpooled.buffer();
        for (int i = 0; i < 8; i++) {
            updates.writeInt(0x3fe11f20);
        }
        return updates;
    }

    /// 64 MiB of nothing, compressed, in frames of their largest size.
    private static ByteBuf inflating() {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            byte[] nothing = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                gzip.write(nothing);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuf message = Unpooled.buffer().writeByte(1).writeInt(compressed.size());
        message.writeBytes(compressed.toByteArray());
        ByteBuf all = Unpooled.buffer();
        while (message.isReadable()) {
            ByteBuf part = message.readSlice(Math.min(16_000, message.readableBytes()));
            all.writeBytes(frame(DATA, message.isReadable() ? 0 : END_STREAM, 1, part));
        }
        return all;
    }

    /// Writable, so that more frames can follow.
    private static ByteBuf frame(int type, int flags, int stream, ByteBuf payload) {
        return Unpooled.buffer().writeBytes(RawPeer.frame(type, flags, stream, payload));
    }

    private static ByteBuf bytes(int zeroes) {
        return Unpooled.buffer().writeZero(zeroes);
    }

    private static ByteBuf repeated(int value, int times) {
        ByteBuf bytes = Unpooled.buffer(times);
        for (int i = 0; i < times; i++) {
            bytes.writeByte(value);
        }
        return bytes;
    }
}
