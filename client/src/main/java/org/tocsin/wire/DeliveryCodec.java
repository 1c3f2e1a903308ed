package org.tocsin.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.exchange.v1.ConsistencyProof;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.DeliverResponse;
import org.tocsin.exchange.v1.LaneHold;
import org.tocsin.exchange.v1.LaneOpen;
import org.tocsin.exchange.v1.LaneState;
import org.tocsin.exchange.v1.LaneStop;
import org.tocsin.exchange.v1.SharedProof;
import org.tocsin.exchange.v1.StatementItem;
import org.tocsin.exchange.v1.TermsPlace;
import org.tocsin.exchange.v1.VoidItem;
import org.tocsin.model.Delivery;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Delivery.Item;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Seen;

/// What travels on a lane. Fields that this version does not know are ignored here: nothing of it is signed, only what
/// it carries is.
public final class DeliveryCodec {
    /// Items in one frame, at most (R-LIM-1).
    public static final int FRAME_ITEMS_MAX = 1_024;
    /// Hashes in one shared proof, at most: 64 for each item.
    private static final int SHARED_HASHES_MAX = 64 * FRAME_ITEMS_MAX;
    /// Hashes in a consistency proof, at most.
    private static final int CONSISTENCY_HASHES_MAX = 128;

    private DeliveryCodec() {}

    public static DeliverRequest message(Delivery.Open open) {
        LaneOpen.Builder builder = LaneOpen.newBuilder()
                .setLane(Enums.lane(open.lane()))
                .setLaneEpoch(open.laneEpoch())
                .addAllManifests(EvidenceCodec.messages(open.manifests()))
                .setReceipted(open.receipted());
        open.seen().forEach(seen -> builder.addSeen(ReceiptCodec.message(seen)));
        return DeliverRequest.newBuilder().setOpen(builder).build();
    }

    public static DeliverRequest message(Delivery.Frame frame) {
        return DeliverRequest.newBuilder().setFrame(frameMessage(frame)).build();
    }

    /// A frame in fewer bytes, if it has fewer that way; only to a receiver that takes such frames (R-LAN-9).
    public static DeliverRequest packed(Delivery.Frame frame) {
        var message = frameMessage(frame);
        var request = DeliverRequest.newBuilder();
        FramePacking.pack(message).ifPresentOrElse(request::setPacked, () -> request.setFrame(message));
        return request.build();
    }

    /// What a request takes in memory, about, once it is read.
    public static int bytes(DeliverRequest request) {
        int inflated = request.hasPacked() ? request.getPacked().getInflatedBytes() : 0;
        return Math.max(request.getSerializedSize(), inflated < 0 ? Integer.MAX_VALUE : inflated);
    }

    private static org.tocsin.exchange.v1.Frame frameMessage(Delivery.Frame frame) {
        var builder = org.tocsin.exchange.v1.Frame.newBuilder()
                .setCheckpoint(Parsing.string(frame.checkpoint()))
                .setProof(SharedProof.newBuilder().setHashes(Parsing.concatenated(frame.proof())));
        frame.consistency().ifPresent(consistency -> builder.setConsistency(message(consistency)));
        for (Item item : frame.items()) {
            builder.addItems(message(item));
        }
        frame.binding().behind().ifPresent(hash -> builder.setChannelHash(Parsing.string(hash)));
        frame.binding()
                .terms()
                .ifPresent(place -> builder.setTerms(
                        TermsPlace.newBuilder().setLaneEpoch(place.laneEpoch()).setSequence(place.sequence())));
        return builder.build();
    }

    private static Delivery.Binding binding(org.tocsin.exchange.v1.Frame frame) throws WireException {
        Optional<Digest> behind = frame.getChannelHash().isEmpty()
                ? Optional.empty()
                : Optional.of(Parsing.digest(frame.getChannelHash(), "frame.channel_hash"));
        if (!frame.hasTerms()) {
            return new Delivery.Binding(behind, Optional.empty());
        }
        Delivery.TermsPlace place = new Delivery.TermsPlace(
                Parsing.positive(frame.getTerms().getLaneEpoch(), "frame.terms.lane_epoch"),
                Parsing.notNegative(frame.getTerms().getSequence(), "frame.terms.sequence"));
        return new Delivery.Binding(behind, Optional.of(place));
    }

