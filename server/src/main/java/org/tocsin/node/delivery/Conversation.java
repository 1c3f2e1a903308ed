package org.tocsin.node.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Delivery.VoidReason;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt;
import org.tocsin.model.Seen;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Head;
import org.tocsin.peer.LaneStream;
import org.tocsin.peer.PeerFault;
import org.tocsin.proof.ChannelHash;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.trust.KeyPeriods;
import org.tocsin.trust.PinnedTeam;

/// One stream of a lane, from its opening to its end: learns where the partner stands, sends what comes after, and
/// takes
/// the receipts. Runs on the pump's thread.
/// Rule R-LAN-7.
final class Conversation {
    /// How long an emergency waits for an endpoint to answer at all: then another has its turn.
    static final Duration URGENT_PATIENCE = Duration.ofSeconds(5);

    private final DeliveryParts parts;
    private final ParcelReader reader;
    private final PumpSignals signals;
    private final LaneStream stream;
    private final BooleanSupplier lost;
    private final boolean collected;
    private final Pump.Seat seat;
    private final OutboundLane lane;
    private final SendWindow window;
    private final ReceiptSink sink;
    private final PartnerSight sight;
    /// Places of the lane that are sent and not receipted, and what went out void among them.
    private final TreeMap<Long, Digest> hashes = new TreeMap<>();

    private final TreeMap<Long, VoidReason> voids = new TreeMap<>();
    private Lane.Position sent;
    private Instant heardAt = Instant.EPOCH;
    private @Nullable FrameMaker frames;
    private @Nullable FramePacker packer;
    private @Nullable LanePlaces places;
    /// The ledger keys of our manifest that the partner was shown on this stream.
    private @Nullable KeyPeriods shown;

    private int manifestVersion;

    Conversation(
            DeliveryParts parts,
            ParcelReader reader,
            PumpSignals signals,
            LaneLine line,
            Pump.Seat seat,
            OutboundLane lane) {
        this.parts = parts;
        this.reader = reader;
        this.signals = signals;
        this.stream = line.stream();
        this.lost = line.lost();
        this.collected = line.collected();
        this.seat = seat;
        this.lane = lane;
        this.window = new SendWindow(parts.limits().window(lane.lane()));
        this.sink = new ReceiptSink(parts, lane, seat.gauge());
        this.sight = new PartnerSight(
                line.asking(), parts.transactions().read(session -> SeenTable.heads(session, lane.partner())));
        this.sent = ChannelHash.start(own(), lane.partner(), lane.lane(), lane.laneEpoch());
    }

    private Team own() {
        return parts.trust().own();
    }

    /// Opens the lane and waits for the partner's state.
    ///
    /// @return the head of our ledger that the partner saw, if it is ahead of what we have
    Optional<TreeHead> open() throws PeerFault, LaneStopped, LaneHeld, InterruptedException {
        Optional<PinnedTeam> ours = parts.trust().pinned(own());
        List<TeamManifest.Signed> manifests = ours.map(PinnedTeam::signed).orElse(List.of());
        shown = ours.map(PinnedTeam::keyPeriods).orElse(null);
        manifestVersion = manifests.size();
        stream.open(new Delivery.Open(
                lane.lane(),
                lane.laneEpoch(),
                manifests,
                lane.receipted(),
                sight.seen(lane.partner(), parts.clock().instant())));
        CrashPoint.LANE_OPENED.pass();
        heardAt = parts.clock().instant();
        Answer answer = null;
        while (answer == null) {
            answer = signals.next(patience(
                    lane.lane() == Lane.EMERGENCY
                            ? URGENT_PATIENCE
                            : parts.limits().patience()));
        }
        stream.more();
        return switch (answer) {
            case Answer.State state -> begin(state);
            case Answer.Hold hold -> throw held(hold);
            case Answer.Stop stop -> throw stopped(stop);
            case Answer.ReceiptDelivery early ->
                throw new PeerFault(PeerFault.Meaning.BROKEN, "PROTOCOL", "a receipt before the lane's state");
        };
    }

