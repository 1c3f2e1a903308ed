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
        if (message.getSeenCount() > EPOCHS_MAX) {
            throw new WireException("more than 64 epochs");
        }
        List<Witnessed> witnessed = new ArrayList<>(message.getSeenCount());
        for (SeenCheckpoint one : message.getSeenList()) {
            witnessed.add(new Witnessed(ReceiptCodec.model(one.getSeen()), Parsing.bytes(one.getCheckpoint())));
        }
        return witnessed;
    }
}
