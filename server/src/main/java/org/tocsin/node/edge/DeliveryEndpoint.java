package org.tocsin.node.edge;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.delivery.BackfillStatus;
import org.tocsin.node.delivery.Backfills;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.insight.OverdueAnswers;
import org.tocsin.node.intake.CheckIns;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.operator.v1.DecideDoubtsRequest;
import org.tocsin.operator.v1.DecideDoubtsResponse;
import org.tocsin.operator.v1.DeliveryServiceGrpc;
import org.tocsin.operator.v1.GetEvidenceRequest;
import org.tocsin.operator.v1.GetEvidenceResponse;
import org.tocsin.operator.v1.LaneReport;
import org.tocsin.operator.v1.ListBackfillsRequest;
import org.tocsin.operator.v1.ListBackfillsResponse;
import org.tocsin.operator.v1.ListDoubtsRequest;
import org.tocsin.operator.v1.ListDoubtsResponse;
import org.tocsin.operator.v1.ListLanesRequest;
import org.tocsin.operator.v1.ListLanesResponse;
import org.tocsin.operator.v1.ListOwedRequest;
import org.tocsin.operator.v1.ListOwedResponse;
import org.tocsin.operator.v1.MarkRecordRequest;
import org.tocsin.operator.v1.MarkRecordResponse;
import org.tocsin.operator.v1.NarrowRecordRequest;
import org.tocsin.operator.v1.NarrowRecordResponse;
import org.tocsin.operator.v1.OwedAnswer;
import org.tocsin.operator.v1.RetryLaneRequest;
import org.tocsin.operator.v1.RetryLaneResponse;
import org.tocsin.operator.v1.SendCheckInRequest;
import org.tocsin.operator.v1.SendCheckInResponse;
import org.tocsin.operator.v1.SteerBackfillRequest;
import org.tocsin.operator.v1.SteerBackfillResponse;
import org.tocsin.operator.v1.TeamTrack;
import org.tocsin.operator.v1.TrackRecordRequest;
import org.tocsin.operator.v1.TrackRecordResponse;
import org.tocsin.operator.v1.WithdrawRecordRequest;
import org.tocsin.operator.v1.WithdrawRecordResponse;
import org.tocsin.trust.PinnedTeam;

/// The service by which the team's own officers watch what is under way, and move it. Runs on threads that may block.
final class DeliveryEndpoint extends DeliveryServiceGrpc.DeliveryServiceImplBase {
    /// Digits by which evidence is named, at least.
    private static final int EVIDENCE_DIGITS_MIN = 8;

    static final int OWED_DAYS_DEFAULT = 90;

    private final OperatorParts parts;
    private final OverdueAnswers answers;

    DeliveryEndpoint(OperatorParts parts) {
        this.parts = parts;
        LedgerView ledger = parts.ledger().view();
        this.answers = new OverdueAnswers(
                parts.acts().tracks(), parts.records(), ledger, new LaneJournal(ledger.transactions()), parts.clock());
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
        Answering.answering(answer, () -> {
            Team partner = Answering.team("partner", request.getPartner());
            Optional<Lane> lane = LaneMessages.lane(request.getLane());
            acted("lanes retry", "partner", partner);
            if (!parts.lanes().retry(partner, lane)) {
                throw Fault.of(Reason.NOT_FOUND, "there is no lane to " + partner)
                        .exception();
            }
            return RetryLaneResponse.getDefaultInstance();
        });
    }

    @Override
    public void sendCheckIn(SendCheckInRequest request, StreamObserver<SendCheckInResponse> answer) {
        Answering.answering(answer, () -> {
            Team partner = Answering.team("partner", request.getPartner());
            acted("lanes check", "partner", partner);
            if (emergencies(partner).isEmpty()) {
                throw Fault.of(Reason.NOT_FOUND, "there is no lane to " + partner)
                        .exception();
            }
            CheckIns.State sent = parts.acts().checkIns().send(partner);
            return SendCheckInResponse.newBuilder()
                    .setSentAtMs(sent.sentAt().orElseThrow().toEpochMilli())
                    .setSequence(emergencies(partner).map(LaneStatus::released).orElse(0L))
                    .setHeardAtMs(sent.heardAt().map(Instant::toEpochMilli).orElse(0L))
                    .build();
        });
    }

    private Optional<LaneStatus> emergencies(Team partner) {
        return parts.lanes().status(partner, Lane.EMERGENCY);
    }

