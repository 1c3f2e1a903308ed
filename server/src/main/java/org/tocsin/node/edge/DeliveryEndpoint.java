package org.tocsin.node.edge;

import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.operator.v1.DeliveryServiceGrpc;
import org.tocsin.operator.v1.LaneReport;
import org.tocsin.operator.v1.ListLanesRequest;
import org.tocsin.operator.v1.ListLanesResponse;
import org.tocsin.operator.v1.RetryLaneRequest;
import org.tocsin.operator.v1.RetryLaneResponse;

/// The service by which the team's own officers watch what is under way, and move it. Runs on threads that may block.
final class DeliveryEndpoint extends DeliveryServiceGrpc.DeliveryServiceImplBase {
    private final OperatorParts parts;

    DeliveryEndpoint(OperatorParts parts) {
        this.parts = parts;
    }

    @Override
    public StreamObserver<ListLanesRequest> listLanes(StreamObserver<ListLanesResponse> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(ListLanesRequest request) {
                try {
                    answers.onNext(lanes(request));
                } catch (RuntimeException thrown) {
                    answers.onError(Statuses.of(thrown));
                }
            }

            @Override
            public void onError(Throwable gone) {
                // The officer has seen enough.
            }

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    private ListLanesResponse lanes(ListLanesRequest request) {
        Optional<Team> asked = request.getPartner().isEmpty()
                ? Optional.empty()
                : Optional.of(Answering.team("partner", request.getPartner()));
        Instant now = parts.clock().instant();
        Stream<LaneReport> outbound = parts.lanes().all().stream()
                .filter(lane -> asked.isEmpty() || asked.get().equals(lane.partner()))
                .map(LaneMessages::outbound);
        Stream<LaneReport> inbound = parts.intake().inbound().stream()
                .filter(lane -> asked.isEmpty() || asked.get().equals(lane.author()))
                .map(LaneMessages::inbound);
        return ListLanesResponse.newBuilder()
                .setAtMs(now.toEpochMilli())
                .addAllLanes(LaneMessages.sorted(Stream.concat(outbound, inbound)))
                .build();
    }

    @Override
    public void retryLane(RetryLaneRequest request, StreamObserver<RetryLaneResponse> answer) {
        String officer = Answering.officer().uri();
        Answering.answering(answer, () -> {
            Team partner = Answering.team("partner", request.getPartner());
            Optional<Lane> lane = LaneMessages.lane(request.getLane());
            parts.audit()
                    .record(AuditEvent.of(AuditEvent.Kind.OFFICER_ACTED, officer)
                            .with("act", "lanes retry")
                            .with("partner", partner)
                            .with("lane", lane.map(Lane::name).orElse("all")));
            if (!parts.lanes().retry(partner, lane)) {
                throw Fault.of(Reason.NOT_FOUND, "there is no lane to " + partner)
                        .exception();
            }
            return RetryLaneResponse.getDefaultInstance();
        });
    }
}
