package org.tocsin.node.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.EmergencyView.Reference.Standing;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.node.channel.DutyFeed;
import org.tocsin.node.channel.Notice;
import org.tocsin.node.emergency.Emergencies;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.operator.v1.DutyNotice;
import org.tocsin.operator.v1.EmergencyServiceGrpc;
import org.tocsin.operator.v1.EmergencySummary;
import org.tocsin.operator.v1.GetDutyStatisticsRequest;
import org.tocsin.operator.v1.GetDutyStatisticsResponse;
import org.tocsin.operator.v1.GetEmergencyRequest;
import org.tocsin.operator.v1.GetEmergencyResponse;
import org.tocsin.operator.v1.GetVoiceCardRequest;
import org.tocsin.operator.v1.GetVoiceCardResponse;
import org.tocsin.operator.v1.ListEmergenciesRequest;
import org.tocsin.operator.v1.ListEmergenciesResponse;
import org.tocsin.operator.v1.RaiseEmergencyRequest;
import org.tocsin.operator.v1.RaiseEmergencyResponse;
import org.tocsin.operator.v1.StateStepRequest;
import org.tocsin.operator.v1.StateStepResponse;
import org.tocsin.operator.v1.WatchDutyRequest;
import org.tocsin.operator.v1.WatchDutyResponse;
import org.tocsin.operator.v1.WatchEmergenciesRequest;
import org.tocsin.operator.v1.WatchEmergenciesResponse;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.EmergencyViewCodec;

/// The service by which the team's own officers raise and answer emergencies, and are told of them. Runs on threads
/// that
/// may block. Rules R-EMG-1 to R-EMG-4.
final class EmergencyEndpoint extends EmergencyServiceGrpc.EmergencyServiceImplBase {
    static final int LIST_DEFAULT = 100;
    static final int WATCHERS_MAX = 64;

    private final OperatorParts parts;
    private final Emergencies emergencies;
    private final DutyFeed feed;
    private final Map<WatchCall<?>, AutoCloseable> watches = new ConcurrentHashMap<>();

    EmergencyEndpoint(OperatorParts parts) {
        this.parts = parts;
        this.emergencies = parts.duty().emergencies();
        this.feed = parts.duty().feed();
    }

    /// Ends the calls that would go on for ever.
    void drain() {
        watches.keySet().forEach(WatchCall::drain);
    }

    @Override
    public void raiseEmergency(RaiseEmergencyRequest request, StreamObserver<RaiseEmergencyResponse> answer) {
        PeerIdentity officer = Answering.officer();
        Answering.answering(
                answer,
                () -> RaiseEmergencyResponse.newBuilder()
                        .setEmergency(message(emergencies.raise(
                                Bytes.wrap(request.getDocument().toByteArray()), officer)))
                        .build());
    }

    private EmergencySummary message(EmergencyView view) {
        List<EmergencyView.Reference> records =
                view.records().stream().map(this::known).toList();
        return EmergencyViewCodec.message(new EmergencyView(
                view.id(), view.originator(), view.emergency(), view.heldAt(), view.officer(), view.called(), records));
    }

    /// With whether it is held here, and what it is called. Rule R-EMG-11.
    private EmergencyView.Reference known(EmergencyView.Reference one) {
        return parts.records()
                .held(one.record())
                .map(held -> {
                    boolean isHere = one.team().equals(parts.trust().own()) && held.contentBytes() > 0;
                    return one.known(isHere ? Standing.HELD : one.standing(), held.name());
                })
                .orElse(one);
    }