    private Optional<TreeHead> begin(Answer.State state) throws PeerFault, LaneStopped {
        seat.gauge().told(manifestVersion);
        CrashPoint.LANE_STATE_HEARD.pass();
        if (!state.manifests().isEmpty()) {
            parts.partners().extend(lane.partner(), state.manifests());
        }
        long through = state.through().sequence();
        Optional<Lane.Position> ours =
                parts.transactions().read(session -> LanePackTable.at(session, own(), lane, through));
        if (!ours.equals(Optional.of(state.through()))) {
            throw new LaneStopped(
                    StopReason.CHANNEL_DIVERGED, "the partner stands at " + through + " with another channel hash");
        }
        seat.gauge().stands(lane.laneEpoch(), through, parts.clock().instant());
        sent = state.through();
        hashes.put(sent.sequence(), sent.channelHash());
        frames = new FrameMaker(
                parts.ledger().view(),
                state.seen().filter(seen -> seen.origin().team().equals(own())));
        packer = new FramePacker(parts.limits().frames(lane.lane()), through);
        places = new LanePlaces(lane, through + 1);
        if (state.takesPacked() && parts.limits().pack(lane.lane())) {
            stream.pack();
        }
        if (state.latest().isPresent()) {
            receipt(state.latest().get());
        }
        Head head = parts.ledger().head();
        return state.seen()
                .filter(seen -> seen.origin().equals(head.origin()))
                .map(Seen::head)
                .filter(seen -> seen.size() > head.tree().size());
    }

    /// Sends and listens until the stream ends, one way or the other. Returns when the lane may be left alone: it is
    /// paused, or it is one that need not stay open, and nothing was owed on it for a while.
    void converse() throws PeerFault, LaneStopped, LaneHeld, InterruptedException {
        while (true) {
            LaneStopped.ifHalted(parts.partners(), lane);
            if (window.isEmpty()) {
                heardAt = parts.clock().instant();
            }
            if (window.isEmpty() && isOutdated()) {
                throw outdated();
            }
            boolean paused = seat.gauge().isPaused();
            if (paused && window.isEmpty()) {
                return;
            }
            if (!paused) {
                send();
            }
            Answer answer;
            try {
                // With nothing under way the partner owes no answer, and the stream may be silent.
                answer = signals.next(window.isEmpty() ? idle() : patience());
            } catch (PeerFault silence) {
                if (window.isEmpty() && silence.reason().equals(PumpSignals.SILENT)) {
                    return;
                }
                throw silence;
            }
            if (answer == null) {
                continue;
            }
            heardAt = parts.clock().instant();
            stream.more();
            switch (answer) {
                case Answer.ReceiptDelivery delivery -> receipt(delivery);
                case Answer.Hold hold -> throw held(hold);
                case Answer.Stop stop -> throw stopped(stop);
                case Answer.State again ->
                    throw new PeerFault(PeerFault.Meaning.BROKEN, "PROTOCOL", "the lane's state a second time");
            }
        }
    }

    /// How long the stream may stand with nothing under way. One that is collected is the receiver's to end.
    private Duration idle() {
        return collected ? parts.limits().idle(Lane.ROUTINE) : parts.limits().idle(lane.lane());
    }

    /// How much longer the partner may owe an answer.
    private Duration patience() {
        return patience(parts.limits().patience());
    }

    /// A clock that was put back behind what was heard last gives nobody more than the whole of it once more.
    private Duration patience(Duration whole) {
        Instant now = parts.clock().instant();
        if (now.isBefore(heardAt)) {
            heardAt = now;
        }
        return whole.minus(Duration.between(heardAt, now));
    }

    /// Nothing goes to somebody who is not trusted any more, and nothing under a key that the partner cannot know yet:
    /// the next stream begins with the manifest that names it. Rules R-MAN-8, R-MAN-9.
    private void requireTaken(Delivery.Frame frame) throws PeerFault {
        if (lost.getAsBoolean()) {
            throw new PeerFault(PeerFault.Meaning.REFUSED, "NO_LONGER_TRUSTED", "the partner's key is no longer valid");
        }
        KeyPeriods known = shown;
        if (frame.checkpoint().isEmpty() || known == null) {
            return;
        }
        boolean isTaken = CheckpointVerifier.claimed(frame.checkpoint())
                .filter(ours -> known.takes(frame.checkpoint(), Origin.parse(ours.origin()), ours.head()))
                .isPresent();
        if (!isTaken) {
            throw outdated();
        }
    }

    /// Whether the partner was told an older manifest of ours than the one in force.
    private boolean isOutdated() {
        return parts.trust()
                .pinned(own())
                .filter(ours -> ours.signed().size() > manifestVersion)
                .isPresent();
    }

    private static PeerFault outdated() {
        return new PeerFault(
                PeerFault.Meaning.UNAVAILABLE, PeerFault.COMPLETED, "our manifest changed: the lane opens anew");
    }

