package org.tocsin.node.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Statement;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.policy.WithholdReason;
import org.tocsin.node.store.StoreException;

/// Goes over a stretch of our ledger for one lane, and has decided what has no sequence in it: history on the bulk
/// lane,
/// what was withheld on the routine lane. Reads beside the committer, a step at a time; each step is a small work of
/// the
/// ledger, so that a long way delays nobody, and the lane's row says how far it is. A record that was released stays as
/// it is.
///
/// On the bulk lane it keeps only a little ahead of the partner's receipts: so a pause is one soon, and a partner that
/// is
/// away costs nothing.
final class LaneRescan {
    /// Entries of one step.
    static final int ENTRIES_MAX = 256;
    /// Sequences of history that may be decided and not receipted.
    static final int LEAD_MAX = 16_384;

    private static final Logger log = LoggerFactory.getLogger(LaneRescan.class);

    private final DeliveryParts parts;
    private final LaneScan scan;
    private final LaneGauge gauge;
    /// Few read at once, whatever the number of partners: other lanes read too.
    private final Semaphore reading;
    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread;
    private boolean stirred;
    private boolean closed;

    /// A record that is to be decided, and why it was withheld in this lane epoch, if it was.
    record Candidate(StatedRecord record, Optional<WithholdReason> before) {}

    LaneRescan(DeliveryParts parts, LaneScan scan, LaneGauge gauge, Semaphore reading) {
        this.parts = parts;
        this.scan = scan;
        this.gauge = gauge;
        this.reading = reading;
    }

