package org.tocsin.node.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Delivery;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.delivery.LaneStatus.State;
import org.tocsin.node.fault.Fault;
import org.tocsin.peer.PeerFault;

/// Keeps one lane to one partner moving, for as long as the node runs: resumes behind what the partner has, and after
/// any break waits and begins again. Rule R-LAN-7.
///
/// The routine lane is kept open while there is nothing to send, so that what is stated next needs no handshake. The
/// others have a thread and a stream only while something is owed on them: a partner costs next to nothing while it is
/// owed nothing. The emergency lane's thread is the platform's, so that no other lane's work can be in its way.
///
/// A partner that names no endpoint is not dialled: it collects its lanes, and a stream that it opened is taken up
/// whatever is owed on it (R-LAN-8).
final class Pump {
    private static final Logger log = LoggerFactory.getLogger(Pump.class);
    private static final Duration LANE_AGAIN = Duration.ofSeconds(1);
    /// How often the partner's coming cuts a wait short: two nodes whose lanes to each other break at once would
    /// otherwise keep each other awake.
    static final Duration REACHED_EVERY = Duration.ofSeconds(10);

    private final DeliveryParts parts;
    private final PartnerHeads heads;
    private final ParcelReader reader;
    private final PartnerLink link;
    private final LaneGauge gauge;
    private final Team partner;
    private final Lane kind;
    private final Backoff backoff;
    private final PumpSignals signals = new PumpSignals();
    /// Guards `thread`, `offered`, `opened`, `closed`, `reachedAt`, and the way into and out of being stopped.
    private final Object lock = new Object();

    private @Nullable Thread thread;
    private @Nullable LaneOffer offered;
    private boolean opened;
    private boolean closed;
    private Instant reachedAt = Instant.MIN;
    /// Whether the partner is to be asked where it stands, though nothing is owed.
    private volatile boolean visiting;

    private volatile Doing doing = Doing.NOTHING;

    /// What the pump does, for people. `retryAt` is when it tries again by itself.
    record Doing(State state, String detail, Optional<Instant> retryAt) {
        static final Doing NOTHING = new Doing(State.IDLE, "", Optional.empty());
        static final Doing COLLECTS =
                new Doing(State.WAITING, "the partner names no endpoint, and has to collect", Optional.empty());

        Doing(State state, String detail) {
            this(state, detail, Optional.empty());
        }
    }

    Pump(DeliveryParts parts, PartnerHeads heads, ParcelReader reader, PartnerLink link, LaneGauge gauge) {
        this.parts = parts;
        this.heads = heads;
        this.reader = reader;
        this.link = link;
        this.gauge = gauge;
        this.partner = gauge.partner();
        this.kind = gauge.lane();
        this.backoff = new Backoff(parts.limits().backoff(), parts.random());
    }

    /// The lane is stored: the pump may begin.
    void open() {
        synchronized (lock) {
            opened = true;
            if (!isDialled()) {
                doing = Doing.COLLECTS;
            }
        }
        begin();
    }

    boolean isOpen() {
        synchronized (lock) {
            return opened;
        }
    }

    /// There may be something to send, or the lane was paused or goes on.
    void wake() {
        signals.wake();
        begin();
    }

    /// Asks the partner where it stands, also if nothing is owed: it may have been put back to an earlier state.
    void visit() {
        visiting = true;
        wake();
    }

    /// Tries again at once, unless the lane has stopped.
    void hurry() {
        signals.hurry();
        wake();
    }

    /// The partner processed something on the control lane: if that is what it held this one for, it is tried again at
    /// once.
    void toldTerms() {
        Doing now = doing;
        if (now.state() == State.HELD && now.detail().equals(Delivery.HoldReason.NO_AGREEMENT.name())) {
            hurry();
        }
    }

    /// Tries again at once, also if the lane had stopped.
    void retry() {
        synchronized (lock) {
            if (doing.state() == State.STOPPED) {
                doing = Doing.NOTHING;
            }
        }
        hurry();
    }

