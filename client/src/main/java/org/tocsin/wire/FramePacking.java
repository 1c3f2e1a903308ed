package org.tocsin.wire;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Optional;
import org.tocsin.exchange.v1.Frame;
import org.tocsin.exchange.v1.PackedFrame;

/// Frames in fewer bytes. What is inflated is bounded by what was declared, and that by the size of a message: nothing
/// is inflated that a plain frame could not hold. Rule R-LAN-9.
final class FramePacking {
    /// Bytes of an encoded frame, at most (R-LIM-1).
    static final int FRAME_BYTES_MAX = 1024 * 1024;

    /// For long distances: the bytes count, not the time.
    private static final int LEVEL = 3;
    private static final byte[] MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private FramePacking() {}

    /// The frame packed; empty if that makes it no smaller.
    static Optional<PackedFrame> pack(Frame frame) {
        byte[] plain = frame.toByteArray();
        byte[] packed = Zstd.compress(plain, LEVEL);
        return packed.length >= plain.length
                ? Optional.empty()
                : Optional.of(PackedFrame.newBuilder()
                        .setInflatedBytes(plain.length)
                        .setZstd(UnsafeByteOperations.unsafeWrap(packed))
                        .build());
    }

    /// @throws WireException if it is not one frame of zstd that holds a `Frame` of the declared length
    static Frame unpack(PackedFrame packed) throws WireException {
        int length = packed.getInflatedBytes();
        if (length < 1 || length > FRAME_BYTES_MAX) {
            throw new WireException("packed.inflated_bytes must be from 1 to " + FRAME_BYTES_MAX);
        }
        byte[] inflated = inflated(Parsing.bytes(packed.getZstd()).array(), length);
        if (!ElementBounds.hold(Frame.getDescriptor(), inflated, DeliveryCodec.FRAME_ITEMS_MAX)) {
            throw new WireException("a packed frame that holds too much, or no frame");
        }
        try {
            return DiscardUnknownFieldsParser.wrap(Frame.parser()).parseFrom(inflated);
        } catch (InvalidProtocolBufferException notAFrame) {
            throw new WireException("a packed frame that holds no frame");
        }
    }

    private static byte[] inflated(byte[] zstd, int length) throws WireException {
        boolean named = zstd.length > MAGIC.length;
        for (int i = 0; named && i < MAGIC.length; i++) {
            named = zstd[i] == MAGIC[i];
        }
        if (!named) {
            throw new WireException("packed.zstd is no frame of zstd");
        }
        byte[] inflated = new byte[length];
        try {
            // A second frame behind the first, or a frame to be skipped, would be taken by the library.
            boolean isOne = Zstd.findFrameCompressedSize(zstd) == zstd.length;
            if (isOne && Zstd.decompress(inflated, zstd) == length) {
                return inflated;
            }
        } catch (ZstdException damaged) {
            throw new WireException("packed.zstd does not inflate to " + length + " bytes");
        }
        throw new WireException("packed.zstd does not inflate to " + length + " bytes, or is more than one frame");
    }
}
