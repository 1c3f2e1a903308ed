package org.tocsin.node.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.trust.PinnedTeam;

/// The receiver's end of one lane stream. Everything runs one after the other on the verify stage; the transport's
/// threads and the committer only hand over.
///
/// Receives frames, checks and judges them, gives works to the ledger, and answers with the receipts of the commits.
/// Rule R-LAN-1.
public final class LaneSession implements IntakeWork.Waiting {
    private static final Duration RETRY = LaneEntrance.RETRY;

    private final Intake intake;
    private final IntakeParts parts;
    private final Team author;
    private final LaneCaller caller;
    private final SerialExecutor serial;
    private final LaneNotices notices;
    private final PartnerBudget budget;
    private final Turnstile turnstile;
    private final LaneProgress progress = new LaneProgress();
    private final InboundRate rate = new InboundRate();
    /// Messages that wait to be verified.
    private final AtomicInteger arriving = new AtomicInteger();

    private volatile Lane kind = Lane.ROUTINE;
    private volatile boolean owesPart;
    private @Nullable OpenLane open;
    private int pending;
    private boolean ended;
    private boolean closing;
    private final List<Runnable> whenIdle = new ArrayList<>();

    LaneSession(Intake intake, IntakeParts parts, Team author, PartnerBudget budget, LaneCaller caller) {
        this.intake = intake;
        this.parts = parts;
        this.author = author;
        this.notices = new LaneNotices(parts, author);
        this.budget = budget;
        this.caller = caller;
        this.serial = new SerialExecutor(parts.stages().verifying());
        this.turnstile = new Turnstile(budget, caller, serial, parts.stages().timers());
    }

    /// The first message. Called on a transport thread.
    public void open(Delivery.Open opening) {
        kind = opening.lane();
        if (kind == Lane.EMERGENCY) {
            serial.moveTo(parts.stages().urgent());
        }
        budget.asked();
        serial.execute(() -> opened(opening));
    }

    /// Bytes of a message of the lane that was opened, at most: to be asked before a message is decoded.
    public int messageBytesMax() {
        return LaneRules.messageBytesMax(kind);
    }

    /// Every further message, with its size. Called on a transport thread.
    public void frame(Delivery.Frame frame, int bytes) {
        budget.arrived(bytes);
        arriving.incrementAndGet();
        serial.execute(() -> framed(frame, bytes));
    }

    /// The author has no more to send, or the stream is old enough: it ends when nothing is under way.
    public void completed() {
        serial.execute(() -> finishWhenIdle(null));
    }

    /// The stream broke or was cancelled. Called on a transport thread.
    public void broken() {
        serial.execute(this::end);
    }

    /// The author reads again what it is answered. Called on a transport thread.
    public void ready() {
        serial.execute(turnstile::ask);
    }

    /// Ends the stream if its author stopped in the middle of something.
    void sweep(Instant now) {
        LaneCaller.Heard heard = caller.heard();
        if (progress.isStalled(heard.bytes(), owesPart || heard.midMessage(), caller.isReady(), now)) {
            serial.execute(() -> fail(Fault.of(Fault.Reason.DEADLINE, "no progress in time")));
        }
    }

    /// Its author is not a partner any more: nothing that waits is taken.
    void expel() {
        serial.execute(() -> fail(Fault.of(Fault.Reason.IDENTITY_REFUSED, "not a partner")));
    }

    InboundRate rate() {
        return rate;
    }

    /// Ends the stream if its lane stands still now. Rule R-EVI-3.
    void halt() {
        if (parts.witnesses().doubts().halts(author, kind)) {
            serial.execute(() -> stop(StopReason.INCONSISTENT, LaneEntrance.HALTED));
        }
    }

    void drain() {
        serial.execute(() -> finishWhenIdle(new Answer.Hold(millis(RETRY), HoldReason.DRAINING)));
    }

    private void opened(Delivery.Open opening) {
        if (ended) {
            return;
        }
        switch (LaneEntrance.ask(intake, parts, author, opening.lane())) {
            case LaneEntrance.Refuse refuse -> fail(refuse.fault());
            case LaneEntrance.Wait wait -> hold(wait.reason(), wait.retryAfter());
            case LaneEntrance.Halted halted -> stop(StopReason.INCONSISTENT, LaneEntrance.HALTED);
            case LaneEntrance.Open entered -> enter(opening);
        }
    }

    private void enter(Delivery.Open opening) {
        CrashPoint.LANE_ASKED.pass();
        LaneSession before = intake.takeOver(this, author, opening.lane());
        if (before == null || before == this) {
            begin(opening);
        } else {
            before.supersede(() -> serial.execute(() -> begin(opening)));
        }
    }

