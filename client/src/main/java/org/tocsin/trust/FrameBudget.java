package org.tocsin.trust;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Ends a connection whose other end sends many HTTP/2 frames that carry nothing: settings, priorities, pings, window
/// updates, resets, headers, empty data. Such a frame costs us more than its sender, and the HTTP/2 library does not
/// count them. Stands behind TLS; belongs to one connection.
///
/// Whoever answers what we send must send such frames too, so what we send adds to the budget.
/// Threat S-FRAMES.
final class FrameBudget extends ChannelDuplexHandler {
    /// Frames at once.
    static final int BURST = 200;
    /// Frames a second, on average.
    static final int PER_SECOND = 20;
    /// Bytes of data that we send, for which one more frame may come.
    static final int BYTES_A_FRAME = 8 * 1024;
    /// What may be saved up by what we send.
    static final int SAVED_MAX = 10_000;

    private static final double NANOS = 1e9;
    private static final int ENHANCE_YOUR_CALM = 0xb;
    private static final int GOAWAY = 7;

    private final InstantSource clock;
    private final Runnable whenOver;
    private final FrameHeads inbound = new FrameHeads(FrameHeads.PREFACE_BYTES);
    private final FrameHeads outbound = new FrameHeads(0);
    private double left = BURST;
    private Instant at;
    private boolean over;

    /// @param whenOver is told once, when the connection is ended
    FrameBudget(InstantSource clock, Runnable whenOver) {
        this.clock = clock;
        this.whenOver = whenOver;
        this.at = clock.instant();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (over) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof ByteBuf bytes) {
            refill();
            inbound.read(bytes, this::heard);
            if (left < 0) {
                over = true;
                bytes.release();
                end(context);
                return;
            }
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof ByteBuf bytes) {
            outbound.read(bytes, this::said);
        }
        super.write(context, message, promise);
    }

    private void heard(int type, int flags, int length) {
        boolean carries = type == FrameHeads.DATA && (length > 0 || (flags & FrameHeads.FIRST_FLAG) != 0);
        if (!carries) {
            left--;
        }
    }

    private void said(int type, int flags, int length) {
        boolean isAnswer = (flags & FrameHeads.FIRST_FLAG) != 0;
        switch (type) {
            case FrameHeads.DATA -> save(1 + (double) length / BYTES_A_FRAME);
            case FrameHeads.HEADERS -> save(1);
            case FrameHeads.SETTINGS, FrameHeads.PING -> save(isAnswer ? 0 : 1);
            default -> {
                // Nothing follows from it.
            }
        }
    }

    private void save(double more) {
        left = Math.min(SAVED_MAX, left + more);
    }

    /// Time gives back up to the burst, and takes nothing of what was saved.
    private void refill() {
        Instant now = clock.instant();
        double seconds = Math.max(0, Duration.between(at, now).toNanos() / NANOS);
        at = now;
        left = Math.max(left, Math.min(BURST, left + seconds * PER_SECOND));
    }

    /// Nobody waits for the close of a connection that floods.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void end(ChannelHandlerContext context) {
        whenOver.run();
        ByteBuf goAway = Unpooled.buffer(FrameHeads.HEAD_BYTES + 2 * Integer.BYTES)
                .writeMedium(2 * Integer.BYTES)
                .writeByte(GOAWAY)
                .writeByte(0)
                .writeInt(0)
                .writeInt(0)
                .writeInt(ENHANCE_YOUR_CALM);
        context.writeAndFlush(goAway).addListener(ChannelFutureListener.CLOSE);
    }
}
