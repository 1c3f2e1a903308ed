package org.tocsin.peer;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tocsin.model.Team;
import org.tocsin.operator.v1.DeliveryServiceGrpc;
import org.tocsin.operator.v1.ListLanesRequest;
import org.tocsin.operator.v1.RetryLaneRequest;

/// What an officer asks of deliveries, and does about them, over the line to the own team's node. Every failure is an
/// `OperatorFault`.
public final class DeliveryLine {
    private final Channel channel;

    DeliveryLine(Channel channel) {
        this.channel = channel;
    }

    /// Begins to watch lanes; those of one partner, if it is named.
    public LaneWatch watch(Optional<Team> partner) {
        var question = ListLanesRequest.newBuilder()
                .setPartner(partner.map(Team::domain).orElse(""))
                .build();
        return new LaneWatch(DeliveryServiceGrpc.newBlockingV2Stub(channel).listLanes(), question);
    }

    /// Tries lanes to a partner again at once.
    ///
    /// @param lane emergency, routine, bulk or control; all of them if it is empty
    public void retry(Team partner, String lane) {
        var request = RetryLaneRequest.newBuilder()
                .setPartner(partner.domain())
                .setLane(lane)
                .build();
        call(() -> blocking().retryLane(request));
    }

    private DeliveryServiceGrpc.DeliveryServiceBlockingStub blocking() {
        return DeliveryServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(OperatorClient.CALL_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw OperatorFault.of(failed);
        }
    }
}
