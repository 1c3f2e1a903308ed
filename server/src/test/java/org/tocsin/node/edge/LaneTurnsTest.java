package org.tocsin.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.model.Bytes;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.Frame;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Delivery.Item;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.control.CheckIn;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.intake.IntakeLimits;
import org.tocsin.node.intake.LaneCaller;
import org.tocsin.node.intake.LaneSession;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.wire.ControlCodec;

/// What becomes of a stream when something happens between two of its steps. The verify stage does its tasks here when
/// a test says so, and time goes by when a test says so. Rules R-LAN-1, R-ADM-5, threats S-SLOW and S-FLOOD.
class LaneTurnsTest {
    @TempDir
    Path directory;

    private final Instant start = Instant.now();
    private final AtomicLong seconds = new AtomicLong();
    private final Turns turns = new Turns();
    private final Sweeps sweeps = new Sweeps();
    private NodeRig es;
    private NodeRig jp;
    private AuthorKit author;

    /// Threads that do what they were given when a test says so.
    private static final class Turns extends AbstractExecutorService {
        private final BlockingQueue<Runnable> given = new LinkedBlockingQueue<>();
        private int done;

        @Override
        public void execute(Runnable task) {
            given.add(task);
        }

        void all() {
            for (Runnable next = given.poll(); next != null; next = given.poll()) {
                next.run();
                done++;
            }
        }

        /// Does what there is, and what the committer gives, until something holds.
        void until(BooleanSupplier holds) throws InterruptedException {
            all();
            while (!holds.getAsBoolean()) {
                Runnable next = given.poll(90, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("nothing is to be done");
                }
                next.run();
                done++;
                all();
            }
        }

        @Override
        public void shutdown() {
            given.clear();
        }

        @Override
        public List<Runnable> shutdownNow() {
            given.clear();
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return given.isEmpty();
        }

        @Override
        public boolean isTerminated() {
            return given.isEmpty();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    /// Timers of which the repeated ones go off when a test says so.
    private static final class Sweeps extends ScheduledThreadPoolExecutor {
        private final List<Runnable> repeated = new ArrayList<>();

        Sweeps() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
            repeated.add(command);
            return super.scheduleWithFixedDelay(() -> {}, first, delay, unit);
        }

        void goOff() {
            repeated.forEach(Runnable::run);
        }
    }

    /// The other end of a stream.
    private static final class Caller implements LaneCaller {
        private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        private final List<Fault.Reason> faults = new ArrayList<>();
        private final LaneSession session;
        private boolean midMessage;
        private boolean reads = true;
        private int ends;

        Caller(NodeRig receiver, Team author) {
            this.session = receiver.intake().begin(author, this);
        }

        Caller open(Lane lane, int laneEpoch) {
            session.open(new Delivery.Open(lane, laneEpoch, List.of(), 0));
            return this;
        }

        void send(Frame frame) {
            session.frame(frame, 1_000);
        }

        @Override
        public boolean isReady() {
            return reads;
        }

        @Override
        public Heard heard() {
            return new Heard(7, midMessage);
        }

        @Override
        public void answer(Answer answer) {
            answers.add(answer);
        }

        @Override
        public void more() {
            // It sends when a test likes.
        }

        @Override
        public void end() {
            ends++;
        }

        @Override
        public void fail(Fault fault) {
            faults.add(fault.reason());
        }
    }

    /// A work under which the ledger breaks, once it may.
    private record Breaking(CountDownLatch under) implements Work {
        @Override
        public WorkOrigin origin() {
            return new WorkOrigin.Maintenance();
        }

        @Override
        public int bytes() {
            return 1;
        }

        @Override
        public void run(Batch batch) {
            try {
                under.await();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
            throw new AssertionError("the ledger breaks");
        }

        @Override
        public void committed(Head head) {
            throw new AssertionError("it was not committed");
        }

        @Override
        public void failed(LedgerException cause) {
            // Told to the lane too.
        }
    }

