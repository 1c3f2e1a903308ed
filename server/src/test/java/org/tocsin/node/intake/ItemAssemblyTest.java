package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery.Item;
import org.tocsin.model.Delivery.VoidReason;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;

/// Items come out in order, each once, or the order is broken (R-LAN-2).
class ItemAssemblyTest {
    private static final int BYTES_MAX = 100;

    private final ItemAssembly assembly = new ItemAssembly(10, BYTES_MAX);

    private static Item.Stated stated(long sequence, int bytes, boolean continues) {
        return new Item.Stated(
                sequence, sequence, Bytes.ofUtf8("s" + sequence), Bytes.wrap(new byte[bytes]), continues);
    }

    private static Item.More more(long sequence, int bytes, boolean continues) {
        return new Item.More(sequence, Bytes.wrap(new byte[bytes]), continues);
    }

    private ItemAssembly.Outcome take(Item... items) {
        List<ProvenFrame.Entry> entries = new ArrayList<>();
        for (Item item : items) {
            if (item instanceof Item.Stated stated) {
                entries.add(new ProvenFrame.Entry(stated.index(), Digest.ZERO, stated.statement()));
            }
        }
        ProvenFrame frame = new ProvenFrame(
                new Origin(new Team("cert-es.example"), 1),
                new TreeHead(1, Digest.ZERO),
                Bytes.EMPTY,
                List.of(),
                entries);
        return assembly.take(frame, List.of(items));
    }

    private List<Arrival> whole(Item... items) {
        return assertInstanceOf(ItemAssembly.Outcome.Whole.class, take(items)).arrivals();
    }

    private void broken(Item... items) {
        assertInstanceOf(ItemAssembly.Outcome.Broken.class, take(items));
    }

    @Test
    void whatFollowsInOrderComesOutWhole() {
        List<Arrival> arrivals = whole(
                stated(11, 5, false), new Item.Voided(12, Digest.ZERO, VoidReason.AGREEMENT), stated(13, 6, false));
        assertEquals(
                List.of(11L, 12L, 13L), arrivals.stream().map(Arrival::sequence).toList());
        assertEquals(13, assembly.through());
    }

    @Test
    void aGapIsBrokenAndSoIsSequenceZero() {
        broken(stated(12, 5, false));
        broken(stated(0, 5, false));
        broken(new Item.Voided(12, Digest.ZERO, VoidReason.AGREEMENT));
    }

    @Test
    void whatWasProcessedAlreadyIsPassedOverWithAllItsParts() {
        assertEquals(List.of(), whole(stated(10, 5, true), more(10, 5, false)));
        assertEquals(List.of(), whole(new Item.Voided(9, Digest.ZERO, VoidReason.AGREEMENT)));
        assertEquals(1, whole(stated(11, 5, false)).size());
    }

    @Test
    void partsAreJoinedAcrossFrames() {
        assertEquals(List.of(), whole(stated(11, 30, true)));
        assertEquals(30, assembly.heldBytes());
        assertEquals(List.of(), whole(more(11, 30, true)));
        Arrival.Stated arrival = assertInstanceOf(
                Arrival.Stated.class,
                whole(more(11, 30, false), stated(12, 1, false)).getFirst());
        assertEquals(90, arrival.fragments().length());
        assertEquals(0, assembly.heldBytes());
    }

    @Test
    void nothingMayStandBetweenTheParts() {
        whole(stated(11, 30, true));
        broken(stated(12, 1, false));
    }

    @Test
    void aPartWithoutItsFirstOneIsBroken() {
        broken(more(11, 1, false));
    }

    @Test
    void aPartOfAnotherItemIsBroken() {
        whole(stated(11, 30, true));
        broken(more(12, 1, false));
    }

    @Test
    void exactlyTheLimitIsTakenAndOneByteMoreIsDroppedButKeepsItsPlace() {
        assertInstanceOf(
                Arrival.Stated.class,
                whole(stated(11, 50, true), more(11, 50, false)).getFirst());
        assertEquals(List.of(), whole(stated(12, 50, true), more(12, 51, true)));
        assertEquals(0, assembly.heldBytes());
        assertEquals(List.of(), whole(more(12, 100, true)));
        List<Arrival> arrivals = whole(more(12, 1, false), stated(13, 1, false));
        assertInstanceOf(Arrival.Oversize.class, arrivals.getFirst());
        assertTrue(arrivals.get(1) instanceof Arrival.Stated && assembly.through() == 13);
    }
}
