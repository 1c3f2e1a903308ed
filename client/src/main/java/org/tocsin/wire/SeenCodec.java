package org.tocsin.wire;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.exchange.v1.GetSeenResponse;
import org.tocsin.exchange.v1.SeenCheckpoint;
import org.tocsin.model.Bytes;
import org.tocsin.model.Seen;

/// What a partner has seen of a team's own ledgers, with the checkpoints that the team itself signed. Rule R-LED-6.
public final class SeenCodec {
    private static final int EPOCHS_MAX = 64;

    private SeenCodec() {}

    /// A checkpoint that somebody verified.
    public record Witnessed(Seen seen, Bytes checkpoint) {}

    public static GetSeenResponse message(List<Witnessed> witnessed) {
        var builder = GetSeenResponse.newBuilder();
        for (Witnessed one : witnessed) {
            builder.addSeen(SeenCheckpoint.newBuilder()
                    .setSeen(ReceiptCodec.message(one.seen()))
                    .setCheckpoint(Parsing.string(one.checkpoint())));
        }
        return builder.build();
    }

    /// @throws WireException if the answer is out of bounds
    public static List<Witnessed> model(GetSeenResponse message) throws WireException {
        return models(message.getSeenList());
    }

    /// What an author has seen of a receiver's ledgers, without their checkpoints.
    static List<Seen> heads(List<org.tocsin.exchange.v1.Seen> messages) throws WireException {
        if (messages.size() > EPOCHS_MAX) {
            throw new WireException("more than 64 epochs");
        }
        List<Seen> seen = new ArrayList<>(messages.size());
        for (var one : messages) {
            seen.add(ReceiptCodec.model(one));
        }
        return seen;
    }

    static List<Witnessed> models(List<SeenCheckpoint> messages) throws WireException {
        if (messages.size() > EPOCHS_MAX) {
            throw new WireException("more than 64 epochs");
        }
        List<Witnessed> witnessed = new ArrayList<>(messages.size());
        for (SeenCheckpoint one : messages) {
            witnessed.add(new Witnessed(ReceiptCodec.model(one.getSeen()), Parsing.bytes(one.getCheckpoint())));
        }
        return witnessed;
    }
}