    @BeforeEach
    void startReceiver() throws Exception {
        es = new NodeRig(directory, "cert-es.example");
        jp = new NodeRig(directory, "cert-jp.example");
        NodeRig.agree(es, jp, Tlp.AMBER, Tlp.GREEN);
        jp.clock = this::now;
        jp.verifiers = () -> turns;
        jp.clocks = () -> sweeps;
        author = new AuthorKit(es.team, es.papers.ledger());
    }

    @AfterEach
    void stopReceiver() {
        jp.close();
    }

    private Instant now() {
        return start.plusSeconds(seconds.get());
    }

    private Caller opened(Lane lane) {
        Caller caller = new Caller(jp, es.team).open(lane, 1);
        turns.all();
        assertInstanceOf(Answer.State.class, caller.answers.remove());
        return caller;
    }

    private AuthorKit.Entry green(int number) {
        return author.record(SampleRecords.bundle(number, Tlp.GREEN));
    }

    /// The first part of an item, of which the rest never comes.
    private Frame begun(AuthorKit.Entry entry) {
        Frame whole = author.frame(1, 0, List.of(entry));
        Item item = new Item.Stated(1, entry.index(), entry.statement(), entry.fragments(), true);
        return new Frame(whole.checkpoint(), whole.consistency(), whole.proof(), List.of(item));
    }

    private void sweepAfter(int more) {
        seconds.addAndGet(more);
        sweeps.goOff();
        turns.all();
    }

    private static void assertHeld(HoldReason reason, Caller caller) {
        assertEquals(
                reason,
                assertInstanceOf(Answer.Hold.class, caller.answers.remove()).reason());
        assertEquals(1, caller.ends);
    }

    @Test
    void whoKeepsUsWaitingInTheMiddleOfSomethingIsEndedAfterAMinuteAndWhoOwesNothingIsNot() throws Exception {
        jp.start();
        Caller calm = opened(Lane.BULK);
        Caller begun = opened(Lane.ROUTINE);
        Caller midMessage = opened(Lane.CONTROL);
        Caller deaf = opened(Lane.EMERGENCY);
        begun.send(begun(green(1)));
        turns.all();
        midMessage.midMessage = true;
        deaf.reads = false;
        sweepAfter(0);
        sweepAfter(59);
        for (Caller waited : List.of(begun, midMessage, deaf)) {
            assertEquals(List.of(), waited.faults);
        }
        sweepAfter(1);
        for (Caller waited : List.of(begun, midMessage, deaf)) {
            assertEquals(List.of(Fault.Reason.DEADLINE), waited.faults);
        }
        sweepAfter(600);
        assertEquals(List.of(), calm.faults);
        assertEquals(List.of(), jp.received(es.team));
    }

    @Test
    void aStreamThatBrokeBeforeItsTurnOpensNothing() throws Exception {
        jp.start();
        Caller caller = new Caller(jp, es.team);
        caller.session.broken();
        caller.open(Lane.ROUTINE, 1);
        caller.session.completed();
        caller.send(author.frame(1, 0, List.of(green(1))));
        jp.intake().expel(es.team);
        turns.all();
        assertTrue(caller.answers.isEmpty());
        assertEquals(List.of(), caller.faults);
        assertTrue(jp.intake().isIdle());
    }

    @Test
    void aStreamThatBrokeWhileItTookALaneOverDoesNotBegin() throws Exception {
        jp.start();
        Caller first = opened(Lane.ROUTINE);
        Caller second = new Caller(jp, es.team).open(Lane.ROUTINE, 1);
        second.session.broken();
        turns.all();
        assertEquals(List.of(Fault.Reason.PROTOCOL), first.faults);
        assertTrue(second.answers.isEmpty());
        assertTrue(jp.intake().isIdle());
    }

    @Test
    void whatComesBehindTheLastWordIsNotTakenAndWhatCameBeforeIsReceipted() throws Exception {
        jp.start();
        Caller caller = opened(Lane.ROUTINE);
        caller.send(author.frame(1, 0, List.of(green(1))));
        jp.intake().drain();
        jp.intake().drain();
        caller.send(author.frame(2, 1, List.of(green(2))));
        turns.until(() -> caller.ends == 1);
        assertInstanceOf(Answer.ReceiptDelivery.class, caller.answers.remove());
        assertHeld(HoldReason.DRAINING, caller);
        assertEquals(1, jp.received(es.team).size());
        assertTrue(jp.intake().isIdle());
    }

