package org.tocsin.node.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.delivery.LaneStatus.State;
import org.tocsin.peer.LaneStream;
import org.tocsin.peer.PeerFault;

/// Keeps one lane to one partner moving, for as long as the node runs: resumes behind what the partner has, and after
/// any break waits and begins again. Rule R-LAN-7.
///
/// The routine lane is kept open while there is nothing to send, so that what is stated next needs no handshake. The
/// others have a thread and a stream only while something is owed on them: a partner costs next to nothing while it is
/// owed nothing. The emergency lane's thread is the platform's, so that no other lane's work can be in its way.
final class Pump {
    private static final Logger log = LoggerFactory.getLogger(Pump.class);

    private final DeliveryParts parts;
    private final PartnerHeads heads;
    private final ParcelReader reader;
    private final PartnerLink link;
    private final LaneGauge gauge;
    private final Team partner;
    private final Lane kind;
    private final Backoff backoff;
    private final PumpSignals signals = new PumpSignals();
    /// Guards `thread`, `opened`, `closed`, and the way into and out of being stopped.
    private final Object lock = new Object();

    private @Nullable Thread thread;
    private boolean opened;
    private boolean closed;
    private volatile Doing doing = Doing.NOTHING;

    /// What the pump does, for people. `retryAt` is when it tries again by itself.
    record Doing(State state, String detail, Optional<Instant> retryAt) {
        static final Doing NOTHING = new Doing(State.IDLE, "", Optional.empty());

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

    /// Tries again at once, also if the lane had stopped.
    void retry() {
        synchronized (lock) {
            if (doing.state() == State.STOPPED) {
                doing = Doing.NOTHING;
            }
        }
        signals.hurry();
        begin();
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
        return doing.state() != State.STOPPED && (kind == Lane.ROUTINE || isOwed());
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
        Thread running;
        synchronized (lock) {
            closed = true;
            running = thread;
        }
        signals.close();
        if (running != null) {
            running.interrupt();
            running.join();
        }
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
                doing = Doing.NOTHING;
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
        return wait.compareTo(most) < 0 ? wait : most;
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
        PartnerLink.Held held = link.take();
        boolean broken = true;
        try {
            converse(lane, held);
            broken = false;
        } catch (PeerFault fault) {
            broken = !fault.reason().equals(PeerFault.COMPLETED);
            throw fault;
        } catch (LaneHeld | LaneStopped lasting) {
            broken = false;
            throw lasting;
        } finally {
            gauge.windowFrames(0);
            link.giveBack(held, broken);
        }
    }

    private void converse(OutboundLane lane, PartnerLink.Held held)
            throws PeerFault, LaneStopped, LaneHeld, InterruptedException {
        LaneStream stream = held.channel().deliver(signals.renew());
        try {
            Conversation conversation =
                    new Conversation(parts, reader, signals, held.channel(), stream, new Seat(gauge, backoff), lane);
            Optional<TreeHead> ahead = conversation.open();
            if (ahead.isPresent()) {
                heads.heard(partner, held.channel().seen());
                throw new PeerFault(
                        PeerFault.Meaning.UNAVAILABLE, "BEHIND", "the partner saw more of our ledger than we have");
            }
            link.answered();
            lane.stopped().ifPresent(this::restarted);
            doing = new Doing(State.CONNECTED, held.endpoint());
            conversation.converse();
        } finally {
            // Other lanes may go on over the same connection, so the stream ends by itself.
            stream.cancel();
        }
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
