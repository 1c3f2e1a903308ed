package org.tocsin.node.edge;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.delivery.Backoff;
import org.tocsin.node.delivery.DeliveryParts;
import org.tocsin.node.delivery.PartnerLink;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.intake.Intake;
import org.tocsin.peer.CollectStream;
import org.tocsin.peer.PeerFault;
import org.tocsin.wire.CollectCodec;
import org.tocsin.wire.SeenCodec;

/// Collects the lanes of all partners, for as long as the own manifest names no endpoint: nobody can dial us then. A
/// virtual thread a lane keeps one stream standing, and after any end waits and begins again. Rules R-LAN-7 and
/// R-LAN-8.
public final class Collector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Collector.class);

    private final DeliveryParts parts;
    private final Intake intake;
    private final LaneDeadlines deadlines;
    private final CountDownLatch closing = new CountDownLatch(1);
    /// Guards `partners`.
    private final Object lock = new Object();

    private final Map<Team, Map<Lane, Thread>> partners = new HashMap<>();

    public Collector(DeliveryParts parts, Intake intake, LaneDeadlines deadlines) {
        this.parts = parts;
        this.intake = intake;
        this.deadlines = deadlines;
    }

    /// Begins to collect every lane of every partner with an agreement, and the control lane of every other team that
    /// is
    /// pinned: it may propose one (R-LAN-11). To be called again when manifests or agreements change. Returns at once.
    public void refresh() {
        for (var pinned : parts.trust().teams()) {
            Team partner = pinned.team();
            synchronized (lock) {
                if (closing.getCount() > 0 && isWanted(partner)) {
                    collecting(partner);
                }
            }
        }
    }

    /// Ends what is collected from a team that was cut off. Rule R-PEER-6.
    public void end(Team partner) {
        synchronized (lock) {
            Map<Lane, Thread> threads = partners.remove(partner);
            if (threads != null) {
                threads.values().forEach(Thread::interrupt);
            }
        }
    }

    private boolean isWanted(Team partner) {
        Team own = parts.trust().own();
        return !partner.equals(own)
                && parts.dialer().endpoints(own).isEmpty()
                && !parts.dialer().endpoints(partner).isEmpty();
    }

    private void collecting(Team partner) {
        boolean isPartner = !parts.partners().agreements(partner).isEmpty();
        Map<Lane, Thread> threads = partners.computeIfAbsent(partner, first -> new EnumMap<>(Lane.class));
        if (threads.containsKey(Lane.CONTROL) && (!isPartner || threads.size() > 1)) {
            return;
        }
        var shared = new PartnerLink(
                () -> parts.dialer().endpoints(partner),
                endpoint -> parts.dialer().dial(partner, endpoint));
        var urgent = new PartnerLink(
                () -> parts.dialer().endpoints(partner),
                endpoint -> parts.dialer().dialUrgent(partner, endpoint));
        for (Lane lane : Lane.values()) {
            if (threads.containsKey(lane) || (lane != Lane.CONTROL && !isPartner)) {
                continue;
            }
            PartnerLink link = lane == Lane.EMERGENCY ? urgent : shared;
            Runnable collecting = () -> collect(partner, lane, link);
            threads.put(
                    lane,
                    Thread.ofVirtual()
                            .name("collect-" + lane + "-" + partner.domain())
                            .start(collecting));
        }
    }

    private void collect(Team partner, Lane lane, PartnerLink link) {
        var backoff = new Backoff(parts.limits().backoff(), parts.random());
        try {
            while (goesOn(partner, lane)) {
                PeerFault end = once(partner, lane, link);
                if (end.reason().equals(PeerFault.COMPLETED)) {
                    backoff.reset();
                }
                Duration wait = backoff.next().plus(end.retryAfter().orElse(Duration.ZERO));
                Duration most = parts.limits().backoff().most();
                log.debug(
                        "a lane is collected again partner={} lane={} why={} wait={}",
                        partner,
                        lane,
                        end.reason(),
                        wait);
                if (closing.await(Math.min(wait.toMillis(), most.toMillis()), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the lane is still to be collected; if not, its thread is forgotten with the answer.
    private boolean goesOn(Team partner, Lane lane) {
        synchronized (lock) {
            if (closing.getCount() > 0 && isWanted(partner)) {
                return true;
            }
            Map<Lane, Thread> threads = partners.get(partner);
            if (threads != null) {
                threads.remove(lane);
                if (threads.isEmpty()) {
                    partners.remove(partner);
                }
            }
            return false;
        }
    }

    /// One stream, from its beginning to its end.
    private PeerFault once(Team partner, Lane lane, PartnerLink link) throws InterruptedException {
        PartnerLink.Held held;
        try {
            held = link.take();
        } catch (PeerFault unreachable) {
            return unreachable;
        }
        boolean broken = true;
        try {
            PeerFault end = collected(partner, lane, held, link);
            broken = end.meaning() == PeerFault.Meaning.UNREACHABLE;
            return end;
        } finally {
            link.giveBack(held, broken);
        }
    }

    private PeerFault collected(Team partner, Lane lane, PartnerLink.Held held, PartnerLink link)
            throws InterruptedException {
        List<SeenCodec.Witnessed> seen = parts.transactions()
                .read(session -> SeenTable.of(session, partner).stream()
                        .map(witness -> new SeenCodec.Witnessed(witness.seen(), witness.checkpoint()))
                        .toList());
        var receiving = new CollectedLane();
        var session = intake.begin(partner, receiving);
        CollectStream stream =
                held.channel().collect(new CollectCodec.Asked(lane, seen), receiving, receiving::messageBytesMax);
        receiving.begin(session, stream, deadlines);
        try {
            PeerFault end = receiving.ended().get();
            if (receiving.isOpened()) {
                link.answered();
            }
            return end;
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        } finally {
            stream.cancel();
        }
    }

    /// Ends all streams; what was not receipted comes again.
    @Override
    public void close() {
        closing.countDown();
        synchronized (lock) {
            partners.values().forEach(threads -> threads.values().forEach(Thread::interrupt));
        }
    }
}