    @Override
    public void trackRecord(TrackRecordRequest request, StreamObserver<TrackRecordResponse> answer) {
        Answering.answering(answer, () -> {
            StoredRecord record = parts.records().version(request.getRecord(), request.getVersion());
            return track(record);
        });
    }

    private TrackRecordResponse track(StoredRecord record) {
        Team own = parts.trust().own();
        TrackMessages tracks =
                new TrackMessages(partner -> parts.acts().tracks().receiptsOwed(own, partner));
        if (record.own()) {
            parts.lanes().fates(record.ledgerEpoch(), record.index()).forEach(tracks::add);
        }
        parts.acts().tracks().of(record).forEach(tracks::add);
        return TrackRecordResponse.newBuilder()
                .setSummary(OperatorMessages.summary(
                        record,
                        parts.records().withdrawal(record),
                        parts.records().narrowing(record)))
                .addAllTracks(tracks.tracks())
                .build();
    }

    @Override
    public void listOwed(ListOwedRequest request, StreamObserver<ListOwedResponse> answer) {
        Answering.answering(answer, () -> {
            Team own = parts.trust().own();
            int days = request.getDays() == 0 ? OWED_DAYS_DEFAULT : request.getDays();
            if (days < 0 || days > SharingAgreement.Direction.BACKFILL_DAYS_MAX) {
                throw Answering.malformed("days is at most " + SharingAgreement.Direction.BACKFILL_DAYS_MAX);
            }
            Set<StoredRecord> changed =
                    new LinkedHashSet<>(parts.acts().tracks().changed(own, OperatorEndpoint.PAGE_SIZE_MAX));
            List<Team> partners = parts.directory().view().partners().stream()
                    .map(PinnedTeam::team)
                    .toList();
            List<StoredRecord> overdue =
                    answers.find(own, partners, Duration.ofDays(days), OperatorEndpoint.PAGE_SIZE_MAX);
            long now = parts.clock().instant().toEpochMilli();
            var owed = ListOwedResponse.newBuilder();
            changed.forEach(record -> addOwing(owed, track(record), one -> true));
            overdue.stream()
                    .distinct()
                    .filter(record -> !changed.contains(record))
                    .limit(OperatorEndpoint.PAGE_SIZE_MAX - owed.getRecordsCount())
                    .forEach(record ->
                            addOwing(owed, track(record), one -> one.getDueMs() != 0 && one.getDueMs() <= now));
            return owed.build();
        });
    }

    private static void addOwing(
            ListOwedResponse.Builder owed, TrackRecordResponse track, Predicate<OwedAnswer> isAsked) {
        List<TeamTrack> owing = new ArrayList<>();
        for (TeamTrack team : track.getTracksList()) {
            List<OwedAnswer> asked = team.getOwedList().stream().filter(isAsked).toList();
            if (!asked.isEmpty()) {
                owing.add(team.toBuilder().clearOwed().addAllOwed(asked).build());
            }
        }
        if (!owing.isEmpty()) {
            owed.addRecords(track.toBuilder().clearTracks().addAllTracks(owing));
        }
    }

    @Override
    public void markRecord(MarkRecordRequest request, StreamObserver<MarkRecordResponse> answer) {
        Answering.answering(answer, () -> {
            StoredRecord record = parts.records().version(request.getRecord(), request.getVersion());
            RecordReceipt.Outcome outcome = TrackMessages.outcome(request.getMark());
            acted(
                    "record mark " + request.getMark().getKind(),
                    "record",
                    record.version().record());
            RecordReceipt stated = parts.acts().receipts().mark(record, outcome);
            return MarkRecordResponse.newBuilder()
                    .setRecord(stated.version().record().toString())
                    .setVersion(stated.version().version())
                    .setMark(TrackMessages.mark(stated))
                    .build();
        });
    }

    @Override
    public void withdrawRecord(WithdrawRecordRequest request, StreamObserver<WithdrawRecordResponse> answer) {
        Answering.answering(answer, () -> {
            StoredRecord newest = parts.records().newest(request.getRecord());
            acted("record withdraw", "record", newest.version().record());
            Withdrawals.Withdrawn withdrawn =
                    parts.acts().withdrawals().withdraw(newest, request.getReason(), request.getErase());
            return WithdrawRecordResponse.newBuilder()
                    .setRecord(withdrawn.record().toString())
                    .setVersion(withdrawn.version())
                    .setIndex(withdrawn.index())
                    .setLeafHash(OperatorMessages.bytes(withdrawn.leaf()))
                    .addAllTold(withdrawn.told().stream().map(Team::domain).toList())
                    .build();
        });
    }

