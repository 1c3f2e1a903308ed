package org.tocsin.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt;
import org.tocsin.model.Seen;
import org.tocsin.model.TreeHead;

/// Receipts to and from the bytes of their document. Rule R-RCP-1.
public final class ReceiptCodec {
    public static final int RECEIPT_BYTES_MAX = 64 * 1024;

    private ReceiptCodec() {}

    public static Bytes encode(Receipt receipt) {
        var builder = org.tocsin.exchange.v1.Receipt.newBuilder()
                .setAuthor(receipt.author().domain())
                .setLane(Enums.lane(receipt.lane()))
                .setLaneEpoch(receipt.laneEpoch())
                .setThrough(receipt.through().sequence())
                .setChannelHash(Parsing.string(receipt.through().channelHash()));
        for (Receipt.Refusal refusal : receipt.refusals()) {
            builder.addRefusals(org.tocsin.exchange.v1.Refusal.newBuilder()
                    .setSequence(refusal.sequence())
                    .setReason(Enums.refusal(refusal.reason())));
        }
        receipt.seen().ifPresent(seen -> builder.setSeen(message(seen)));
        return Bytes.wrap(builder.build().toByteArray());
    }

    /// @throws WireException if the bytes break R-RCP-1
    public static Receipt decode(Bytes bytes) throws WireException {
        var message = Parsing.strictly(org.tocsin.exchange.v1.Receipt.parser(), bytes, RECEIPT_BYTES_MAX, "receipt");
        List<Receipt.Refusal> refusals = new ArrayList<>(message.getRefusalsCount());
        for (var refusal : message.getRefusalsList()) {
            refusals.add(new Receipt.Refusal(
                    Parsing.notNegative(refusal.getSequence(), "receipt.refusals.sequence"),
                    Enums.refusal(refusal.getReason())));
        }
        var author = Parsing.team(message.getAuthor(), "receipt.author");
        var lane = Enums.lane(message.getLane());
        var through = new Lane.Position(
                Parsing.notNegative(message.getThrough(), "receipt.through"),
                Parsing.digest(message.getChannelHash(), "receipt.channel_hash"));
        Optional<Seen> seen = message.hasSeen() ? Optional.of(model(message.getSeen())) : Optional.empty();
        int laneEpoch = Parsing.positive(message.getLaneEpoch(), "receipt.lane_epoch");
        return Parsing.checked(() -> new Receipt(author, lane, laneEpoch, through, refusals, seen));
    }

    static org.tocsin.exchange.v1.Seen message(Seen seen) {
        return org.tocsin.exchange.v1.Seen.newBuilder()
                .setOrigin(seen.origin().toString())
                .setSize(seen.head().size())
                .setRoot(Parsing.string(seen.head().root()))
                .setAtMs(seen.at().toEpochMilli())
                .build();
    }

    static Seen model(org.tocsin.exchange.v1.Seen message) throws WireException {
        return Parsing.checked(() -> new Seen(
                Origin.parse(message.getOrigin()),
                new TreeHead(
                        Parsing.notNegative(message.getSize(), "seen.size"),
                        Parsing.digest(message.getRoot(), "seen.root")),
                Instant.ofEpochMilli(message.getAtMs())));
    }
}
