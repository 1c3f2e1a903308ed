package org.tocsin.trust;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.InstantSource;

/// What stands behind TLS at a port, for tests elsewhere that pass bytes through it.
public final class FrameStream {
    private static final int PIECE = 7;

    private FrameStream() {}

    /// Passes bytes in pieces; they come out as they went in, or the connection ends.
    public static void pass(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(
                new FrameBudget(InstantSource.fixed(java.time.Instant.EPOCH), () -> {}),
                new FramePatience(TlsContexts.Patience.STANDARD, why -> {}));
        int passed = 0;
        for (int at = 0; at < bytes.length && channel.isOpen(); at += PIECE) {
            int length = Math.min(PIECE, bytes.length - at);
            channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
            passed += length;
        }
        int out = 0;
        for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
            out += ((io.netty.buffer.ByteBuf) read).readableBytes();
            ReferenceCountUtil.release(read);
        }
        if (channel.isOpen() && out != passed) {
            throw new AssertionError("bytes were lost: " + out + " of " + passed);
        }
        channel.finishAndReleaseAll();
    }
}
