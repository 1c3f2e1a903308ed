package org.tocsin.node.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.delivery.LaneStatus.State;
import org.tocsin.peer.LaneStream;
import org.tocsin.peer.PeerChannel;
import org.tocsin.peer.PeerFault;

/// Keeps one lane to one partner moving, for as long as the node runs: dials the partner's endpoints in turn, resumes
/// behind what the partner has, and after any break waits and begins again. One virtual thread. Rule R-LAN-7.
final class Pump {
    private static final Logger log = LoggerFactory.getLogger(Pump.class);

    private final DeliveryParts parts;
    private final PartnerHeads heads;
    private final ParcelReader reader;
    private final Team partner;
    private final Lane kind;
    private final Backoff backoff;
    private final PumpSignals signals = new PumpSignals();
    private final Thread thread;
    private volatile Doing doing = new Doing(State.IDLE, "");
    private int attempts;

    /// What the pump does, for people.
    record Doing(State state, String detail) {}

    Pump(DeliveryParts parts, PartnerHeads heads, ParcelReader reader, Team partner, Lane kind) {
        this.parts = parts;
        this.heads = heads;
        this.reader = reader;
        this.partner = partner;
        this.kind = kind;
        this.backoff = new Backoff(parts.limits().backoff(), parts.random());
        this.thread = Thread.ofVirtual().name("pump-" + partner.domain()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// There may be something to send.
    void wake() {
        signals.wake();
    }

    Doing doing() {
        return doing;
    }

    /// Ends the stream; what was not receipted is sent again by the next start.
    void close() throws InterruptedException {
        signals.close();
        thread.interrupt();
        thread.join();
    }

    private void run() {
        try {
            while (!signals.isClosed()) {
                turn();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /// One connection, and the wait after it.
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
                log.error("a pump failed, and begins again partner={}", partner, bug);
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
        doing = new Doing(state, detail);
        log.debug("a lane waits partner={} state={} wait={}", partner, state, wait);
        signals.pause(wait);
    }

    private void connect() throws PeerFault, LaneStopped, LaneHeld, InterruptedException {
        List<String> endpoints = parts.dialer().endpoints(partner);
        if (endpoints.isEmpty()) {
            throw new PeerFault(PeerFault.Meaning.UNREACHABLE, "NO_ENDPOINT", "the partner names no endpoint");
        }
        String endpoint = endpoints.get(attempts++ % endpoints.size());
        OutboundLane lane = parts.transactions()
                .read(session -> LaneOutTable.find(session, partner, kind))
                .orElseThrow(() -> new IllegalStateException("a pump without a lane"));
        signals.renew();
        try (PeerChannel channel = parts.dialer().dial(partner, endpoint)) {
            LaneStream stream = channel.deliver(signals);
            Conversation conversation = new Conversation(parts, reader, signals, channel, stream, backoff, lane);
            Optional<TreeHead> ahead = conversation.open();
            if (ahead.isPresent()) {
                heads.heard(partner, channel.seen());
                throw new PeerFault(
                        PeerFault.Meaning.UNAVAILABLE, "BEHIND", "the partner saw more of our ledger than we have");
            }
            attempts = 0;
            lane.stopped().ifPresent(this::restarted);
            doing = new Doing(State.CONNECTED, endpoint);
            conversation.converse();
        }
    }

    /// The lane had stopped before the node was started again, and both sides agree once more.
    private void restarted(String why) {
        parts.audit()
                .record(AuditEvent.of(AuditEvent.Kind.LANE_RESTARTED, partner.domain())
                        .with("lane", kind)
                        .with("stopped", why));
        parts.transactions()
                .writing(session -> LaneOutTable.stopped(
                        session, partner, kind, Optional.empty(), parts.clock().instant()));
    }

    private void stop(LaneStopped stopped) throws InterruptedException {
        String why = stopped.reason() + ": " + stopped.getMessage();
        log.error(
                "a lane to a partner stopped: restart the node when it is understood partner={} why={}", partner, why);
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
        while (!signals.isClosed()) {
            signals.pause(Duration.ofDays(1));
        }
    }
}
