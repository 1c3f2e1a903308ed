package org.tocsin.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.Frame;
import org.tocsin.exchange.v1.PackedFrame;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Item;
import org.tocsin.model.Delivery.VoidReason;
import org.tocsin.model.Digest;

/// Packed frames come back as they were, and nothing else is inflated. Rule R-LAN-9.
class FramePackingTest {
    private static final Digest DIGEST = Digest.ofHex("ab".repeat(32));

    private static Delivery.Frame frame(int items, String content) {
        List<Item> stated = new ArrayList<>();
        for (int i = 1; i <= items; i++) {
            stated.add(new Item.Stated(i, i, Bytes.ofUtf8("statement " + i), Bytes.ofUtf8(content), false));
        }
        return new Delivery.Frame(Bytes.ofUtf8("checkpoint"), Optional.empty(), List.of(DIGEST), stated);
    }

    private static PackedFrame packed(byte[] zstd, int inflatedBytes) {
        return PackedFrame.newBuilder()
                .setZstd(ByteString.copyFrom(zstd))
                .setInflatedBytes(inflatedBytes)
                .build();
    }

    private static void refused(PackedFrame packed) {
        DeliverRequest request = DeliverRequest.newBuilder().setPacked(packed).build();
        assertThrows(WireException.class, () -> DeliveryCodec.frame(request));
    }

    private static byte[] plain(Delivery.Frame frame) {
        return DeliveryCodec.message(frame).getFrame().toByteArray();
    }

    @Test
    void aPackedFrameComesBackAsItWasAndIsSmaller() throws WireException {
        Delivery.Frame frame = frame(100, "the same words again, ".repeat(20));
        DeliverRequest request = DeliveryCodec.packed(frame);
        assertTrue(request.hasPacked());
        assertTrue(request.getSerializedSize() < DeliveryCodec.message(frame).getSerializedSize() / 10);
        assertEquals(frame, DeliveryCodec.frame(request));
        assertEquals(plain(frame).length, DeliveryCodec.bytes(request));
    }

    @Test
    void whatDoesNotGetSmallerTravelsAsItIs() throws WireException {
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);
        Delivery.Frame frame = new Delivery.Frame(
                Bytes.EMPTY, Optional.empty(), List.of(), List.of(new Item.More(1, Bytes.wrap(noise), false)));
        DeliverRequest request = DeliveryCodec.packed(frame);
        assertTrue(request.hasFrame());
        assertEquals(frame, DeliveryCodec.frame(request));
    }

    @Test
    void anotherLengthThanTheDeclaredOneIsRefused() {
        byte[] plain = plain(frame(10, "content".repeat(50)));
        byte[] zstd = Zstd.compress(plain);
        for (int length : new int[] {plain.length - 1, plain.length + 1, 1, 0, -1, 1024 * 1024 + 1}) {
            refused(packed(zstd, length));
        }
    }

    /// A few bytes that would become a gigabyte: one byte more than declared is not inflated.
    @Test
    void nothingBeyondAMessageIsInflated() {
        byte[] bomb = Zstd.compress(new byte[64 * 1024 * 1024], 19);
        assertTrue(bomb.length < 16 * 1024, "bytes " + bomb.length);
        refused(packed(bomb, 1024 * 1024));
        refused(packed(bomb, 64 * 1024 * 1024));
        refused(packed(bomb, bomb.length));
    }

    @Test
    void aFrameAtTheLimitIsTakenAndOneByteMoreIsNot() throws WireException {
        Delivery.Frame small = frame(1, "");
        int around = plain(frame(1, "x".repeat(1_000_000))).length - 1_000_000;
        Delivery.Frame largest = frame(1, "x".repeat(FramePacking.FRAME_BYTES_MAX - around));
        assertEquals(FramePacking.FRAME_BYTES_MAX, plain(largest).length);
        assertEquals(largest, DeliveryCodec.frame(DeliveryCodec.packed(largest)));
        byte[] beyond = plain(frame(1, "x".repeat(FramePacking.FRAME_BYTES_MAX - around + 1)));
        refused(packed(Zstd.compress(beyond), beyond.length));
        assertEquals(1, small.items().size());
    }

    @Test
    void moreThanOneFrameOrAnythingElseThanAFrameIsRefused() {
        byte[] plain = plain(frame(10, "content".repeat(50)));
        byte[] zstd = Zstd.compress(plain);
        byte[] half = Zstd.compress(Arrays.copyOf(plain, plain.length / 2));
        byte[] rest = Zstd.compress(Arrays.copyOfRange(plain, plain.length / 2, plain.length));
        refused(packed(joined(half, rest), plain.length));
        refused(packed(joined(zstd, new byte[1]), plain.length));
        byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4};
        refused(packed(joined(skippable, zstd), plain.length));
        refused(packed(joined(zstd, skippable), plain.length));
        refused(packed(Arrays.copyOf(zstd, zstd.length - 1), plain.length));
        refused(packed(plain, plain.length));
        refused(packed(new byte[0], 1));
        byte[] words = "these are not the fields of a frame".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        refused(packed(Zstd.compress(words), words.length));
    }

    @Test
    void aFrameThatNeedsADictionaryIsRefused() {
        byte[] plain = plain(frame(10, "content".repeat(50)));
        byte[] dictionary = plain(frame(20, "content".repeat(50)));
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.loadDict(dictionary);
            byte[] zstd = context.compress(plain);
            if (zstd.length < Zstd.compress(plain).length) {
                refused(packed(zstd, plain.length));
            }
        }
    }

    @Test
    void itemsOfAPackedFrameAreCountedBeforeAnythingIsBuiltOfThem() throws WireException {
        Frame.Builder most = Frame.newBuilder();
        IntStream.rangeClosed(1, DeliveryCodec.FRAME_ITEMS_MAX)
                .forEach(i -> most.addItems(org.tocsin.exchange.v1.Item.newBuilder()
                        .setSequence(i)
                        .setVoid(org.tocsin.exchange.v1.VoidItem.newBuilder()
                                .setLeafHash(ByteString.copyFrom(DIGEST.array()))
                                .setReason(Enums.voided(VoidReason.AGREEMENT)))));
        byte[] taken = most.build().toByteArray();
        DeliverRequest request = DeliverRequest.newBuilder()
                .setPacked(packed(Zstd.compress(taken), taken.length))
                .build();
        assertEquals(1_024, DeliveryCodec.frame(request).items().size());
        byte[] tooMany = new byte[2 * 500_000];
        for (int i = 0; i < tooMany.length; i += 2) {
            // An empty item.
            tooMany[i] = 0x22;
        }
        refused(packed(Zstd.compress(tooMany), tooMany.length));
    }

    @Test
    void damagedPackedFramesAreRefusedOrGiveAFrameAndNeverMore() {
        byte[] plain = plain(frame(50, "some content, ".repeat(30)));
        byte[] zstd = Zstd.compress(plain);
        Random random = new Random(20261122);
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = zstd.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            DeliverRequest request = DeliverRequest.newBuilder()
                    .setPacked(packed(damaged, plain.length))
                    .build();
            try {
                DeliveryCodec.frame(request);
            } catch (WireException | IllegalArgumentException refused) {
                // What the edge answers with MALFORMED.
            }
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
