package org.tocsin.node.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.store.Session;
import org.tocsin.node.witness.HeldEntries;
import org.tocsin.node.witness.WitnessRoom;
import org.tocsin.proof.VerifiedCheckpoints;
import org.tocsin.stix.StixReader;

/// Where lanes from partners come in. One stream a lane: a newer one takes the lane over, because its author knows
/// better than we do which of its connections still stands. Rule R-LAN-1.
public final class Intake {
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final int CHECKPOINTS_REMEMBERED_MAX = 4_096;

    private record Key(Team author, Lane lane) {}

    /// What an operator is told of a lane from a partner. Items refused are counted by reason, over all epochs of the
    /// lane.
    ///
    /// @param connected whether a stream of it is open
    /// @param itemsPerSecond what came in over the last ten seconds
    /// @param receiptAt when the latest receipt was stated
    /// @param stopped why it stopped, if it did
    public record InboundStatus(
            Team author,
            Lane lane,
            boolean connected,
            double itemsPerSecond,
            long through,
            long stored,
            long duplicates,
            long voided,
            Map<String, Long> refused,
            Optional<Instant> receiptAt,
            Optional<String> stopped) {
        public InboundStatus {
            refused = Map.copyOf(refused);
        }
    }

    private final IntakeParts parts;
    private final ArrivalReader reader;
    private final Relaying relaying;
    private final TermsHeard termsHeard;
    private final VerifiedCheckpoints checkpoints = new VerifiedCheckpoints(CHECKPOINTS_REMEMBERED_MAX);
    private final AtomicLong bytesInFlight = new AtomicLong();
    /// Guards `lanes`, `sessions`, `budgets` and `draining`.
    private final Object lock = new Object();

    private final Map<Key, LaneSession> lanes = new HashMap<>();
    private final Map<LaneSession, Team> sessions = new HashMap<>();
    private final Map<Team, PartnerBudget> budgets = new HashMap<>();
    private boolean draining;

    /// The sweep ends with the timers.
    @SuppressWarnings("FutureReturnValueIgnored")
    public Intake(IntakeParts parts) {
        this.parts = parts;
        this.relaying = Relaying.of(parts);
        this.termsHeard = TermsHeard.load(parts.transactions());
        this.reader = new ArrivalReader(
                parts.trust().own(),
                new StixReader(),
                new RelayReader(parts.trust(), parts.transactions()),
                new AgreementReader(parts.trust(), parts.agreements(), parts.partners()),
                new EmergencyReader(parts.trust(), parts.emergencies(), parts.partners()),
                new WitnessReader(parts.witnesses().intake()));
        parts.stages()
                .timers()
                .scheduleWithFixedDelay(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Finds statements of partners' ledgers that are held.
    public static HeldEntries held() {
        return ReceivedTable::beside;
    }

    /// A partner's node began a stream, or we did to collect a lane of its.
    public LaneSession begin(Team author, LaneCaller caller) {
        LaneSession session = new LaneSession(this, parts, author, budget(author), caller);
        synchronized (lock) {
            sessions.put(session, author);
        }
        return session;
    }

    /// A partner asks a question outside of its lanes, which costs it as much as a message.
    ///
    /// @throws org.tocsin.node.fault.FaultException if it has asked more than it may
    public void asked(Team partner) {
        PartnerBudget budget = budget(partner);
        budget.asked();
        Duration overdrawn = budget.overdrawn();
        if (!overdrawn.isZero()) {
            throw Fault.retry(Fault.Reason.TOO_MANY, "this team has asked more than it may", overdrawn)
                    .exception();
        }
    }

    /// What one partner uses, over all its streams.
    PartnerBudget budget(Team partner) {
        synchronized (lock) {
            return budgets.computeIfAbsent(
                    partner, unseen -> new PartnerBudget(parts.limits(), parts.clock(), bytesInFlight));
        }
    }

    /// Ends streams whose other end stopped in the middle of something.
    void sweep() {
        Instant now = parts.clock().instant();
        Set<LaneSession> open;
        synchronized (lock) {
            open = Set.copyOf(sessions.keySet());
        }
        open.forEach(session -> session.sweep(now));
    }

    /// How the routine lane from a partner does; empty if nothing ever came.
    public Optional<InboundStatus> status(Team author) {
        return parts.transactions()
                .read(session -> LaneInTable.find(session, author, Lane.ROUTINE).map(lane -> status(session, lane)));
    }

    /// How all lanes from all partners do on which something came, by partner and lane.
    public List<InboundStatus> inbound() {
        return parts.transactions()
                .read(session -> LaneInTable.all(session).stream()
                        .map(lane -> status(session, lane))
                        .toList());
    }

    private InboundStatus status(Session session, InboundLane lane) {
        @Nullable LaneSession open;
        synchronized (lock) {
            open = lanes.get(new Key(lane.author(), lane.lane()));
        }
        return new InboundStatus(
                lane.author(),
                lane.lane(),
                open != null,
                open == null ? 0 : open.rate().perSecond(parts.clock().instant()),
                lane.through().sequence(),
                lane.counts().stored(),
                lane.counts().duplicates(),
                lane.counts().voided(),
                LaneInTable.refusals(session, lane),
                lane.receipt()
                        .flatMap(place -> parts.ledger().view().entry(place.epoch(), place.index()))
                        .map(Entry::at),
                lane.stopped());
    }

    /// Takes no more lanes, finishes what came in, and tells the authors to come back later.
    public void drain() {
        Set<LaneSession> open;
        synchronized (lock) {
            draining = true;
            open = Set.copyOf(sessions.keySet());
        }
        open.forEach(LaneSession::drain);
    }

    /// Ends what a team has open that was cut off. What is committed by then stays. Rule R-PEER-6.
    public void expel(Team author) {
        open(author).forEach(LaneSession::expel);
    }

    /// Stops the lanes from a partner that stand still from now on. Rule R-EVI-3.
    public void halt(Team author) {
        open(author).forEach(LaneSession::halt);
    }

    private List<LaneSession> open(Team author) {
        List<LaneSession> open = new ArrayList<>();
        synchronized (lock) {
            sessions.forEach((session, of) -> {
                if (of.equals(author)) {
                    open.add(session);
                }
            });
        }
        return open;
    }

    /// Whether any stream is still open.
    public boolean isIdle() {
        synchronized (lock) {
            return sessions.isEmpty();
        }
    }

    boolean isDraining() {
        synchronized (lock) {
            return draining;
        }
    }

    /// A session opens a lane: it is that lane's session from now on.
    ///
    /// @return the session that was there before
    @Nullable
    LaneSession takeOver(LaneSession session, Team author, Lane lane) {
        synchronized (lock) {
            return lanes.put(new Key(author, lane), session);
        }
    }

    void ended(LaneSession session) {
        synchronized (lock) {
            sessions.remove(session);
            lanes.values().removeIf(current -> current == session);
        }
    }

    /// What was seen of partners' ledgers.
    public WitnessRoom witnesses() {
        return parts.witnesses();
    }

    TermsHeard termsHeard() {
        return termsHeard;
    }

    Relaying relaying() {
        return relaying;
    }

    ArrivalReader reader() {
        return reader;
    }

    VerifiedCheckpoints checkpoints() {
        return checkpoints;
    }
}