    @Test
    void whatIsCommittedAfterItsStreamBrokeIsHeldAndAnsweredToNobody() throws Exception {
        jp.start();
        Caller caller = opened(Lane.ROUTINE);
        caller.send(author.frame(1, 0, List.of(green(1))));
        caller.session.broken();
        // It opens, takes the frame, breaks, and hears of the commit.
        turns.until(() -> turns.done == 4);
        assertEquals(1, jp.received(es.team).size());
        assertTrue(caller.answers.isEmpty());
        assertTrue(jp.intake().isIdle());
    }

    @Test
    void whatWasGatheredAndNotHandedOverWhenAStreamBreaksIsNotHeld() throws Exception {
        jp.start();
        Caller caller = opened(Lane.ROUTINE);
        AuthorKit.Entry entry = green(1);
        caller.send(author.frame(1, 0, List.of(entry)));
        caller.session.broken();
        caller.send(author.frame(1, 0, List.of(entry)));
        turns.all();
        assertEquals(List.of(), jp.received(es.team));
        assertEquals(0, opened(Lane.ROUTINE).ends);
    }

    @ParameterizedTest
    @ValueSource(strings = {"through", "lane_epoch"})
    void aLaneThatMovedMeanwhileStartsAgain(String column) throws Exception {
        jp.start();
        Caller caller = opened(Lane.ROUTINE);
        Caller other = opened(Lane.CONTROL);
        caller.send(author.frame(1, 0, List.of(green(1))));
        turns.until(() -> !caller.answers.isEmpty());
        assertInstanceOf(Answer.ReceiptDelivery.class, caller.answers.remove());
        jp.database()
                .transactions()
                .writing(session -> session.update("update lane_in set " + column + " = " + column + " + 1"));
        caller.send(author.frame(2, 1, List.of(green(2))));
        turns.until(() -> !caller.faults.isEmpty());
        assertEquals(List.of(Fault.Reason.STORAGE), caller.faults);
        assertEquals(List.of(), other.faults);
        assertEquals(1, jp.received(es.team).size());
    }

    /// Rule R-SEE-2: each lane alone goes on from what it saw.
    @Test
    void twoHistoriesThatTwoLanesShowStopTheSecond() throws Exception {
        jp.start();
        Caller routine = opened(Lane.ROUTINE);
        Caller control = opened(Lane.CONTROL);
        AuthorKit twin = new AuthorKit(es.team, es.papers.ledger());
        Bytes checkIn = ControlCodec.encode(new CheckIn(jp.team, now()));
        AuthorKit.Entry other = twin.document(Statement.Kind.CHECK_IN, List.of(), checkIn);
        routine.send(author.frame(1, 0, List.of(green(1))));
        turns.until(() -> !routine.answers.isEmpty());
        assertInstanceOf(Answer.ReceiptDelivery.class, routine.answers.remove());
        control.send(twin.frame(1, 0, List.of(other)));
        turns.until(() -> control.ends == 1);
        assertEquals(
                StopReason.INCONSISTENT,
                assertInstanceOf(Answer.Stop.class, control.answers.remove()).reason());
        assertEquals(1, control.ends);
        jp.audited("INCONSISTENT", "two roots for one size");
    }

    @Test
    void aLedgerThatTakesNothingHoldsTheLane() throws Exception {
        jp.start();
        Caller caller = opened(Lane.ROUTINE);
        jp.ledger().close();
        caller.send(author.frame(1, 0, List.of(green(1))));
        turns.all();
        assertHeld(HoldReason.STORAGE, caller);
    }

    @Test
    void aLedgerThatStopsUnderACommitHoldsTheLane() throws Exception {
        jp.start();
        Caller caller = opened(Lane.ROUTINE);
        CountDownLatch under = new CountDownLatch(1);
        jp.ledger().submit(new Breaking(under));
        caller.send(author.frame(1, 0, List.of(green(1))));
        turns.all();
        under.countDown();
        turns.until(() -> caller.ends == 1);
        assertHeld(HoldReason.STORAGE, caller);
        Caller next = new Caller(jp, es.team).open(Lane.CONTROL, 1);
        turns.all();
        assertHeld(HoldReason.NOT_SIGNING, next);
    }