    /// The partner reached this node, so it probably can be reached again: after it was away for long, the wait is cut
    /// short. Rule R-LAN-7.
    void reached() {
        Duration wait;
        synchronized (lock) {
            if (doing.state() != State.WAITING && doing.state() != State.CONNECTING) {
                return;
            }
            Instant now = parts.clock().instant();
            // A clock that was put back keeps nobody waiting.
            boolean isKnown = reachedAt.isAfter(Instant.MIN) && !reachedAt.isAfter(now);
            Instant next = isKnown ? reachedAt.plus(REACHED_EVERY) : now;
            wait = next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
            reachedAt = wait.isZero() ? now : reachedAt;
        }
        signals.shorten(wait);
    }

    /// The partner came for the lane: its stream takes the place of the one that there is. Rules R-LAN-1, R-LAN-8.
    void offer(LaneOffer offer) {
        LaneOffer displaced;
        boolean taken;
        synchronized (lock) {
            taken = opened && !closed && doing.state() != State.STOPPED;
            displaced = taken ? offered : offer;
            offered = taken ? offer : offered;
        }
        if (displaced != null) {
            String why = taken ? "another stream took this lane over" : "this lane does not go on now";
            displaced.decline(Fault.retry(Fault.Reason.PROTOCOL, why, LANE_AGAIN));
        }
        if (taken) {
            signals.replaced();
            begin();
        }
    }

    private @Nullable LaneOffer takeOffer() {
        synchronized (lock) {
            LaneOffer taken = offered;
            offered = null;
            return taken;
        }
    }

    private void begin() {
        synchronized (lock) {
            if (!opened || closed || thread != null || !isWanted()) {
                return;
            }
            String name = "pump-" + LaneStatus.name(kind) + "-" + partner.domain();
            Thread begun = kind == Lane.EMERGENCY
                    ? Thread.ofPlatform().daemon().name(name).unstarted(this::run)
                    : Thread.ofVirtual().name(name).unstarted(this::run);
            thread = begun;
            begun.start();
        }
    }

    /// Whether there is a reason to be at work.
    private boolean isWanted() {
        if (doing.state() == State.STOPPED) {
            return false;
        }
        return offered != null || (isDialled() && (kind == Lane.ROUTINE || visiting || isOwed()));
    }

    private boolean isDialled() {
        return !parts.dialer().endpoints(partner).isEmpty();
    }

    private boolean isOwed() {
        return gauge.lag() > 0 && !gauge.isPaused();
    }

    LaneGauge gauge() {
        return gauge;
    }

    Doing doing() {
        return doing;
    }

    /// Ends the stream; what was not receipted is sent again by the next start.
    void close() throws InterruptedException {
        Thread running = end();
        if (running != null) {
            running.join();
        }
    }

    /// As `close`, and does not wait for it.
    @Nullable
    Thread end() {
        Thread running;
        LaneOffer waiting;
        synchronized (lock) {
            closed = true;
            running = thread;
            waiting = offered;
            offered = null;
        }
        if (waiting != null) {
            waiting.decline(Fault.retry(Fault.Reason.DRAINING, "the node is stopping", LANE_AGAIN));
        }
        signals.close();
        if (running != null) {
            running.interrupt();
        }
        return running;
    }

