package org.tocsin.node.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Item;
import org.tocsin.model.Delivery.VoidReason;
import org.tocsin.model.Digest;

/// Frames are full, never over-full, and together exactly what was put in (R-LIM-1, R-LAN-6).
class FramePackerTest {
    private static final FramePacker.Limits LIMITS = new FramePacker.Limits(4 * 1024, 4);
    private static final Bytes STATEMENT = Bytes.wrap(new byte[100]);

    private final FramePacker packer = new FramePacker(LIMITS, 0);

    private static Parcel.Stated stated(long sequence, int epoch, int contentBytes) {
        byte[] content = new byte[contentBytes];
        new Random(sequence).nextBytes(content);
        return new Parcel.Stated(sequence, epoch, sequence * 3, Digest.ZERO, STATEMENT, Bytes.wrap(content));
    }

    private List<FramePacker.Draft> pack(List<Parcel> parcels) {
        List<FramePacker.Draft> drafts = new ArrayList<>();
        parcels.forEach(parcel -> drafts.addAll(packer.add(parcel)));
        packer.flush().ifPresent(drafts::add);
        return drafts;
    }

    @Test
    void smallParcelsShareAFrameUpToItsNumberOfItems() {
        List<Parcel> parcels = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            parcels.add(stated(i, 1, 10));
        }
        List<FramePacker.Draft> drafts = pack(parcels);
        assertEquals(
                List.of(4, 4, 1),
                drafts.stream().map(draft -> draft.items().size()).toList());
        assertEquals(
                List.of(4L, 8L, 9L),
                drafts.stream().map(FramePacker.Draft::last).toList());
        assertEquals(List.of(3L, 6L, 9L, 12L), drafts.getFirst().indices());
    }

    @Test
    void aParcelThatJustFitsIsNotCutAndOneByteMoreIs() {
        int most = LIMITS.bytesMax() - STATEMENT.length() - FramePacker.ITEM_OVERHEAD_BYTES;
        assertEquals(1, pack(List.of(stated(1, 1, most))).size());
        List<FramePacker.Draft> cut = new ArrayList<>(packer.add(stated(2, 1, most + 1)));
        packer.flush().ifPresent(cut::add);
        assertEquals(2, cut.size());
        assertTrue(((Item.Stated) cut.getFirst().items().getFirst()).continues());
        assertFalse(((Item.More) cut.getLast().items().getFirst()).continues());
    }

    @Test
    void theEndOfABigItemDoesNotWaitForWhatComesBehindIt() {
        List<FramePacker.Draft> begun = packer.add(stated(1, 1, 10_000));
        assertTrue(begun.size() > 1);
        FramePacker.Draft end = packer.rest().orElseThrow();
        assertFalse(((Item.More) end.items().getFirst()).continues());
        assertTrue(packer.flush().isEmpty());
        packer.add(stated(2, 1, 10));
        assertTrue(packer.rest().isEmpty(), "a small item waits for others");
    }

    @Test
    void aParcelThatFitsIntoAnEmptyFrameOnlyBeginsANewOne() {
        List<FramePacker.Draft> drafts = pack(List.of(stated(1, 1, 2_000), stated(2, 1, 2_000)));
        assertEquals(2, drafts.size());
        assertTrue(drafts.stream().allMatch(draft -> draft.bytes() <= LIMITS.bytesMax()));
    }

    @Test
    void aFrameNeverMixesEpochs() {
        List<FramePacker.Draft> drafts = pack(List.of(stated(1, 1, 10), stated(2, 2, 10), stated(3, 2, 10)));
        assertEquals(
                List.of(1, 2), drafts.stream().map(FramePacker.Draft::epoch).toList());
    }

    @Test
    void voidsTravelBesideStatementsAndNeedNoProof() {
        List<FramePacker.Draft> drafts = pack(List.of(
                new Parcel.Voided(1, Digest.ZERO, VoidReason.AGREEMENT),
                stated(2, 1, 10),
                new Parcel.Voided(3, Digest.ZERO, VoidReason.WITHDRAWN)));
        assertEquals(1, drafts.size());
        assertEquals(List.of(6L), drafts.getFirst().indices());
        assertEquals(1, drafts.getFirst().epoch());
    }

    @Test
    void onlyVoidsAreOfNoEpoch() {
        List<FramePacker.Draft> drafts = pack(List.of(new Parcel.Voided(1, Digest.ZERO, VoidReason.AGREEMENT)));
        assertEquals(0, drafts.getFirst().epoch());
    }

    @Test
    void aSequenceOutOfOrderIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> packer.add(stated(2, 1, 10)));
    }

    @Test
    void whateverIsPackedComesOutAsItWentInAndNoFrameIsTooLarge() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            FramePacker packing = new FramePacker(LIMITS, 0);
            List<FramePacker.Draft> drafts = new ArrayList<>();
            List<Bytes> sent = new ArrayList<>();
            int count = 1 + random.nextInt(30);
            for (int i = 1; i <= count; i++) {
                Parcel.Stated parcel = stated(i, 1, random.nextInt(random.nextBoolean() ? 200 : 20_000));
                sent.add(parcel.fragments());
                drafts.addAll(packing.add(parcel));
            }
            packing.flush().ifPresent(drafts::add);
            assertEquals(sent, together(drafts), "seed " + seed);
            for (FramePacker.Draft draft : drafts) {
                assertTrue(draft.bytes() <= LIMITS.bytesMax(), "seed " + seed);
                assertTrue(draft.items().size() <= LIMITS.itemsMax() + 1, "seed " + seed);
            }
        }
    }

    private static List<Bytes> together(List<FramePacker.Draft> drafts) {
        List<Bytes> contents = new ArrayList<>();
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        for (FramePacker.Draft draft : drafts) {
            for (Item item : draft.items()) {
                boolean continues;
                if (item instanceof Item.Stated stated) {
                    open.reset();
                    open.writeBytes(stated.fragments().array());
                    continues = stated.continues();
                } else {
                    Item.More more = (Item.More) item;
                    open.writeBytes(more.fragments().array());
                    continues = more.continues();
                }
                if (!continues) {
                    contents.add(Bytes.wrap(open.toByteArray()));
                }
            }
        }
        return contents;
    }
}
