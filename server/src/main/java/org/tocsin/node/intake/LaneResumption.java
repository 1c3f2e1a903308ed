package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Seen;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.ledger.ContentStore;
import org.tocsin.node.ledger.Entry;
import org.tocsin.node.store.Session;
import org.tocsin.trust.PinnedTeam;

/// Where a lane from a partner stands when a stream opens it, as one snapshot. Rules R-LAN-5, R-RCP-4.
record LaneResumption(IntakeParts parts, InboundLane lane, Map<Integer, TreeHead> heads, Optional<Seen> newest) {

    static LaneResumption read(IntakeParts parts, IntakeWork.Channel channel) {
        return parts.transactions().read(session -> {
            InboundLane lane = lane(session, channel);
            return new LaneResumption(
                    parts,
                    lane,
                    SeenTable.heads(session, channel.author()),
                    SeenTable.newest(session, channel.author()).map(SeenTable.Witness::seen));
        });
    }

    /// The lane as it is held, or its beginning if it is not held in this epoch or a later one.
    static InboundLane lane(Session session, IntakeWork.Channel channel) {
        Optional<InboundLane> held = LaneInTable.find(session, channel.author(), channel.lane());
        if (held.isPresent() && held.get().laneEpoch() >= channel.laneEpoch()) {
            return held.get();
        }
        return new InboundLane(
                channel.author(),
                channel.lane(),
                channel.laneEpoch(),
                channel.start(),
                held.map(InboundLane::counts).orElse(InboundLane.Counts.NONE),
                Optional.empty(),
                Optional.empty());
    }

    Answer.State state(ShownHeads shown) {
        List<TeamManifest.Signed> manifests = parts.trust()
                .pinned(parts.trust().own())
                .map(PinnedTeam::signed)
                .orElse(List.of());
        return new Answer.State(
                lane.through(), newest, manifests, lane.receipt().flatMap(place -> delivery(place, shown)), true);
    }

    /// Receipts with refusals that the author does not hold; the latest one it gets with the state.
    List<Answer.ReceiptDelivery> missedReceipts(long receipted, ShownHeads shown) {
        List<Answer.ReceiptDelivery> missed = new ArrayList<>();
        List<InboundLane.ReceiptPlace> places =
                parts.transactions().read(session -> LaneInTable.receiptsBehind(session, lane, receipted));
        for (InboundLane.ReceiptPlace place : places) {
            if (!lane.receipt().equals(Optional.of(place))) {
                delivery(place, shown).ifPresent(missed::add);
            }
        }
        return missed;
    }

    private Optional<Answer.ReceiptDelivery> delivery(InboundLane.ReceiptPlace place, ShownHeads shown) {
        Optional<Entry> entry = parts.ledger().view().entry(place.epoch(), place.index());
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        ContentStore contents = new ContentStore(parts.transactions());
        if (!(contents.get(entry.get().contentId(), entry.get().leafHash())
                instanceof ContentStore.Content.Held held)) {
            return Optional.empty();
        }
        return parts.ledger()
                .view()
                .head(place.epoch())
                .map(head -> shown.deliver(head, place.index(), entry.get().statement(), held.fragments()));
    }
}