    /// Another stream takes the lane over; it begins when nothing of this one is under way any more.
    private void supersede(Runnable successor) {
        serial.execute(() -> {
            whenIdle.add(successor);
            fail(Fault.retry(Fault.Reason.PROTOCOL, "another stream took this lane over", RETRY));
            runWhenIdle();
        });
    }

    private void begin(Delivery.Open opening) {
        if (ended) {
            return;
        }
        if (!opening.manifests().isEmpty()) {
            parts.partners().extend(author, opening.manifests());
        }
        IntakeWork.Channel channel =
                new IntakeWork.Channel(parts.trust().own(), author, opening.lane(), opening.laneEpoch());
        LaneResumption resumption = LaneResumption.read(parts, channel);
        if (resumption.lane().laneEpoch() > opening.laneEpoch()) {
            stop(StopReason.LANE_EPOCH, "the lane's epoch is older than the one that is held");
            return;
        }
        ToldManifests told = ToldManifests.of(parts.trust());
        ShownHeads shown = new ShownHeads(parts.ledger().view(), opening.seen());
        OpenLane lane = OpenLane.of(intake, channel, resumption, shown, told);
        open = lane;
        caller.answer(resumption.state(shown));
        CrashPoint.LANE_STATE_SENT.pass();
        for (Answer.ReceiptDelivery missed : resumption.missedReceipts(opening.receipted(), shown)) {
            caller.answer(missed);
        }
        turnstile.open(LaneRules.messagesInFlightMax(opening.lane()));
    }

    private void framed(Delivery.Frame frame, int bytes) {
        arriving.decrementAndGet();
        OpenLane lane = open;
        if (ended || closing || lane == null) {
            if (!ended && !closing) {
                fail(Fault.of(Fault.Reason.PROTOCOL, "a frame before the lane's state was answered"));
            }
            turnstile.done(bytes);
            return;
        }
        CrashPoint.FRAME_HEARD.pass();
        Optional<PinnedTeam> team = parts.trust().pinned(author);
        if (team.isEmpty()) {
            turnstile.done(bytes);
            fail(Fault.of(Fault.Reason.NOT_A_PARTNER, "not a partner"));
            return;
        }
        switch (lane.verifier().verify(frame, team.get().keyPeriods())) {
            case FrameVerdict.Failed failed -> {
                turnstile.done(bytes);
                notices.contradicted(failed);
                stop(failed.reason(), failed.what());
            }
            case FrameVerdict.Retired retired -> {
                turnstile.done(bytes);
                notices.retired(kind, retired.what());
                fail(Fault.retry(Fault.Reason.NOT_VERIFIED, retired.what(), RETRY));
            }
            case FrameVerdict.Proven proven -> {
                CrashPoint.FRAME_VERIFIED.pass();
                switch (lane.take(frame, proven.frame(), intake.termsHeard())) {
                    case OpenLane.Taken.Broken broken -> {
                        turnstile.done(bytes);
                        stop(broken.reason(), broken.rule());
                    }
                    case OpenLane.Taken.Early early -> {
                        turnstile.done(bytes);
                        hold(HoldReason.NO_AGREEMENT, LaneEntrance.RETRY_AGREEMENT);
                    }
                    case OpenLane.Taken.Whole whole -> settle(lane, whole.arrivals(), bytes);
                }
                hold(lane.heldBytes());
            }
        }
    }

    /// What is held of an item that is not whole counts as under way. Where the node as a whole holds too much, it is
    /// let go of: the author sends it again.
    private void hold(int partBytes) {
        if (ended || closing) {
            return;
        }
        owesPart = partBytes > 0;
        turnstile.holding(partBytes);
        if (owesPart && budget.isNodeFull()) {
            hold(HoldReason.STORAGE, RETRY);
        }
    }

    private void settle(OpenLane lane, List<Arrival> arrivals, int bytes) {
        CrashPoint.ITEMS_ASSEMBLED.pass();
        Gathering gathering = lane.gathering();
        Gathering.Judged judged = gathering.judge(
                arrivals, parts.partners().agreements(author), parts.clock().instant());
        CrashPoint.ITEMS_JUDGED.pass();
        if (!gathering.fits(judged.items(), parts.ledger().commitShare())) {
            submit(lane);
        }
        if (judged.items().isEmpty() || closing) {
            turnstile.done(bytes);
        } else {
            gathering.add(judged.items(), bytes);
        }
        if (arriving.get() == 0 || lane.isUrgent()) {
            submit(lane);
        }
        judged.hold().ifPresent(reason -> hold(reason, LaneEntrance.RETRY_AGREEMENT));
    }

