package org.tocsin.node.emergency;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Digest;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.emergency.DutyTimerTable.Timer;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.WorkOrigin;

/// Does what is due, each in one commit with what follows from it: late ones at once, none twice. Rule R-EMG-8.
final class DutyTimers {
    /// Timers of one look.
    static final int DUE_MAX = 256;

    private static final Logger log = LoggerFactory.getLogger(DutyTimers.class);

    private final EmergencyParts parts;
    private final EmergencyStating stating;
    private final DutyDesk desk;
    private final RaisedDesk raised;
    private final AtomicBoolean looking = new AtomicBoolean();
    /// The plan under which was looked last; guarded by `looking`.
    private volatile Optional<DutyPlan> seen = Optional.empty();

    DutyTimers(EmergencyParts parts, EmergencyStating stating, DutyDesk desk, RaisedDesk raised) {
        this.parts = parts;
        this.stating = stating;
        this.desk = desk;
        this.raised = raised;
    }

    /// Looks once, unless somebody does already. To be called several times a second; blocks until what is due is done.
    /// Nobody waits for a signature to be woken: while the ledger does not sign, what is to be stated is owed.
    void tick() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        try {
            if (parts.ledger().gate().isSigning()) {
                settle();
            }
            Instant now = parts.clock().instant();
            takeUp(now);
            rearm(now);
            // Handed over all at once: the ledger serves partners in turn, so that nobody's many delay another's one.
            List<CompletableFuture<Boolean>> begun = new ArrayList<>();
            for (Timer timer : parts.transactions().read(session -> DutyTimerTable.due(session, now, DUE_MAX))) {
                begun.add(EmergencyWork.begin(
                        parts.ledger(), new WorkOrigin.Emergency(timer.team()), batch -> run(batch, timer)));
            }
            begun.forEach(CompletableFuture::join);
        } catch (FaultException | CompletionException later) {
            log.warn("what is due about emergencies cannot be done now, and is tried again", later);
        } finally {
            looking.set(false);
        }
    }

    /// States what is owed, emergency by emergency.
    private void settle() {
        for (Digest emergency :
                parts.transactions().read(session -> EmergencyOwedTable.emergencies(session, DUE_MAX))) {
            EmergencyTable.Held held = parts.transactions()
                    .read(session -> EmergencyTable.find(session, emergency))
                    .orElseThrow(() -> new IllegalStateException("a step is owed about nothing that is held"));
            EmergencyWork.durably(parts.ledger(), new WorkOrigin.Emergency(held.originator()), batch -> {
                stating.settle(batch, held);
                return true;
            });
        }
    }

    /// Another duty plan is in force, or the node began: what nobody was to be summoned for may find somebody now.
    private void takeUp(Instant now) {
        Optional<DutyPlan> plan = parts.duty().plan();
        if (plan.isEmpty() || plan.equals(seen)) {
            return;
        }
        List<EmergencyTable.Held> left = parts.transactions()
                .read(session -> EmergencyTable.unreached(session, parts.own(), now.minus(DutyDesk.WINDOW), DUE_MAX));
        for (EmergencyTable.Held held : left) {
            boolean isTaken = EmergencyWork.noting(
                    parts.ledger(), new WorkOrigin.Emergency(held.originator()), batch -> desk.takenUp(batch, held));
            if (isTaken) {
                log.warn(
                        "nobody was to be summoned for a partner's emergency before: the duty plan has somebody now"
                                + " emergency={} from={}",
                        held.id().hex(),
                        held.originator());
            }
        }
        seen = plan;
    }

    private boolean run(Batch batch, Timer timer) {
        if (!DutyTimerTable.isDue(batch.session(), timer, batch.now())) {
            return false;
        }
        Optional<EmergencyTable.Held> held = EmergencyTable.find(batch.session(), timer.emergency());
        if (held.isEmpty()) {
            return DutyTimerTable.clear(batch.session(), timer.emergency(), timer.team(), timer.what());
        }
        switch (timer.what()) {
            case RUNG -> desk.rungDue(batch, held.get(), timer);
            case SILENCE -> desk.silenceDue(batch, held.get(), timer);
            case RECEIPT -> raised.receiptDue(batch, held.get(), timer);
            case WAY -> raised.wayDue(batch, held.get(), timer);
            case ANSWER -> raised.answerDue(batch, held.get(), timer);
        }
        CrashPoint.DUTY_TIMER_RUN.pass();
        return true;
    }

    /// The clock was put back behind where a timer was set: nobody knows how much of its wait is over. It waits anew.
    private void rearm(Instant now) {
        List<Timer> ahead = parts.transactions().read(session -> DutyTimerTable.setAfter(session, now));
        if (ahead.isEmpty()) {
            return;
        }
        log.warn("the clock was put back: what is awaited about emergencies is awaited anew timers={}", ahead.size());
        EmergencyWork.noting(parts.ledger(), new WorkOrigin.Maintenance(), batch -> {
            ahead.forEach(timer -> DutyTimerTable.set(
                    batch.session(),
                    new Timer(
                            timer.emergency(),
                            timer.team(),
                            timer.what(),
                            now,
                            now.plus(Duration.between(timer.setAt(), timer.dueAt())))));
            return true;
        });
    }
}