    private void send() throws PeerFault {
        FramePacker packing = packer;
        FrameMaker making = frames;
        LanePlaces reading = places;
        if (packing == null || making == null || reading == null) {
            throw new IllegalStateException("the lane is not open");
        }
        while (window.isOpen() && stream.isWritable()) {
            List<Parcel> parcels = reader.read(reading, parts.limits().frames(lane.lane()));
            CrashPoint.PARCELS_READ.pass();
            List<FramePacker.Draft> drafts = new ArrayList<>();
            for (Parcel parcel : parcels) {
                drafts.addAll(packing.add(parcel));
                note(parcel);
            }
            packing.rest().ifPresent(drafts::add);
            if (drafts.isEmpty()) {
                // What is left behind a full frame goes with the next read, which may be the empty one of the lane's
                // end.
                packing.flush().ifPresent(drafts::add);
            }
            for (FramePacker.Draft draft : drafts) {
                Delivery.Frame frame = making.make(draft)
                        .bound(new Delivery.Binding(
                                Optional.ofNullable(hashes.get(draft.first() - 1)), reading.terms()));
                CrashPoint.FRAME_MADE.pass();
                requireTaken(frame);
                stream.send(frame);
                CrashPoint.FRAME_SENT.pass();
                window.sent(draft.last(), draft.bytes());
            }
            seat.gauge().windowFrames(window.frames());
            if (parcels.isEmpty()) {
                return;
            }
        }
    }

    private void note(Parcel parcel) {
        Digest leaf = switch (parcel) {
            case Parcel.Stated stated -> stated.leaf();
            case Parcel.Voided voided -> {
                voids.put(voided.sequence(), voided.reason());
                yield voided.leaf();
            }
        };
        sent = ChannelHash.next(sent, leaf);
        hashes.put(sent.sequence(), sent.channelHash());
    }

    private void receipt(Answer.ReceiptDelivery delivery) throws PeerFault, LaneStopped {
        CrashPoint.RECEIPT_HEARD.pass();
        PinnedTeam partner = parts.trust()
                .pinned(lane.partner())
                .orElseThrow(() -> new LaneStopped(StopReason.PROOF_FAILED, "the partner is no longer pinned"));
        switch (ReceiptCheck.check(partner, own(), lane, delivery)) {
            case ReceiptCheck.Verdict.Bad bad -> {
                parts.audit()
                        .record(AuditEvent.of(
                                        AuditEvent.Kind.RECEIPT_REFUSED,
                                        lane.partner().domain())
                                .with("lane", lane.lane())
                                .with("why", bad.why()));
                throw new LaneStopped(StopReason.PROOF_FAILED, "a receipt that proves nothing: " + bad.why());
            }
            case ReceiptCheck.Verdict.Retired retired ->
                throw new PeerFault(
                        PeerFault.Meaning.BROKEN, "RETIRED_KEY", "a receipt under a key whose period is closed");
            case ReceiptCheck.Verdict.Good good -> take(delivery, good);
        }
    }

    private void take(Answer.ReceiptDelivery delivery, ReceiptCheck.Verdict.Good good) throws PeerFault, LaneStopped {
        see(delivery, good);
        Receipt receipt = good.receipt();
        Lane.Position through = receipt.through();
        Digest ours = hashes.get(through.sequence());
        if (ours == null && through.sequence() <= sent.sequence()) {
            ours = parts.transactions()
                    .read(session -> LanePackTable.at(session, own(), lane, through.sequence()))
                    .map(Lane.Position::channelHash)
                    .orElse(null);
        }
        if (ours == null || !through.channelHash().equals(ours)) {
            throw new LaneStopped(
                    StopReason.CHANNEL_DIVERGED,
                    "a receipt at " + through.sequence() + " with another channel hash than ours");
        }
        CrashPoint.RECEIPT_VERIFIED.pass();
        Map<Long, VoidReason> covered = voids.headMap(through.sequence(), true);
        sink.store(delivery.evidence(), good, covered);
        covered.clear();
        hashes.headMap(through.sequence(), false).clear();
        window.receipted(through.sequence());
        seat.gauge().windowFrames(window.frames());
        seat.backoff().reset();
    }

    private void see(Answer.ReceiptDelivery delivery, ReceiptCheck.Verdict.Good good) throws PeerFault, LaneStopped {
        try {
            sight.take(good.origin().epoch(), good.head(), delivery.consistency());
        } catch (LaneStopped contradicted) {
            parts.partners()
                    .contradicted(
                            good.origin(), good.head(), delivery.evidence().checkpoint());
            throw contradicted;
        }
    }

    private static LaneHeld held(Answer.Hold hold) {
        return new LaneHeld(hold.reason(), Duration.ofMillis(hold.retryAfterMillis()));
    }

    private static LaneStopped stopped(Answer.Stop stop) {
        return new LaneStopped(stop.reason(), "the partner stopped the lane");
    }
}