    /// Hands what is gathered to the ledger.
    private void submit(OpenLane lane) {
        if (lane.gathering().isEmpty()) {
            return;
        }
        Gathering.Gathered gathered = lane.gathering().take();
        IntakeWork work = lane.work(gathered.items(), intake.relaying(), this);
        try {
            lane.underWay().addLast(new OpenLane.UnderWay(work, gathered.messages()));
            pending++;
            parts.ledger().submit(work);
            CrashPoint.INTAKE_SUBMITTED.pass();
            lane.moveTo(work.after());
        } catch (LedgerException refused) {
            lane.underWay().removeLast();
            pending--;
            gathered.messages().forEach(turnstile::done);
            finishWhenIdle(new Answer.Hold(millis(RETRY), LaneEntrance.reason(refused)));
        }
    }

    @Override
    public void committed(IntakeWork work, Head head) {
        CrashPoint.INTAKE_COMMITTED.pass();
        if (kind == Lane.CONTROL) {
            intake.termsHeard().processed(author, work.place());
        }
        serial.execute(() -> {
            settled(work);
            rate.count(work.items().size(), parts.clock().instant());
            receipt(work, head);
            runWhenIdle();
        });
    }

    @Override
    public void failed(IntakeWork work, LedgerException cause) {
        serial.execute(() -> {
            settled(work);
            if (cause.reason() == LedgerException.Reason.WORK_FAILED) {
                notices.restarted(kind, String.valueOf(cause.getMessage()));
                if (cause.getCause() instanceof SeenTable.ContradictionException two) {
                    notices.contradicted(two);
                    stop(StopReason.INCONSISTENT, "two roots for one size");
                } else {
                    fail(Fault.retry(Fault.Reason.STORAGE, "the lane starts again", RETRY));
                }
            } else {
                finishWhenIdle(new Answer.Hold(millis(RETRY), LaneEntrance.reason(cause)));
            }
            runWhenIdle();
        });
    }

    private void settled(IntakeWork work) {
        pending--;
        Optional.ofNullable(open).ifPresent(lane -> lane.settle(work).forEach(turnstile::done));
    }

    private void receipt(IntakeWork work, Head head) {
        OpenLane lane = open;
        List<ReceiptClosing.Issued> issued = work.receipts();
        if (ended || lane == null) {
            return;
        }
        if (!issued.isEmpty() && !lane.told().take(head)) {
            fail(Fault.retry(Fault.Reason.PROTOCOL, "our manifest changed: open the lane anew", RETRY));
            return;
        }
        for (ReceiptClosing.Issued receipt : issued) {
            caller.answer(lane.deliver(head, receipt));
            CrashPoint.RECEIPT_ANSWERED.pass();
        }
        notices.refused(kind, work);
    }

    private void hold(HoldReason reason, Duration retryAfter) {
        finishWhenIdle(new Answer.Hold(millis(retryAfter), reason));
    }

    /// The lane cannot go on until a human acted. What was committed before stays.
    private void stop(StopReason reason, String what) {
        notices.stopped(kind, reason, what, Optional.ofNullable(open).map(OpenLane::channel));
        finishWhenIdle(new Answer.Stop(reason, Optional.empty()));
    }

    /// Takes nothing more; when what is under way is receipted, says a last word and ends.
    private void finishWhenIdle(@Nullable Answer lastWord) {
        if (ended || closing) {
            return;
        }
        closing = true;
        Optional.ofNullable(open).ifPresent(this::submit);
        turnstile.shut();
        whenIdle.add(() -> {
            if (!ended) {
                if (lastWord != null) {
                    caller.answer(lastWord);
                }
                caller.end();
                end();
            }
        });
        runWhenIdle();
    }

    private void runWhenIdle() {
        if (pending > 0) {
            return;
        }
        List<Runnable> due = List.copyOf(whenIdle);
        whenIdle.clear();
        due.forEach(Runnable::run);
    }

    private void fail(Fault fault) {
        if (!ended) {
            caller.fail(fault);
            end();
        }
    }

    private void end() {
        ended = true;
        owesPart = false;
        turnstile.shut();
        // Not handed over, so not promised: the author sends it again.
        Optional.ofNullable(open)
                .ifPresent(lane -> lane.gathering().take().messages().forEach(turnstile::done));
        intake.ended(this);
        runWhenIdle();
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