    private void run() {
        try {
            while (goesOn()) {
                turn();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean goesOn() {
        synchronized (lock) {
            if (!closed && isWanted()) {
                return true;
            }
            thread = null;
            if (doing.state() != State.STOPPED) {
                doing = isDialled() ? Doing.NOTHING : Doing.COLLECTS;
            }
            return false;
        }
    }

    /// One stream, and the wait after it.
    private void turn() throws InterruptedException {
        try {
            doing = new Doing(State.CONNECTING, "");
            connect();
        } catch (PeerFault fault) {
            if (fault.reason().equals(PeerFault.COMPLETED)) {
                // The partner ended an old stream in good order: that is no failure.
                backoff.reset();
            }
            pause(State.WAITING, fault.reason() + ": " + fault.getMessage(), later(fault.retryAfter()));
        } catch (LaneHeld held) {
            pause(State.HELD, held.reason().name(), later(Optional.of(held.retryAfter())));
        } catch (LaneStopped stopped) {
            stop(stopped);
        } catch (RuntimeException bug) {
            if (!signals.isClosed()) {
                log.error("a pump failed, and begins again partner={} lane={}", partner, kind, bug);
                pause(State.WAITING, "an error of this node: see its log", later(Optional.empty()));
            }
        }
    }

    /// The partner's wish counts, up to our own longest wait; the jitter comes on top.
    private Duration later(Optional<Duration> wish) {
        Duration most = parts.limits().backoff().most();
        Duration wished = wish.filter(time -> !time.isNegative()).orElse(Duration.ZERO);
        Duration wait = backoff.next().plus(wished);
        return link.pause(kind, wait.compareTo(most) < 0 ? wait : most);
    }

    private void pause(State state, String detail, Duration wait) throws InterruptedException {
        doing = new Doing(state, detail, Optional.of(parts.clock().instant().plus(wait)));
        log.debug("a lane waits partner={} lane={} state={} wait={}", partner, kind, state, wait);
        signals.pause(wait);
    }

    private void connect() throws PeerFault, LaneStopped, LaneHeld, InterruptedException {
        OutboundLane lane = parts.transactions()
                .read(session -> LaneOutTable.find(session, partner, kind))
                .orElseThrow(() -> new IllegalStateException("a pump without a lane"));
        LaneOffer offer = takeOffer();
        if (offer != null) {
            LaneLine line = LaneLine.collected(offer.take(signals.renew()));
            // A partner that collects has said what it saw of our ledger when it came.
            if (converse(lane, line, "collected by the partner")) {
                throw behind();
            }
            return;
        }
        PartnerLink.Held held = link.take();
        boolean broken = true;
        try {
            LaneLine line = LaneLine.dialled(held.channel().deliver(signals.renew()), held.channel());
            if (converse(lane, line, held.endpoint())) {
                heads.heard(partner, held.channel().seen());
                throw behind();
            }
            broken = false;
        } catch (PeerFault fault) {
            broken = !fault.reason().equals(PeerFault.COMPLETED);
            throw fault;
        } catch (LaneHeld | LaneStopped lasting) {
            broken = false;
            throw lasting;
        } finally {
            link.giveBack(held, broken);
        }
    }

    /// Converses until the stream ends, or the lane may be left alone.
    ///
    /// @return whether it ended at once because the partner saw more of our ledger than we have
    private boolean converse(OutboundLane lane, LaneLine line, String where)
            throws PeerFault, LaneStopped, LaneHeld, InterruptedException {
        try {
            Conversation conversation = new Conversation(parts, reader, signals, line, new Seat(gauge, backoff), lane);
            Optional<TreeHead> ahead = conversation.open();
            if (ahead.isPresent()) {
                return true;
            }
            link.answered();
            lane.stopped().ifPresent(this::restarted);
            doing = new Doing(State.CONNECTED, where);
            conversation.converse();
            // Only now: whatever it lacked it has.
            visiting = false;
            return false;
        } finally {
            gauge.windowFrames(0);
            // Other lanes may go on over the same connection, so the stream ends by itself.
            line.stream().cancel();
        }
    }

    private static PeerFault behind() {
        return new PeerFault(
                PeerFault.Meaning.UNAVAILABLE, "BEHIND", "the partner saw more of our ledger than we have");
    }

    /// What outlives the conversations of a lane.
    record Seat(LaneGauge gauge, Backoff backoff) {}

    /// The lane had stopped before, and both sides agree once more.
    private void restarted(String why) {
        parts.audit()
                .record(AuditEvent.of(AuditEvent.Kind.LANE_RESTARTED, partner.domain())
                        .with("lane", kind)
                        .with("stopped", why));
        parts.transactions()
                .writing(session -> LaneOutTable.stopped(
                        session, partner, kind, Optional.empty(), parts.clock().instant()));
    }

    private void stop(LaneStopped stopped) {
        String why = stopped.reason() + ": " + stopped.getMessage();
        log.error(
                "a lane to a partner stopped: find out why with the partner, then let it try again"
                        + " partner={} lane={} why={}",
                partner,
                kind,
                why);
        parts.audit()
                .record(AuditEvent.of(AuditEvent.Kind.LANE_STOPPED, partner.domain())
                        .with("lane", kind)
                        .with("direction", "out")
                        .with("reason", stopped.reason())
                        .with("what", why));
        parts.transactions()
                .writing(session -> LaneOutTable.stopped(
                        session, partner, kind, Optional.of(why), parts.clock().instant()));
        doing = new Doing(State.STOPPED, why);
    }
}
