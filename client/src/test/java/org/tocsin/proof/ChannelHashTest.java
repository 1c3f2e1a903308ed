package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// Rule R-LAN-3.
final class ChannelHashTest {
    private static final Team AUTHOR = new Team("cert-es.example");
    private static final Team RECEIVER = new Team("cert-jp.example");

    @Test
    void aLaneBeginsWithItsNames() {
        Lane.Position start = ChannelHash.start(AUTHOR, RECEIVER, Lane.ROUTINE, 2);
        Bytes text = Bytes.ofUtf8("tocsin/lane/v1\ncert-es.example\ncert-jp.example\nroutine\n2");
        assertEquals(new Lane.Position(0, Sha256.of(text)), start);
        assertNotEquals(start, ChannelHash.start(RECEIVER, AUTHOR, Lane.ROUTINE, 2));
        assertNotEquals(start, ChannelHash.start(AUTHOR, RECEIVER, Lane.BULK, 2));
        assertNotEquals(start, ChannelHash.start(AUTHOR, RECEIVER, Lane.ROUTINE, 1));
    }

    @Test
    void eachItemCountsWithItsSequenceAndItsLeaf() {
        Digest leaf = TreeDomain.LEDGER.leaf(Bytes.ofUtf8("statement"));
        Lane.Position before = new Lane.Position(0x0102030405L, Digest.ZERO);
        byte[] hashed = ByteBuffer.allocate(72)
                .put(before.channelHash().array())
                .putLong(0x0102030406L)
                .put(leaf.array())
                .array();
        assertEquals(new Lane.Position(0x0102030406L, Sha256.of(hashed)), ChannelHash.next(before, leaf));
    }
}
