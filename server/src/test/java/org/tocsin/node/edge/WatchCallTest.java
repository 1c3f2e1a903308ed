package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// An officer who watches is told in order, and not told any more when they do not keep up or are no longer trusted.
class WatchCallTest {
    private final Line line = new Line();
    private final AtomicInteger left = new AtomicInteger();
    private boolean trusted = true;

    private WatchCall<String> watch() {
        WatchCall<String> call = new WatchCall<>(line, () -> trusted, "first");
        call.begin(left::incrementAndGet);
        return call;
    }

    @Test
    void whoDoesNotKeepUpWithSoManyIsNoLongerTold() {
        WatchCall<String> call = watch();
        line.ready = false;
        for (int i = 0; i < WatchCall.BEHIND_MAX; i++) {
            assertTrue(call.tell("one"));
        }
        assertEquals(0, left.get());
        assertFalse(call.tell("one too many"));
        assertEquals(List.of(Status.Code.RESOURCE_EXHAUSTED), line.ended);
        assertEquals(1 + WatchCall.BEHIND_MAX, line.told.size());
        assertEquals(1, left.get());
        assertFalse(call.tell("after the end"));
    }

    @Test
    void whoCatchesUpStartsAnew() {
        WatchCall<String> call = watch();
        for (int round = 0; round < 2; round++) {
            line.ready = false;
            for (int i = 0; i < WatchCall.BEHIND_MAX; i++) {
                assertTrue(call.tell("one"));
            }
            line.ready = true;
            assertTrue(call.tell("caught up"));
        }
        assertEquals(List.of(), line.ended);
    }

    @Test
    void theFirstAnswerComesBeforeAllOthersAndOnce() {
        WatchCall<String> call = new WatchCall<>(line, () -> trusted, "first");
        assertTrue(call.tell("second"));
        call.begin(left::incrementAndGet);
        assertEquals(List.of("first", "second"), line.told);
    }

    @Test
    void whoIsNoLongerTrustedIsToldNothingMore() {
        WatchCall<String> call = watch();
        trusted = false;
        assertFalse(call.tell("secret"));
        assertEquals(List.of("first"), line.told);
        assertEquals(List.of(Status.Code.UNAUTHENTICATED), line.ended);
        assertEquals(1, left.get());
    }

    @Test
    void whoWentAwayBeforeItBeganIsLeftAtOnce() {
        line.cancelled = true;
        WatchCall<String> call = watch();
        assertEquals(1, left.get());
        assertEquals(List.of(), line.told);
        call.drain();
        assertEquals(List.of(), line.ended);
    }

    /// An officer's line that takes everything, and says whether it would rather not.
    private static final class Line extends ServerCallStreamObserver<String> {
        private final List<String> told = new ArrayList<>();
        private final List<Status.Code> ended = new ArrayList<>();
        private boolean ready = true;
        private boolean cancelled;

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void onNext(String answer) {
            told.add(answer);
        }

        @Override
        public void onError(Throwable fault) {
            ended.add(Status.fromThrowable(fault).getCode());
        }

        @Override
        public void onCompleted() {}

        @Override
        public void setOnCancelHandler(Runnable handler) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }
}
