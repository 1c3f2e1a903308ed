package org.tocsin.node.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.node.fault.Fault;

/// What is asked for, counted: a partner beyond its budget is not asked, and so costs nothing more. Threat S-FLOOD.
class TurnstileTest {
    private static final int MEBIBYTE = 1 << 20;

    private Instant now = Instant.parse("2026-11-22T03:00:00Z");
    private final Alarms timers = new Alarms();
    private final AtomicLong all = new AtomicLong();
    private final SerialExecutor serial = new SerialExecutor(Runnable::run);

    /// Timers that go off when a test says so.
    private static final class Alarms extends ScheduledThreadPoolExecutor {
        private final List<Runnable> due = new ArrayList<>();
        private final List<Duration> delays = new ArrayList<>();

        Alarms() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            due.add(command);
            delays.add(Duration.of(delay, unit.toChronoUnit()));
            return super.schedule(() -> {}, 0, TimeUnit.NANOSECONDS);
        }

        void goOff() {
            List<Runnable> now = List.copyOf(due);
            due.clear();
            now.forEach(Runnable::run);
        }
    }

    /// A stream that counts how often it was asked.
    private static final class Stream implements LaneCaller {
        private int asked;
        private boolean reads = true;

        @Override
        public void answer(Answer answer) {
            throw new AssertionError("nothing is answered here");
        }

        @Override
        public boolean isReady() {
            return reads;
        }

        @Override
        public void more() {
            asked++;
        }

        @Override
        public void end() {
            throw new AssertionError("nothing ends here");
        }

        @Override
        public void fail(Fault fault) {
            throw new AssertionError("nothing fails here");
        }
    }

    @AfterEach
    void stopTimers() {
        timers.shutdownNow();
    }

    private PartnerBudget budget(IntakeLimits limits) {
        return new PartnerBudget(limits, () -> now, all);
    }

    private Turnstile turnstile(PartnerBudget budget, Stream stream) {
        return new Turnstile(budget, stream, serial, timers);
    }

    @Test
    void asMuchIsAskedForAsMayBeUnderWayAndThenOneForEachThatIsDone() {
        PartnerBudget budget = budget(new IntakeLimits(1 << 30, 1_000, 1 << 30, 1 << 30));
        Stream stream = new Stream();
        Turnstile turnstile = turnstile(budget, stream);
        turnstile.open(16);
        assertEquals(16, stream.asked);
        budget.arrived(1_000);
        turnstile.done(1_000);
        assertEquals(17, stream.asked);
        assertEquals(0, budget.inFlight());
        assertEquals(0, all.get());
    }

    @Test
    void whoSendsMoreThanItMayASecondIsNotAskedUntilItHasWaited() {
        PartnerBudget budget = budget(new IntakeLimits(2 * MEBIBYTE, 1_000, 1 << 30, 1 << 30));
        Stream stream = new Stream();
        Turnstile turnstile = turnstile(budget, stream);
        turnstile.open(4);
        for (int i = 0; i < 4; i++) {
            budget.arrived(MEBIBYTE);
            turnstile.done(MEBIBYTE);
        }
        // Two are one second's worth; the third overdrew, so that only what was asked for before still came.
        assertEquals(6, stream.asked);
        assertEquals(List.of(Duration.ofMillis(500)), timers.delays);
        now = now.plusMillis(1_000);
        timers.goOff();
        assertEquals(8, stream.asked);
    }

    @Test
    void smallMessagesAreCountedToo() {
        PartnerBudget budget = budget(new IntakeLimits(1 << 30, 10, 1 << 30, 1 << 30));
        Stream stream = new Stream();
        Turnstile turnstile = turnstile(budget, stream);
        turnstile.open(16);
        for (int i = 0; i < 16; i++) {
            budget.arrived(1);
            turnstile.done(1);
        }
        assertEquals(26, stream.asked);
        assertEquals(Duration.ofMillis(100), timers.delays.getFirst());
    }

    @Test
    void whoHasTooMuchUnderWayHasOneMessageALaneUnderWay() {
        PartnerBudget budget = budget(new IntakeLimits(1 << 30, 1_000, 4 * MEBIBYTE, 1 << 30));
        Stream first = new Stream();
        Turnstile one = turnstile(budget, first);
        one.open(8);
        for (int i = 0; i < 8; i++) {
            budget.arrived(MEBIBYTE);
        }
        Stream second = new Stream();
        Turnstile two = turnstile(budget, second);
        two.open(8);
        assertEquals(1, second.asked);
        for (int i = 0; i < 4; i++) {
            one.done(MEBIBYTE);
        }
        assertEquals(8, first.asked);
        // Down to three mebibytes: both go on.
        one.done(MEBIBYTE);
        assertEquals(8 + 5, first.asked);
        budget.arrived(MEBIBYTE);
        two.done(MEBIBYTE);
        assertEquals(9, second.asked);
    }

    @Test
    void partsOfAnItemCountAsUnderWayUntilItIsWhole() {
        PartnerBudget budget = budget(new IntakeLimits(1 << 30, 1_000, 4 * MEBIBYTE, 1 << 30));
        Stream stream = new Stream();
        Turnstile turnstile = turnstile(budget, stream);
        turnstile.open(2);
        turnstile.holding(5 * MEBIBYTE);
        assertEquals(5 * MEBIBYTE, all.get());
        turnstile.done(0);
        assertEquals(2, stream.asked);
        turnstile.done(0);
        assertEquals(3, stream.asked);
        turnstile.holding(0);
        turnstile.ask();
        assertEquals(4, stream.asked);
        assertEquals(0, all.get());
    }

    @Test
    void whoDoesNotReadOurAnswersIsNotAsked() {
        PartnerBudget budget = budget(new IntakeLimits(1 << 30, 1_000, 1 << 30, 1 << 30));
        Stream stream = new Stream();
        Turnstile turnstile = turnstile(budget, stream);
        turnstile.open(16);
        stream.reads = false;
        for (int i = 0; i < 16; i++) {
            budget.arrived(1_000);
            turnstile.done(1_000);
        }
        assertEquals(16, stream.asked);
        stream.reads = true;
        turnstile.ask();
        assertEquals(32, stream.asked);
    }

    @Test
    void aStreamThatIsShutAsksForNothingAndHoldsNothing() {
        PartnerBudget budget = budget(new IntakeLimits(1 << 30, 1_000, 1 << 30, 1 << 30));
        Stream stream = new Stream();
        Turnstile turnstile = turnstile(budget, stream);
        turnstile.open(2);
        turnstile.holding(77);
        budget.arrived(10);
        turnstile.shut();
        assertEquals(10, all.get());
        turnstile.done(10);
        assertEquals(2, stream.asked);
        assertEquals(0, all.get());
    }

    @Test
    void onePartnerAtFiftyTimesItsBudgetCostsTheOthersNothing() {
        IntakeLimits limits = new IntakeLimits(MEBIBYTE, 1_000, 16 * MEBIBYTE, 64 * MEBIBYTE);
        PartnerBudget flooding = budget(limits);
        PartnerBudget polite = budget(limits);
        Stream flood = new Stream();
        Turnstile floodgate = turnstile(flooding, flood);
        Stream calm = new Stream();
        Turnstile calmgate = turnstile(polite, calm);
        floodgate.open(16);
        calmgate.open(16);
        long taken = 0;
        int politeTaken = 0;
        long heldMax = 0;
        for (int tick = 0; tick < 1_000; tick++) {
            // A hundred ticks a second; the flooder has half a mebibyte ready at each of them.
            if (flood.asked > taken) {
                taken++;
                flooding.arrived(MEBIBYTE / 2);
                heldMax = Math.max(heldMax, all.get());
                floodgate.done(MEBIBYTE / 2);
            }
            if (tick % 10 == 0) {
                assertTrue(calm.asked > politeTaken, "the polite one is kept waiting at " + tick);
                politeTaken++;
                polite.arrived(10_000);
                calmgate.done(10_000);
            }
            now = now.plusMillis(10);
            timers.goOff();
        }
        // Ten seconds: ten mebibytes, one in advance, and what was asked for at once.
        assertTrue(taken <= 2 * 11 + 16, "taken " + taken);
        assertTrue(taken >= 20, "taken " + taken);
        assertEquals(100, politeTaken);
        assertTrue(heldMax <= MEBIBYTE, "held " + heldMax);
    }
}