    @Override
    public void narrowRecord(NarrowRecordRequest request, StreamObserver<NarrowRecordResponse> answer) {
        Answering.answering(answer, () -> {
            StoredRecord newest = parts.records().newest(request.getRecord());
            acted("record narrow", "record", newest.version().record());
            Withdrawals.Withdrawn narrowed = parts.acts().withdrawals().narrow(newest, OperatorMessages.wish(request));
            return NarrowRecordResponse.newBuilder()
                    .setRecord(narrowed.record().toString())
                    .setVersion(narrowed.version())
                    .setIndex(narrowed.index())
                    .setLeafHash(OperatorMessages.bytes(narrowed.leaf()))
                    .addAllTold(narrowed.told().stream().map(Team::domain).toList())
                    .build();
        });
    }

    @Override
    public void listBackfills(ListBackfillsRequest request, StreamObserver<ListBackfillsResponse> answer) {
        Answering.answering(answer, () -> {
            Backfills backfills = parts.acts().backfills();
            List<BackfillStatus> found = request.getPartner().isEmpty()
                    ? backfills.all()
                    : backfills.status(Answering.team("partner", request.getPartner())).stream()
                            .toList();
            return ListBackfillsResponse.newBuilder()
                    .addAllBackfills(found.stream().map(LaneMessages::backfill).toList())
                    .build();
        });
    }

    @Override
    public void steerBackfill(SteerBackfillRequest request, StreamObserver<SteerBackfillResponse> answer) {
        Answering.answering(answer, () -> {
            Team partner = Answering.team("partner", request.getPartner());
            acted("backfill " + request.getWish(), "partner", partner);
            Backfills backfills = parts.acts().backfills();
            Backfills.Outcome outcome = switch (request.getWish()) {
                case BACKFILL_WISH_START -> backfills.start(partner);
                case BACKFILL_WISH_PAUSE -> backfills.pause(partner);
                case BACKFILL_WISH_RESUME -> backfills.resume(partner);
                case BACKFILL_WISH_UNSPECIFIED, UNRECOGNIZED ->
                    throw Answering.malformed("no wish that this version knows");
            };
            return SteerBackfillResponse.newBuilder()
                    .setOutcome(LaneMessages.outcome(outcome))
                    .build();
        });
    }

    @Override
    public void listDoubts(ListDoubtsRequest request, StreamObserver<ListDoubtsResponse> answer) {
        Answering.answering(
                answer,
                () -> ListDoubtsResponse.newBuilder()
                        .addAllDoubts(parts.intake().witnesses().doubts().all().stream()
                                .map(LaneMessages::doubt)
                                .toList())
                        .build());
    }

    @Override
    public void getEvidence(GetEvidenceRequest request, StreamObserver<GetEvidenceResponse> answer) {
        Answering.answering(
                answer,
                () -> parts.intake().witnesses().doubts().all().stream()
                        .filter(doubt -> doubt.isEvidence()
                                && request.getId().length() >= EVIDENCE_DIGITS_MIN
                                && doubt.id().hex().startsWith(request.getId()))
                        .findFirst()
                        .map(doubt -> GetEvidenceResponse.newBuilder()
                                .setEvidence(OperatorMessages.bytes(doubt.document()))
                                .build())
                        .orElseThrow(() -> Fault.of(Reason.NOT_FOUND, "there is no such evidence")
                                .exception()));
    }

    @Override
    public void decideDoubts(DecideDoubtsRequest request, StreamObserver<DecideDoubtsResponse> answer) {
        var officer = Answering.officer();
        Answering.answering(answer, () -> {
            Team team = Answering.team("team", request.getTeam());
            acted("evidence decide", "partner", team);
            int decided = parts.intake().witnesses().doubts().decide(team, request.getGoesOn(), officer.uri());
            if (decided == 0) {
                throw Fault.of(Reason.NOT_FOUND, "nothing speaks against " + team)
                        .exception();
            }
            if (request.getGoesOn()) {
                parts.lanes().retry(team, Optional.empty());
            }
            return DecideDoubtsResponse.newBuilder().setDoubts(decided).build();
        });
    }

    /// Into the audit, before it is done.
    private void acted(String act, String what, Object which) {
        parts.audit()
                .record(AuditEvent.of(
                                AuditEvent.Kind.OFFICER_ACTED,
                                Answering.officer().uri())
                        .with("act", act)
                        .with(what, which));
    }
}
