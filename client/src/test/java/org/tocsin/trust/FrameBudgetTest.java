package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many HTTP/2 frames that carry nothing a connection may bring. Threat S-FRAMES.
class FrameBudgetTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;

    private Instant now = Instant.parse("2026-11-22T03:00:00Z");
    private int ended;
    private final EmbeddedChannel channel = new EmbeddedChannel(new FrameBudget(() -> now, () -> ended++));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf frame(int type, int flags, int length) {
        return Unpooled.buffer()
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(1)
                .writeZero(length);
    }

    private void preface() {
        channel.writeInbound(Unpooled.buffer().writeZero(FrameHeads.PREFACE_BYTES));
    }

    private void heard(int count, int type, int flags, int length) {
        for (int i = 0; i < count; i++) {
            channel.writeInbound(frame(type, flags, length));
        }
    }

    private void said(int count, int type, int flags, int length) {
        for (int i = 0; i < count; i++) {
            channel.writeOutbound(frame(type, flags, length));
        }
    }

    /// What reached the other side, in frames; the last one a GOAWAY with ENHANCE_YOUR_CALM if it ended.
    private boolean isEnded() {
        ByteBuf last = null;
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            last = next;
        }
        boolean goneAway = last != null && last.getByte(3) == 7 && last.getInt(13) == 0xb;
        assertEquals(goneAway, !channel.isOpen());
        assertEquals(goneAway ? 1 : 0, ended);
        return goneAway;
    }

    @ParameterizedTest
    @ValueSource(ints = {HEADERS, 2, 3, SETTINGS, PING, WINDOW_UPDATE, 9, 0xbe})
    void framesThatCarryNothingAreCounted(int type) {
        preface();
        heard(FrameBudget.BURST, type, 0, 8);
        assertFalse(isEnded());
        heard(1, type, 0, 8);
        assertTrue(isEnded());
    }

    @Test
    void emptyDataIsCountedUnlessItEndsAStream() {
        preface();
        heard(10 * FrameBudget.BURST, DATA, 1, 0);
        heard(10 * FrameBudget.BURST, DATA, 0, 1);
        heard(FrameBudget.BURST, DATA, 0, 0);
        assertFalse(isEnded());
        heard(1, DATA, 0, 0);
        assertTrue(isEnded());
    }

    @Test
    void timeGivesTheBudgetBack() {
        preface();
        for (int second = 0; second < 100; second++) {
            heard(FrameBudget.PER_SECOND, PING, 0, 8);
            now = now.plusSeconds(1);
        }
        assertFalse(isEnded());
        now = now.plusSeconds(3_600);
        heard(FrameBudget.BURST, PING, 0, 8);
        assertFalse(isEnded());
        heard(1, PING, 0, 8);
        assertTrue(isEnded());
    }

    @Test
    void whatWeSendMayBeAnswered() {
        preface();
        // A window update for every 8 KiB, and something for every frame.
        said(1_000, DATA, 0, 2 * FrameBudget.BYTES_A_FRAME);
        heard(3_000, WINDOW_UPDATE, 0, 4);
        said(100, PING, 0, 8);
        said(100, SETTINGS, 0, 0);
        heard(200, PING, 1, 8);
        assertFalse(isEnded());
    }

    @Test
    void whatWeOnlyAnswerEarnsNothing() {
        preface();
        for (int i = 0; i < FrameBudget.BURST; i++) {
            heard(1, PING, 0, 8);
            said(1, PING, 1, 8);
        }
        assertFalse(isEnded());
        heard(1, PING, 0, 8);
        assertTrue(isEnded());
    }

    @Test
    void onlySoMuchIsSavedUp() {
        preface();
        said(2 * FrameBudget.SAVED_MAX, DATA, 0, 0);
        heard(FrameBudget.SAVED_MAX, WINDOW_UPDATE, 0, 4);
        assertFalse(isEnded());
        heard(1, WINDOW_UPDATE, 0, 4);
        assertTrue(isEnded());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void howTheBytesAreCutChangesNothing(long seed) {
        Random random = new Random(seed);
        ByteBuf all = Unpooled.buffer().writeZero(FrameHeads.PREFACE_BYTES);
        int pings = 0;
        while (pings < FrameBudget.BURST) {
            boolean ping = random.nextBoolean();
            pings += ping ? 1 : 0;
            all.writeBytes(ping ? frame(PING, 0, 8) : frame(DATA, 0, 1 + random.nextInt(20_000)));
        }
        List<Integer> cuts = new ArrayList<>();
        while (all.isReadable()) {
            int cut = Math.min(all.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 12 : 5_000));
            cuts.add(cut);
            channel.writeInbound(all.readRetainedSlice(cut));
        }
        assertFalse(isEnded(), "seed " + seed);
        ByteBuf next = frame(PING, 0, 8);
        while (channel.isOpen()) {
            channel.writeInbound(next.readRetainedSlice(1));
        }
        assertTrue(isEnded(), "seed " + seed);
        int bytes = 0;
        for (ByteBuf passed = channel.readInbound(); passed != null; passed = channel.readInbound()) {
            bytes += passed.readableBytes();
        }
        // Everything passed unchanged, but for the last bytes of the frame that was too many.
        assertEquals(cuts.stream().mapToInt(Integer::intValue).sum() + FrameHeads.HEAD_BYTES - 1, bytes);
    }

    @Test
    void whatIsNotBytesCostsNothingAndPasses() {
        preface();
        assertTrue(channel.writeInbound("told"));
        assertTrue(channel.inboundMessages().contains("told"));
        assertTrue(channel.writeOutbound("said"));
        assertEquals("said", channel.readOutbound());
        assertEquals(0, ended);
    }
}