    /// @throws WireException if the message is no opening
    public static Delivery.Open open(DeliverRequest request) throws WireException {
        if (!request.hasOpen()) {
            throw new WireException("the first message of a lane must open it");
        }
        LaneOpen open = request.getOpen();
        return new Delivery.Open(
                Enums.lane(open.getLane()),
                Parsing.positive(open.getLaneEpoch(), "open.lane_epoch"),
                EvidenceCodec.models(open.getManifestsList()),
                Parsing.notNegative(open.getReceipted(), "open.receipted"),
                SeenCodec.heads(open.getSeenList()));
    }

    /// @throws WireException if the message is no frame, or its parts do not fit
    public static Delivery.Frame frame(DeliverRequest request) throws WireException {
        if (!request.hasFrame() && !request.hasPacked()) {
            throw new WireException("after the opening a lane carries frames only");
        }
        var frame = request.hasPacked() ? FramePacking.unpack(request.getPacked()) : request.getFrame();
        if (frame.getItemsCount() == 0 || frame.getItemsCount() > FRAME_ITEMS_MAX) {
            throw new WireException("a frame has 1 to 1024 items");
        }
        List<Item> items = new ArrayList<>(frame.getItemsCount());
        for (var item : frame.getItemsList()) {
            items.add(model(item));
        }
        return new Delivery.Frame(
                Parsing.bytes(frame.getCheckpoint()),
                frame.hasConsistency() ? Optional.of(model(frame.getConsistency())) : Optional.empty(),
                Parsing.digests(frame.getProof().getHashes(), SHARED_HASHES_MAX, "frame.proof"),
                items,
                binding(frame));
    }

    public static DeliverResponse message(Answer answer) {
        var builder = DeliverResponse.newBuilder();
        switch (answer) {
            case Answer.State state -> builder.setState(message(state));
            case Answer.ReceiptDelivery receipt -> builder.setReceipt(message(receipt));
            case Answer.Hold hold ->
                builder.setHold(LaneHold.newBuilder()
                        .setRetryAfterMs(hold.retryAfterMillis())
                        .setReason(Enums.hold(hold.reason())));
            case Answer.Stop stop -> {
                var message = LaneStop.newBuilder().setReason(Enums.stop(stop.reason()));
                stop.seen().ifPresent(seen -> message.setSeen(ReceiptCodec.message(seen)));
                builder.setStop(message);
            }
        }
        return builder.build();
    }

    /// @throws WireException if the message says nothing that this version knows
    public static Answer answer(DeliverResponse response) throws WireException {
        return switch (response.getKindCase()) {
            case STATE -> model(response.getState());
            case RECEIPT -> model(response.getReceipt());
            case HOLD ->
                new Answer.Hold(
                        Math.max(0, response.getHold().getRetryAfterMs()),
                        Enums.hold(response.getHold().getReason()));
            case STOP -> new Answer.Stop(Enums.stop(response.getStop().getReason()), seen(response.getStop()));
            case KIND_NOT_SET -> throw new WireException("an answer unknown to this version");
        };
    }

    private static Optional<Seen> seen(LaneStop stop) throws WireException {
        return stop.hasSeen() ? Optional.of(ReceiptCodec.model(stop.getSeen())) : Optional.empty();
    }

    private static LaneState message(Answer.State state) {
        var builder = LaneState.newBuilder()
                .setThrough(state.through().sequence())
                .setChannelHash(Parsing.string(state.through().channelHash()))
                .addAllManifests(EvidenceCodec.messages(state.manifests()))
                .setTakesPacked(state.takesPacked());
        state.seen().ifPresent(seen -> builder.setSeen(ReceiptCodec.message(seen)));
        state.latest().ifPresent(latest -> builder.setLatestReceipt(message(latest)));
        return builder.build();
    }

