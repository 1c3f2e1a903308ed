package org.tocsin.peer;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.operator.v1.DecideDoubtsRequest;
import org.tocsin.operator.v1.DeliveryServiceGrpc;
import org.tocsin.operator.v1.GetEvidenceRequest;
import org.tocsin.operator.v1.ListBackfillsRequest;
import org.tocsin.operator.v1.ListDoubtsRequest;
import org.tocsin.operator.v1.ListLanesRequest;
import org.tocsin.operator.v1.ListOwedRequest;
import org.tocsin.operator.v1.MarkRecordRequest;
import org.tocsin.operator.v1.NarrowRecordRequest;
import org.tocsin.operator.v1.RecordMark;
import org.tocsin.operator.v1.RetryLaneRequest;
import org.tocsin.operator.v1.SendCheckInRequest;
import org.tocsin.operator.v1.SteerBackfillRequest;
import org.tocsin.operator.v1.TrackRecordRequest;
import org.tocsin.operator.v1.WithdrawRecordRequest;

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

    /// Sends a sign of life to a partner, on the emergency lane. Durable when it returns; `watch` shows when it is
    /// receipted.
    public Transit.CheckIn checkIn(Team partner) {
        var request =
                SendCheckInRequest.newBuilder().setPartner(partner.domain()).build();
        return TransitMapping.checkIn(call(() -> blocking().sendCheckIn(request)));
    }

    /// @param record as in `OperatorClient.record`
    /// @param version 0: the newest
    public Transit.Track track(String record, int version) {
        var request = TrackRecordRequest.newBuilder()
                .setRecord(record)
                .setVersion(version)
                .build();
        return TransitMapping.track(call(() -> blocking().trackRecord(request)));
    }

    /// The own records of which something is owed, with the teams that owe it: anything, if they were withdrawn or
    /// narrowed, else what is overdue.
    ///
    /// @param days how many days back releases are looked at
    public List<Transit.Track> owed(int days) {
        var request = ListOwedRequest.newBuilder().setDays(days).build();
        return call(() -> blocking().listOwed(request)).getRecordsList().stream()
                .map(TransitMapping::track)
                .toList();
    }

    /// States what became of another team's record here. The mark's instant is the node's to give.
    ///
    /// @param version 0: the newest
    public Transit.Marked mark(String record, int version, Transit.Mark mark) {
        var request = MarkRecordRequest.newBuilder()
                .setRecord(record)
                .setVersion(version)
                .setMark(RecordMark.newBuilder()
                        .setKind(mark.kind())
                        .setDetail(mark.detail())
                        .setBackupsByMs(
                                mark.backupsBy().map(Instant::toEpochMilli).orElse(0L)))
                .build();
        var answer = call(() -> blocking().markRecord(request));
        return new Transit.Marked(answer.getRecord(), answer.getVersion(), TransitMapping.mark(answer.getMark()));
    }

    /// Withdraws an own record, for good; at the own node its content stays.
    public Transit.Withdrawn withdraw(String record, String reason) {
        return withdraw(record, reason, false);
    }

    /// Withdraws an own record, for good.
    ///
    /// @param erase whether its content is erased at the own node too
    public Transit.Withdrawn withdraw(String record, String reason, boolean erase) {
        var request = WithdrawRecordRequest.newBuilder()
                .setRecord(record)
                .setReason(reason)
                .setErase(erase)
                .build();
        return TransitMapping.withdrawn(call(() -> blocking().withdrawRecord(request)));
    }

    /// Narrows an own record, for good.
    ///
    /// @param marking from now on; empty: as it is
    /// @param audience the only teams that may keep it; empty: those that may now
    public Transit.Withdrawn narrow(String record, Optional<Tlp> marking, Optional<Set<Team>> audience, String reason) {
        var request = NarrowRecordRequest.newBuilder()
                .setRecord(record)
                .setLimited(audience.isPresent())
                .setReason(reason);
        marking.ifPresent(tighter -> request.setMarking(OperatorMapping.tlp(tighter)));
        audience.ifPresent(teams -> teams.forEach(team -> request.addAudience(team.domain())));
        return TransitMapping.narrowed(call(() -> blocking().narrowRecord(request.build())));
    }

    /// The histories that partners get; that of one partner, if it is named.
    public List<Transit.Backfill> backfills(Optional<Team> partner) {
        var request = ListBackfillsRequest.newBuilder()
                .setPartner(partner.map(Team::domain).orElse(""))
                .build();
        return call(() -> blocking().listBackfills(request)).getBackfillsList().stream()
                .map(TransitMapping::backfill)
                .toList();
    }

    public Transit.Granted steer(Team partner, Transit.Wish wish) {
        var request = SteerBackfillRequest.newBuilder()
                .setPartner(partner.domain())
                .setWish(TransitMapping.wish(wish))
                .build();
        return TransitMapping.granted(
                call(() -> blocking().steerBackfill(request)).getOutcome());
    }

    /// What speaks against partners' ledgers, in the order in which it was found.
    public List<Transit.Doubt> doubts() {
        return call(() -> blocking().listDoubts(ListDoubtsRequest.getDefaultInstance())).getDoubtsList().stream()
                .map(TransitMapping::doubt)
                .toList();
    }

    /// The exact bytes of evidence.
    ///
    /// @param id the first digits of its name
    public Bytes evidence(String id) {
        var request = GetEvidenceRequest.newBuilder().setId(id).build();
        return Bytes.wrap(
                call(() -> blocking().getEvidence(request)).getEvidence().toByteArray());
    }

    /// Decides on all that speaks against a partner.
    ///
    /// @return how many that were
    public int decide(Team team, boolean goesOn) {
        var request = DecideDoubtsRequest.newBuilder()
                .setTeam(team.domain())
                .setGoesOn(goesOn)
                .build();
        return call(() -> blocking().decideDoubts(request)).getDoubts();
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