    @Override
    public void stateStep(StateStepRequest request, StreamObserver<StateStepResponse> answer) {
        PeerIdentity officer = Answering.officer();
        Answering.answering(answer, () -> {
            Optional<OfficerApproval> approval = request.getApproval().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Answering.wired(() -> AgreementActCodec.decodeApproval(
                            Bytes.wrap(request.getApproval().toByteArray()))));
            return StateStepResponse.newBuilder()
                    .setEmergency(message(
                            emergencies.state(Bytes.wrap(request.getDocument().toByteArray()), approval, officer)))
                    .build();
        });
    }

    @Override
    public void listEmergencies(ListEmergenciesRequest request, StreamObserver<ListEmergenciesResponse> answer) {
        PeerIdentity officer = Answering.officer();
        Answering.answering(answer, () -> {
            int most = request.getMost() == 0 ? LIST_DEFAULT : request.getMost();
            if (most < 0 || most > Emergencies.LIST_MAX) {
                throw Answering.malformed("most is at most " + Emergencies.LIST_MAX);
            }
            Optional<Team> partner = request.getPartner().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Answering.team("partner", request.getPartner()));
            var response = ListEmergenciesResponse.newBuilder()
                    .setNowMs(parts.clock().instant().toEpochMilli())
                    .setOwn(parts.trust().own().domain())
                    .addAllBrokenChannels(emergencies.brokenChannels())
                    .setPlanProblem(emergencies.planProblem().orElse(""));
            emergencies
                    .onPlan(officer)
                    .ifPresent(one -> response.setOfficerName(one.name())
                            .setOfficerZone(one.zone().getId()));
            emergencies
                    .list(request.getOpenOnly(), partner, most)
                    .forEach(view -> response.addEmergencies(message(view)));
            return response.build();
        });
    }

    @Override
    public void getEmergency(GetEmergencyRequest request, StreamObserver<GetEmergencyResponse> answer) {
        PeerIdentity officer = Answering.officer();
        Answering.answering(answer, () -> {
            var view = emergencies.find(request.getEmergency());
            var response = GetEmergencyResponse.newBuilder()
                    .setEmergency(message(view))
                    .setNowMs(parts.clock().instant().toEpochMilli())
                    .setOwn(parts.trust().own().domain());
            emergencies
                    .onPlan(officer)
                    .ifPresent(one -> response.setOfficerName(one.name())
                            .setOfficerZone(one.zone().getId()));
            emergencies
                    .timeline(view.id())
                    .forEach(occurrence -> response.addTimeline(EmergencyViewCodec.message(occurrence)));
            return response.build();
        });
    }

    @Override
    public void watchEmergencies(WatchEmergenciesRequest request, StreamObserver<WatchEmergenciesResponse> answers) {
        try {
            Optional<Digest> only = request.getEmergency().isEmpty()
                    ? Optional.empty()
                    : Optional.of(emergencies.find(request.getEmergency()).id());
            WatchCall<WatchEmergenciesResponse> call = begin(answers, WatchEmergenciesResponse.getDefaultInstance());
            follow(call, emergencies.watch(occurrence -> tell(call, only, occurrence)));
        } catch (RuntimeException thrown) {
            answers.onError(Statuses.of(thrown));
        }
    }

    private static void tell(WatchCall<WatchEmergenciesResponse> call, Optional<Digest> only, Occurrence occurrence) {
        if (only.isEmpty() || only.get().equals(occurrence.emergency())) {
            call.tell(WatchEmergenciesResponse.newBuilder()
                    .setOccurrence(EmergencyViewCodec.message(occurrence))
                    .build());
        }
    }

    @Override
    public void watchDuty(WatchDutyRequest request, StreamObserver<WatchDutyResponse> answers) {
        try {
            if (!feed.hasRoom()) {
                throw tooMany();
            }
            WatchCall<WatchDutyResponse> call = begin(answers, WatchDutyResponse.getDefaultInstance());
            follow(
                    call,
                    feed.watch(notice -> call.tell(WatchDutyResponse.newBuilder()
                            .setNotice(message(notice))
                            .build())));
        } catch (RuntimeException thrown) {
            answers.onError(Statuses.of(thrown));
        }
    }

    private <A> WatchCall<A> begin(StreamObserver<A> answers, A first) {
        if (watches.size() >= WATCHERS_MAX) {
            throw tooMany();
        }
        return new WatchCall<>((ServerCallStreamObserver<A>) answers, OfficerInterceptor.STILL.get(), first);
    }

    /// Tells the officer that from now on nothing is missed.
    private <A> void follow(WatchCall<A> call, AutoCloseable watch) {
        watches.put(call, watch);
        call.begin(() -> leave(call));
    }

    private void leave(WatchCall<?> call) {
        AutoCloseable watch = watches.remove(call);
        if (watch == null) {
            return;
        }
        try {
            watch.close();
        } catch (Exception bug) {
            throw new IllegalStateException("a watch cannot be left", bug);
        }
    }

    private static RuntimeException tooMany() {
        return Fault.of(Reason.TOO_MANY, "too many watch already").exception();
    }

    private static DutyNotice message(Notice notice) {
        return DutyNotice.newBuilder()
                .setAttempt(notice.attempt())
                .setPurpose(notice.purpose().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .setExercise(notice.exercise())
                .setPrecedence(notice.precedence().name())
                .setTeam(notice.team().domain())
                .setSubject(notice.subject())
                .addAllLines(notice.lines())
                .setLanguage(notice.language())
                .setEmergency(notice.emergency().orElse(""))
                .setAtMs(notice.at().toEpochMilli())
                .build();
    }

    @Override
    public void getVoiceCard(GetVoiceCardRequest request, StreamObserver<GetVoiceCardResponse> answer) {
        Answering.answering(answer, () -> {
            Team partner = Answering.team("partner", request.getPartner());
            if (parts.directory().view().team(partner).isEmpty()) {
                throw Fault.of(Reason.NOT_FOUND, "no such team").exception();
            }
            return EmergencyViewCodec.message(
                    parts.profiles().card(partner, parts.clock().instant()));
        });
    }

    @Override
    public void getDutyStatistics(GetDutyStatisticsRequest request, StreamObserver<GetDutyStatisticsResponse> answer) {
        Answering.answering(answer, () -> {
            Instant until =
                    request.getUntilMs() == 0 ? parts.clock().instant() : Instant.ofEpochMilli(request.getUntilMs());
            var response = GetDutyStatisticsResponse.newBuilder();
            emergencies
                    .statistics(Instant.ofEpochMilli(request.getFromMs()), until)
                    .forEach(figures -> response.addFigures(EmergencyViewCodec.message(figures)));
            return response.build();
        });
    }
}
