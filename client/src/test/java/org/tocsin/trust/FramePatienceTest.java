package org.tocsin.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Who begins something must go on with it. Threat S-SLOW (T18).
class FramePatienceTest {
    private static final int LOOK_MILLIS = 2_500;

    private final List<String> ended = new ArrayList<>();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new FramePatience(TlsContexts.Patience.STANDARD, ended::add));

    FramePatienceTest() {
        channel.freezeTime();
    }

    private void looks(int count) {
        for (int i = 0; i < count; i++) {
            channel.advanceTimeBy(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    private void hears(ByteBuf bytes) {
        channel.writeInbound(bytes);
    }

    private static ByteBuf preface() {
        return Unpooled.buffer().writeZero(FrameHeads.PREFACE_BYTES);
    }

    private static ByteBuf frame(int type, int flags, int length) {
        return Unpooled.buffer()
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(1);
    }

    @Test
    void aConnectionThatSaysNothingEndsAtTheFourthLook() {
        looks(FramePatience.LOOKS - 1);
        assertTrue(channel.isOpen());
        looks(1);
        assertFalse(channel.isOpen());
        assertEquals(1, ended.size());
    }

    @Test
    void whoSaidSomethingWholeMayBeSilentForEver() {
        hears(preface());
        hears(frame(FrameHeads.SETTINGS, 0, 0));
        looks(100);
        assertTrue(channel.isOpen());
        assertEquals(List.of(), ended);
    }

    @Test
    void halfAFrameEndsItHoweverManyBytesOfItDripIn() {
        hears(preface());
        hears(frame(FrameHeads.DATA, 0, 1_000));
        looks(1);
        for (int i = 1; i < FramePatience.LOOKS; i++) {
            assertTrue(channel.isOpen());
            hears(Unpooled.buffer().writeZero(1));
            looks(1);
        }
        looks(1);
        assertFalse(channel.isOpen());
    }

    @Test
    void framesThatComeSlowlyButWholeAreTaken() {
        hears(preface());
        for (int i = 0; i < 20; i++) {
            hears(frame(FrameHeads.DATA, 0, 10));
            looks(FramePatience.LOOKS - 1);
            hears(Unpooled.buffer().writeZero(10));
        }
        assertTrue(channel.isOpen());
    }

    @Test
    void aBlockOfHeadersMustEnd() {
        hears(preface());
        hears(frame(FrameHeads.HEADERS, 0, 0));
        looks(2);
        hears(frame(FrameHeads.CONTINUATION, 0, 0));
        looks(2);
        assertTrue(channel.isOpen());
        looks(1);
        assertFalse(channel.isOpen());
    }

    @Test
    void aBlockThatEndsIsNothingToWaitFor() {
        hears(preface());
        hears(frame(FrameHeads.HEADERS, 0, 0));
        hears(frame(FrameHeads.CONTINUATION, FrameHeads.END_HEADERS, 0));
        looks(100);
        assertTrue(channel.isOpen());
    }

    @Test
    void patienceIsForSomething() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new TlsContexts.Patience(Duration.ZERO, second, second));
        assertThrows(IllegalArgumentException.class, () -> new TlsContexts.Patience(second, Duration.ZERO, second));
        assertThrows(
                IllegalArgumentException.class, () -> new TlsContexts.Patience(second, second, Duration.ofMillis(999)));
    }

    /// Half a head is the beginning of something too, and so is half a preface.
    @Test
    void halfAHeadEndsItAndAWholeFrameInBetweenGivesItTimeAgain() {
        hears(preface());
        hears(Unpooled.buffer().writeZero(4));
        looks(FramePatience.LOOKS - 1);
        assertTrue(channel.isOpen());
        hears(Unpooled.buffer().writeZero(5));
        hears(frame(FrameHeads.DATA, 0, 10));
        looks(FramePatience.LOOKS - 1);
        assertTrue(channel.isOpen());
        looks(2);
        assertFalse(channel.isOpen());
        assertEquals(List.of("began something and did not go on with it"), ended);
        looks(10);
        assertEquals(1, ended.size());
    }

    @Test
    void whatDoesNotGoOnWithAnOpenBlockIsABeginning() {
        hears(preface());
        hears(frame(FrameHeads.HEADERS, 0, 0));
        for (int i = 0; i < 20; i++) {
            hears(frame(FrameHeads.DATA, 0, 0));
            looks(1);
        }
        assertTrue(channel.isOpen());
        looks(FramePatience.LOOKS);
        assertFalse(channel.isOpen());
    }

    @Test
    void aContinuationOfNothingIsABeginning() {
        hears(preface());
        for (int i = 0; i < 20; i++) {
            hears(frame(FrameHeads.CONTINUATION, 0, 0));
            looks(1);
        }
        assertTrue(channel.isOpen());
    }

    /// Whoever reads nothing for as long as it may is ended, and who reads a little each time is not.
    @Test
    void whoDoesNotReadWhatItIsToldIsEnded() {
        TlsContexts.Patience patience = TlsContexts.Patience.STANDARD;
        long deafLooks = FramePatience.LOOKS * patience.unread().dividedBy(patience.unfinished());
        hears(preface());
        hears(frame(FrameHeads.SETTINGS, 0, 0));
        assertFalse(channel.write(Unpooled.buffer().writeZero(64 * 1024)).isDone());
        looks((int) deafLooks);
        assertTrue(channel.isOpen());
        // The look at which something began to wait is none at which it waited since the one before.
        looks(1);
        assertFalse(channel.isOpen());
        assertEquals(List.of("does not read what it is told"), ended);
    }

    @Test
    void whoReadsAgainHasAllItsTimeAgain() {
        TlsContexts.Patience patience = TlsContexts.Patience.STANDARD;
        int deafLooks = (int) (FramePatience.LOOKS * patience.unread().dividedBy(patience.unfinished()));
        hears(preface());
        hears(frame(FrameHeads.SETTINGS, 0, 0));
        for (int i = 0; i < 3; i++) {
            assertFalse(channel.write(Unpooled.buffer().writeZero(64 * 1024)).isDone());
            looks(deafLooks);
            channel.flush();
            channel.releaseOutbound();
            looks(1);
        }
        assertTrue(channel.isOpen());
        assertEquals(List.of(), ended);
    }

    @Test
    void whatIsNotBytesPassesThrough() {
        assertTrue(channel.writeInbound("told"));
        assertEquals("told", channel.readInbound());
        assertTrue(channel.writeOutbound("said"));
        assertEquals("said", channel.readOutbound());
        channel.pipeline().remove(FramePatience.class);
        looks(100);
        assertTrue(channel.isOpen());
    }
}
