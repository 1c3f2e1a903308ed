package org.tocsin.node.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.tocsin.exchange.v1.CollectRequest;
import org.tocsin.exchange.v1.CollectResponse;
import org.tocsin.exchange.v1.DeliverRequest;
import org.tocsin.exchange.v1.DeliverResponse;
import org.tocsin.exchange.v1.ExchangeServiceGrpc;
import org.tocsin.exchange.v1.GetConsistencyRequest;
import org.tocsin.exchange.v1.GetConsistencyResponse;
import org.tocsin.exchange.v1.GetManifestRequest;
import org.tocsin.exchange.v1.GetManifestResponse;
import org.tocsin.exchange.v1.GetSeenRequest;
import org.tocsin.exchange.v1.GetSeenResponse;
import org.tocsin.model.Delivery.Consistency;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.delivery.Lanes;
import org.tocsin.node.delivery.SeenTable;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.Intake;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.ledger.StartGate;
import org.tocsin.node.store.Transactions;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;
import org.tocsin.wire.CollectCodec;
import org.tocsin.wire.DeliveryCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.SeenCodec;

/// The service that partners' nodes call. Reads what came, hands it to the intake, and writes what it answers;
/// questions
/// that need the database leave the event loop.
public final class ExchangeEndpoint extends ExchangeServiceGrpc.ExchangeServiceImplBase {
    private final Trust trust;
    private final Intake intake;
    private final Lanes lanes;
    private final LedgerView ledger;
    private final StartGate gate;
    private final Transactions transactions;
    private final InstantSource clock;
    private final LaneDeadlines deadlines;
    private final Executor questions;

    /// @param questions runs what may block; a thread a call
    public ExchangeEndpoint(
            Trust trust,
            Intake intake,
            Lanes lanes,
            Ledger ledger,
            InstantSource clock,
            LaneDeadlines deadlines,
            Executor questions) {
        this.trust = trust;
        this.intake = intake;
        this.lanes = lanes;
        this.ledger = ledger.view();
        this.gate = ledger.gate();
        this.transactions = ledger.view().transactions();
        this.clock = clock;
        this.deadlines = deadlines;
        this.questions = questions;
    }

    LaneDeadlines deadlines() {
        return deadlines;
    }

    @Override
    public StreamObserver<DeliverRequest> deliver(StreamObserver<DeliverResponse> answers) {
        PeerIdentity caller = DoorInterceptor.CALLER.get();
        var out = (ServerCallStreamObserver<DeliverResponse>) answers;
        out.disableAutoRequest();
        GrpcLane lane = new GrpcLane(out, () -> trust.stillTrusted(caller, clock.instant()), CallHearing.OF_CALL.get());
        lane.begin(intake.begin(caller.team(), lane), deadlines);
        lanes.reached(caller.team());
        return lane;
    }

    @Override
    public StreamObserver<CollectRequest> collect(StreamObserver<CollectResponse> answers) {
        PeerIdentity caller = DoorInterceptor.CALLER.get();
        var out = (ServerCallStreamObserver<CollectResponse>) answers;
        out.disableAutoRequest();
        CollectCall call = new CollectCall(
                out,
                () -> trust.stillTrusted(caller, clock.instant()),
                (asked, offer) -> collect(caller.team(), asked, offer));
        call.begin(deadlines);
        return call;
    }

    /// What the partner has seen of us is verified before its lane is given: off the event loop.
    private void collect(Team partner, CollectCodec.Asked asked, CollectCall offer) {
        try {
            questions.execute(() -> {
                if (!lanes.collected(partner, asked, offer)) {
                    offer.decline(Fault.of(Fault.Reason.NOT_FOUND, "there is no such lane"));
                }
            });
        } catch (RejectedExecutionException stopping) {
            offer.decline(Fault.retry(Fault.Reason.DRAINING, "the node is stopping", Duration.ofSeconds(1)));
        }
    }

    @Override
    public void getSeen(GetSeenRequest request, StreamObserver<GetSeenResponse> answer) {
        PeerIdentity caller = DoorInterceptor.CALLER.get();
        answering(
                answer,
                () -> SeenCodec.message(transactions.read(session -> SeenTable.of(session, caller.team()).stream()
                        .map(witness -> new SeenCodec.Witnessed(witness.seen(), witness.checkpoint()))
                        .toList())));
    }

    @Override
    public void getConsistency(GetConsistencyRequest request, StreamObserver<GetConsistencyResponse> answer) {
        answering(answer, () -> consistency(request));
    }

    private GetConsistencyResponse consistency(GetConsistencyRequest request) {
        Optional<Head> found = ledger.head(request.getEpoch());
        if (found.isEmpty()) {
            throw Fault.of(Fault.Reason.NOT_FOUND, "no such epoch").exception();
        }
        Head head = found.get();
        long size = head.tree().size();
        long from = request.getFromSize();
        long to = request.getToSize() == 0 ? size : request.getToSize();
        // A node put back from a copy has less of an epoch than it signed, until it opens the next: it cannot say,
        // which
        // is not to deny.
        if (to > size
                && !(gate.isSigning()
                        && request.getEpoch() == ledger.head().origin().epoch())) {
            throw Fault.of(Fault.Reason.NOT_SIGNING, "this node has less of that epoch than was signed")
                    .exception();
        }
        if (from < 0 || to < from || to > size) {
            throw Fault.of(Fault.Reason.MALFORMED, "sizes beyond the ledger's").exception();
        }
        var response = GetConsistencyResponse.newBuilder()
                .setProof(
                        DeliveryCodec.message(new Consistency(from, ledger.consistency(request.getEpoch(), from, to))));
        if (to == size) {
            response.setCheckpoint(com.google.protobuf.UnsafeByteOperations.unsafeWrap(
                    head.checkpoint().array()));
        }
        return response.build();
    }

    @Override
    public void getManifest(GetManifestRequest request, StreamObserver<GetManifestResponse> answer) {
        answering(answer, () -> {
            List<TeamManifest.Signed> all =
                    trust.pinned(trust.own()).map(PinnedTeam::signed).orElse(List.of());
            int have = Math.clamp(Integer.toUnsignedLong(request.getHaveVersion()), 0, all.size());
            List<TeamManifest.Signed> newer =
                    all.subList(have, Math.min(all.size(), have + EvidenceCodec.MANIFESTS_MAX));
            return GetManifestResponse.newBuilder()
                    .addAllManifests(EvidenceCodec.messages(newer))
                    .build();
        });
    }

    private <A> void answering(StreamObserver<A> answer, Supplier<A> question) {
        intake.asked(DoorInterceptor.CALLER.get().team());
        try {
            questions.execute(() -> {
                try {
                    answer.onNext(question.get());
                    answer.onCompleted();
                } catch (RuntimeException thrown) {
                    answer.onError(Statuses.of(thrown));
                }
            });
        } catch (RejectedExecutionException stopping) {
            answer.onError(Statuses.of(new FaultException(Fault.of(Fault.Reason.DRAINING, "the node is stopping"))));
        }
    }
}