    /// There may be something to decide, or room for it. Returns at once.
    void wake() {
        lock.lock();
        try {
            stirred = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Begins, unless it is at work: there may be a stretch to go over.
    void begin() {
        lock.lock();
        try {
            stirred = true;
            changed.signalAll();
            if (thread == null && !closed) {
                Thread begun = Thread.ofVirtual()
                        .name("scan-" + LaneStatus.name(gauge.lane()) + "-"
                                + gauge.partner().domain())
                        .unstarted(this::run);
                thread = begun;
                begun.start();
            }
        } finally {
            lock.unlock();
        }
    }

    void close() throws InterruptedException {
        Thread running;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.interrupt();
            running.join();
        }
    }

    private void run() {
        try {
            Optional<OutboundLane> lane = next();
            while (lane.isPresent()) {
                turn(lane.get());
                lane = next();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (StoreException unreadable) {
            giveUp();
            log.error("a scan ends partner={} lane={}", gauge.partner(), gauge.lane(), unreadable);
        }
    }

    private void turn(OutboundLane lane) throws InterruptedException {
        try {
            if (isAhead()) {
                pause();
            } else if (lane.scan().isPresent()) {
                step(lane, lane.scan().get());
            }
        } catch (RuntimeException bug) {
            if (!isClosed()) {
                log.error("a scan failed, and goes on partner={} lane={}", gauge.partner(), gauge.lane(), bug);
                rest(parts.limits().backoff().first());
            }
        }
    }

    /// The lane, while there is something to go over for it; else the thread is given up.
    private Optional<OutboundLane> next() {
        while (settles(true)) {
            Optional<OutboundLane> lane = parts.transactions()
                    .read(session -> LaneOutTable.find(session, gauge.partner(), gauge.lane()))
                    .filter(found -> found.scan().isPresent());
            if (lane.isPresent() || !settles(false)) {
                return lane;
            }
        }
        return Optional.empty();
    }

    /// Takes note of what was said so far.
    ///
    /// @param anyway to look whether or not something was said
    /// @return whether there is a reason to look; else the thread is given up
    private boolean settles(boolean anyway) {
        lock.lock();
        try {
            if (!closed && (anyway || stirred)) {
                stirred = false;
                return true;
            }
            thread = null;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void giveUp() {
        lock.lock();
        try {
            thread = null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isAhead() {
        return gauge.isPaused() || (gauge.lane() == Lane.BULK && gauge.lag() >= LEAD_MAX);
    }

    /// Waits until something changed.
    private void pause() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !stirred) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits a while, whatever changes.
    private void rest(Duration time) throws InterruptedException {
        long nanos = time.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void step(OutboundLane lane, OutboundLane.Scan at) throws InterruptedException {
        RescanStep step;
        reading.acquire();
        try {
            step = prepare(lane, at);
        } finally {
            reading.release();
        }
        try {
            parts.ledger().submit(step);
            step.await();
        } catch (LedgerException refused) {
            log.debug("a scan waits partner={} lane={} why={}", gauge.partner(), gauge.lane(), refused.getMessage());
            rest(parts.limits().backoff().first());
        }
    }

    private RescanStep prepare(OutboundLane lane, OutboundLane.Scan at) {
        LedgerView view = parts.ledger().view();
        LedgerPlace next = at.next();
        long end = view.head(next.epoch()).map(head -> head.tree().size()).orElse(0L);
        long until = next.epoch() == at.until().epoch() ? Math.min(at.until().index(), end) : end;
        int count = (int) Math.min(ENTRIES_MAX, until - next.index());
        if (count <= 0) {
            return new RescanStep(scan, lane, at, List.of(), behind(view, next, at.until()));
        }
        boolean withParts = parts.partners().agreements(gauge.partner()).stream()
                .flatMap(standing -> standing.direction(parts.trust().own(), gauge.partner()).stream())
                .anyMatch(direction -> !direction.withholding().isNothing());
        List<Candidate> candidates = parts.transactions().read(session -> {
            Map<Long, LanePackTable.Standing> standing =
                    LanePackTable.standing(session, lane, next.epoch(), next.index(), next.index() + count - 1);
            Set<Long> withdrawn =
                    parts.withdrawn().among(session, next.epoch(), next.index(), next.index() + count - 1);
            // What is narrowed goes to nobody new: its content says what it was.
            Set<Long> narrowed = parts.withdrawn()
                    .narrowed(session, next.epoch(), next.index(), next.index() + count - 1)
                    .keySet();
            ContentStore.Reader contents = parts.contents().reader(session);
            List<Candidate> found = new ArrayList<>();
            for (Entry entry : view.entries(next.epoch(), next.index(), count)) {
                LanePackTable.Standing before = standing.get(entry.index());
                boolean released = before != null && before.decision() instanceof Decision.Releasing;
                boolean tooOld = lane.historyFrom().filter(entry.at()::isBefore).isPresent();
                boolean settled =
                        released || tooOld || withdrawn.contains(entry.index()) || narrowed.contains(entry.index());
                if (entry.kind() == Statement.Kind.RECORD && !settled) {
                    StatedRecord.read(entry, contents.get(entry.contentId(), entry.leafHash()), withParts)
                            .ifPresent(record -> found.add(new Candidate(record, reason(lane, before))));
                }
            }
            return found;
        });
        return new RescanStep(
                scan, lane, at, candidates, Optional.of(new LedgerPlace(next.epoch(), next.index() + count)));
    }

    private static Optional<WithholdReason> reason(OutboundLane lane, LanePackTable.@Nullable Standing before) {
        return before != null
                        && before.laneEpoch() == lane.laneEpoch()
                        && before.decision() instanceof Decision.Withholding withholding
                ? Optional.of(withholding.reason())
                : Optional.empty();
    }

    /// The beginning of the epoch after one; empty if the stretch ends before it.
    private static Optional<LedgerPlace> behind(LedgerView view, LedgerPlace place, LedgerPlace until) {
        return view.epochs().stream()
                .filter(epoch -> epoch > place.epoch())
                .findFirst()
                .map(epoch -> new LedgerPlace(epoch, 0))
                .filter(next -> next.compareTo(until) < 0);
    }
}
