package org.tocsin.node.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tocsin.peer.PeerChannel;
import org.tocsin.peer.PeerFault;

/// Several lanes share one connection, and every endpoint of a partner has its turn (R-LAN-7).
class PartnerLinkTest {
    private final List<String> dialled = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private List<String> endpoints = List.of("one", "two", "three");
    private final PartnerLink link = new PartnerLink(() -> endpoints, this::dial);

    private PeerChannel dial(String endpoint) {
        dialled.add(endpoint);
        // Never connects: nothing is called on it.
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", 1).usePlaintext().build();
        channels.add(channel);
        return new PeerChannel(channel, () -> true);
    }

    @Test
    void thoseWhoComeShareOneConnectionUntilTheLastLeft() throws PeerFault {
        PartnerLink.Held first = link.take();
        PartnerLink.Held second = link.take();
        assertSame(first, second);
        link.giveBack(first, false);
        assertFalse(channels.getFirst().isShutdown());
        assertSame(second, link.take());
        link.giveBack(second, false);
        link.giveBack(second, false);
        assertTrue(channels.getFirst().isShutdown());
        assertNotSame(second, link.take());
    }

    @Test
    void afterABreakTheNextEndpointHasItsTurnAndTheFirstAgainAfterAnAnswer() throws PeerFault {
        for (int i = 0; i < 4; i++) {
            link.giveBack(link.take(), true);
        }
        assertEquals(List.of("one", "two", "three", "one"), dialled);
        PartnerLink.Held held = link.take();
        link.answered();
        link.giveBack(held, true);
        assertEquals("one", link.take().endpoint());
    }

    @Test
    void itSaysWhetherEveryEndpointHadItsTurn() throws PeerFault {
        for (boolean hasOther : List.of(true, true, false, true)) {
            link.giveBack(link.take(), true);
            assertEquals(hasOther, link.hasOther(), dialled.toString());
        }
        link.answered();
        assertFalse(link.hasOther());
    }

    @Test
    void aBrokenConnectionIsNotGivenToOthersAndClosedBehindTheLastWhoHasIt() throws PeerFault {
        PartnerLink.Held broken = link.take();
        PartnerLink.Held same = link.take();
        link.giveBack(broken, true);
        PartnerLink.Held next = link.take();
        assertNotSame(same, next);
        assertFalse(channels.getFirst().isShutdown());
        link.giveBack(same, true);
        assertTrue(channels.getFirst().isShutdown());
        assertSame(next, link.take());
    }

    @Test
    void aPartnerWithoutEndpointsIsNotDialled() {
        endpoints = List.of();
        assertEquals("NO_ENDPOINT", assertThrows(PeerFault.class, link::take).reason());
        assertEquals(List.of(), dialled);
    }
}
