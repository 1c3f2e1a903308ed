package org.tocsin.trust;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Ends a connection whose other end begins something and does not go on with it (the preface, a frame, a block of
/// headers), or does not read what we say. The HTTP/2 library waits for both without end. Stands behind TLS; belongs to
/// one connection.
///
/// It looks now and then and counts looks, not time: a process that stood still finds its connections as they were.
/// Threat S-SLOW (T18).
final class FramePatience extends ChannelDuplexHandler {
    /// How often it looks while it waits for the rest of a frame.
    static final int LOOKS = 4;
    /// Whoever reads less than this from one look to the next, while more is waiting, does not read.
    static final int READ_BYTES_MIN = 2 * 1024;

    private final TlsContexts.Patience patience;
    private final Consumer<String> whenOver;
    private final FrameHeads inbound = new FrameHeads(FrameHeads.PREFACE_BYTES);
    private @Nullable Future<?> looking;
    private boolean blockOpen;
    /// What began to come so far, and how much was said.
    private long begun;
    private long said;

    private long begunBefore;
    private long saidBefore;
    private long waitingBefore;
    private int unfinishedLooks;
    private int unreadLooks;
    private boolean over;

    /// @param whenOver is told once why the connection is ended
    FramePatience(TlsContexts.Patience patience, Consumer<String> whenOver) {
        this.patience = patience;
        this.whenOver = whenOver;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long every = Math.max(1, patience.unfinished().toMillis() / LOOKS);
        looking = context.executor().scheduleWithFixedDelay(() -> look(context), every, every, TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (looking != null) {
            looking.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            inbound.read(bytes, this::heard);
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof ByteBuf bytes) {
            said += bytes.readableBytes();
        }
        super.write(context, message, promise);
    }

    private void heard(int type, int flags, int length) {
        boolean goesOn = blockOpen && type == FrameHeads.CONTINUATION;
        if (!goesOn) {
            begun++;
        }
        if (goesOn || type == FrameHeads.HEADERS) {
            blockOpen = (flags & FrameHeads.END_HEADERS) == 0;
        }
    }

    private void look(ChannelHandlerContext context) {
        if (over) {
            return;
        }
        boolean unfinished = blockOpen || !inbound.isBetweenFrames();
        unfinishedLooks = unfinished && begun == begunBefore ? unfinishedLooks + 1 : 0;
        begunBefore = begun;

        long waiting = waiting(context);
        long read = said - saidBefore + waitingBefore - waiting;
        boolean deaf = waitingBefore > 0 && waiting > 0 && read < READ_BYTES_MIN;
        unreadLooks = deaf ? unreadLooks + 1 : 0;
        saidBefore = said;
        waitingBefore = waiting;

        if (unfinishedLooks >= LOOKS) {
            end(context, "began something and did not go on with it");
        } else if (unreadLooks >= LOOKS * patience.unread().dividedBy(patience.unfinished())) {
            end(context, "does not read what it is told");
        }
    }

    /// Bytes that the socket has not taken.
    private static long waiting(ChannelHandlerContext context) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /// Without TLS's farewell, for which whoever does not read would be waited for. Nobody waits for the close.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void end(ChannelHandlerContext context, String why) {
        over = true;
        whenOver.accept(why);
        context.pipeline().firstContext().close();
    }
}
