package org.tocsin.wire;

import java.util.List;
import org.tocsin.exchange.v1.CollectOpen;
import org.tocsin.exchange.v1.CollectRequest;
import org.tocsin.exchange.v1.CollectResponse;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.model.Delivery.Answer;
import org.tocsin.model.Lane;

/// What travels on a `Collect` stream: the messages of `Deliver` with the directions of the call reversed. Rule
/// R-LAN-8.
public final class CollectCodec {
    private CollectCodec() {}

    /// How a receiver asks for a lane, and what it has seen of the author's ledgers.
    public record Asked(Lane lane, List<SeenCodec.Witnessed> seen) {
        public Asked {
            seen = List.copyOf(seen);
        }
    }

    public static CollectRequest message(Asked asked) {
        return CollectRequest.newBuilder()
                .setCollect(CollectOpen.newBuilder()
                        .setLane(Enums.lane(asked.lane()))
                        .addAllSeen(SeenCodec.message(asked.seen()).getSeenList()))
                .build();
    }

    public static CollectRequest message(Answer answer) {
        return CollectRequest.newBuilder()
                .setAnswer(DeliveryCodec.message(answer))
                .build();
    }

    public static CollectResponse message(DeliverRequest delivery) {
        return CollectResponse.newBuilder().setDelivery(delivery).build();
    }

    /// @throws WireException if the message asks for no lane
    public static Asked asked(CollectRequest request) throws WireException {
        if (!request.hasCollect()) {
            throw new WireException("the first message must say which lane is collected");
        }
        CollectOpen collect = request.getCollect();
        return new Asked(Enums.lane(collect.getLane()), SeenCodec.models(collect.getSeenList()));
    }

    /// @throws WireException if the message says nothing that this version knows
    public static Answer answer(CollectRequest request) throws WireException {
        if (!request.hasAnswer()) {
            throw new WireException("after the first message a receiver only answers");
        }
        return DeliveryCodec.answer(request.getAnswer());
    }
}