    /// Rule R-MAN-8.
    @Test
    void whoWasToldOlderManifestsThanOurSignatureNeedsOpensTheLaneAnew() throws Exception {
        jp.start();
        NodeRig before = new NodeRig(directory, "cert-jp.example");
        jp.trust().replace(List.of(before.papers.pinned(), es.papers.pinned()));
        Caller caller = opened(Lane.ROUTINE);
        caller.send(author.frame(1, 0, List.of(green(1))));
        turns.until(() -> !caller.faults.isEmpty());
        assertEquals(List.of(Fault.Reason.PROTOCOL), caller.faults);
        assertTrue(caller.answers.isEmpty());
        // What was told then is no signature of ours: a new stream waits for the next one.
        Caller next = new Caller(jp, es.team).open(Lane.ROUTINE, 1);
        turns.all();
        assertHeld(HoldReason.NOT_SIGNING, next);
    }

    @Test
    void whereTheNodeHoldsTooMuchWhatIsNotWholeIsLetGoOf() throws Exception {
        jp.limits = new IntakeLimits(1L << 30, 1_000, 1L << 30, 10);
        jp.start();
        Caller caller = opened(Lane.ROUTINE);
        caller.send(begun(green(1)));
        turns.all();
        assertHeld(HoldReason.STORAGE, caller);
        assertEquals(List.of(), jp.received(es.team));
    }

    @Test
    void whoIsCutOffIsEndedOnceAndOthersAreNot() throws Exception {
        jp.start();
        Caller theirs = opened(Lane.ROUTINE);
        jp.intake().expel(new Team("cert-fr.example"));
        turns.all();
        assertEquals(List.of(), theirs.faults);
        jp.intake().expel(es.team);
        jp.intake().expel(es.team);
        jp.intake().halt(es.team);
        turns.all();
        assertEquals(List.of(Fault.Reason.IDENTITY_REFUSED), theirs.faults);
        assertEquals(Optional.of(true), Optional.of(jp.intake().isIdle()));
    }

    @Test
    void whoOpensItsLaneOnceMoreIsToldAgainWhereItStands() throws Exception {
        jp.start();
        Caller caller = opened(Lane.ROUTINE);
        caller.open(Lane.ROUTINE, 1);
        caller.session.completed();
        turns.all();
        assertInstanceOf(Answer.State.class, caller.answers.remove());
        assertEquals(1, caller.ends);
        assertEquals(List.of(), caller.faults);
    }

    /// R-LED-5: an older checkpoint is no rollback, but they are not many.
    @ParameterizedTest
    @CsvSource({"16, false", "17, true"})
    void whoShowsManyOlderCheckpointsAtOnceIsStopped(int older, boolean isStopped) throws Exception {
        jp.start();
        Caller caller = opened(Lane.ROUTINE);
        List<Frame> late = new ArrayList<>();
        AuthorKit.Entry first = green(100);
        for (int i = 0; i < older; i++) {
            late.add(author.frame(i + 2, 0, List.of(green(i))));
        }
        green(101);
        caller.send(author.frame(1, 0, List.of(first)));
        late.forEach(caller::send);
        turns.until(() -> !caller.answers.isEmpty());
        assertInstanceOf(Answer.ReceiptDelivery.class, caller.answers.remove());
        assertEquals(isStopped ? 17 : older + 1, jp.received(es.team).size());
        assertEquals(isStopped ? 1 : 0, caller.ends);
    }

    @Test
    void whoOpensMoreOftenThanItMayIsRefusedForNow() throws Exception {
        jp.limits = new IntakeLimits(1L << 30, 1, 1L << 30, 1L << 30);
        jp.start();
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(new Caller(jp, es.team).open(Lane.ROUTINE, 1));
        }
        turns.all();
        assertTrue(callers.getLast().answers.isEmpty());
        assertEquals(List.of(Fault.Reason.TOO_MANY), callers.getLast().faults);
        seconds.addAndGet(60);
        assertEquals(0, opened(Lane.ROUTINE).ends);
    }
}