    private static Answer.State model(LaneState state) throws WireException {
        return new Answer.State(
                new Lane.Position(
                        Parsing.notNegative(state.getThrough(), "state.through"),
                        Parsing.digest(state.getChannelHash(), "state.channel_hash")),
                state.hasSeen() ? Optional.of(ReceiptCodec.model(state.getSeen())) : Optional.empty(),
                EvidenceCodec.models(state.getManifestsList()),
                state.hasLatestReceipt() ? Optional.of(model(state.getLatestReceipt())) : Optional.empty(),
                state.getTakesPacked());
    }

    private static org.tocsin.exchange.v1.ReceiptDelivery message(Answer.ReceiptDelivery receipt) {
        var builder = org.tocsin.exchange.v1.ReceiptDelivery.newBuilder()
                .setEvidence(EvidenceCodec.message(receipt.evidence()));
        receipt.consistency().ifPresent(consistency -> builder.setConsistency(message(consistency)));
        return builder.build();
    }

    private static Answer.ReceiptDelivery model(org.tocsin.exchange.v1.ReceiptDelivery receipt) throws WireException {
        return new Answer.ReceiptDelivery(
                EvidenceCodec.model(receipt.getEvidence()),
                receipt.hasConsistency() ? Optional.of(model(receipt.getConsistency())) : Optional.empty());
    }

    public static ConsistencyProof message(Delivery.Consistency consistency) {
        return ConsistencyProof.newBuilder()
                .setFromSize(consistency.fromSize())
                .setHashes(Parsing.concatenated(consistency.hashes()))
                .build();
    }

    public static Delivery.Consistency model(ConsistencyProof message) throws WireException {
        return new Delivery.Consistency(
                Parsing.notNegative(message.getFromSize(), "consistency.from_size"),
                Parsing.digests(message.getHashes(), CONSISTENCY_HASHES_MAX, "consistency.hashes"));
    }

    private static org.tocsin.exchange.v1.Item message(Item item) {
        var builder = org.tocsin.exchange.v1.Item.newBuilder().setSequence(item.sequence());
        switch (item) {
            case Item.Stated stated ->
                builder.setContinues(stated.continues())
                        .setStatement(StatementItem.newBuilder()
                                .setIndex(stated.index())
                                .setStatement(Parsing.string(stated.statement()))
                                .setFragments(Parsing.string(stated.fragments())));
            case Item.More more ->
                builder.setContinues(more.continues()).setMoreFragments(Parsing.string(more.fragments()));
            case Item.Voided voided ->
                builder.setVoid(VoidItem.newBuilder()
                        .setLeafHash(Parsing.string(voided.leafHash()))
                        .setReason(Enums.voided(voided.reason())));
        }
        return builder.build();
    }

    private static Item model(org.tocsin.exchange.v1.Item item) throws WireException {
        long sequence = Parsing.notNegative(item.getSequence(), "item.sequence");
        return switch (item.getKindCase()) {
            case STATEMENT ->
                new Item.Stated(
                        sequence,
                        Parsing.notNegative(item.getStatement().getIndex(), "item.index"),
                        Parsing.bytes(item.getStatement().getStatement()),
                        Parsing.bytes(item.getStatement().getFragments()),
                        item.getContinues());
            case MORE_FRAGMENTS -> new Item.More(sequence, Parsing.bytes(item.getMoreFragments()), item.getContinues());
            case VOID ->
                new Item.Voided(
                        sequence,
                        Parsing.digest(item.getVoid().getLeafHash(), "item.void.leaf_hash"),
                        Enums.voided(item.getVoid().getReason()));
            case KIND_NOT_SET -> throw new WireException("an item unknown to this version");
        };
    }
}
