package org.tocsin.peer;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tocsin.operator.v1.BackfillOutcome;
import org.tocsin.operator.v1.BackfillReport;
import org.tocsin.operator.v1.BackfillWish;
import org.tocsin.operator.v1.DoubtReport;
import org.tocsin.operator.v1.LaneReport;
import org.tocsin.operator.v1.ListLanesResponse;
import org.tocsin.operator.v1.NarrowRecordResponse;
import org.tocsin.operator.v1.RecordMark;
import org.tocsin.operator.v1.SendCheckInResponse;
import org.tocsin.operator.v1.TeamTrack;
import org.tocsin.operator.v1.TrackRecordResponse;
import org.tocsin.operator.v1.WithdrawRecordResponse;

/// The delivery service's messages as records.
final class TransitMapping {
    private TransitMapping() {}

    static Transit.Lanes lanes(ListLanesResponse answer) {
        return new Transit.Lanes(
                Instant.ofEpochMilli(answer.getAtMs()),
                answer.getLanesList().stream().map(TransitMapping::lane).toList());
    }

    static Transit.Lane lane(LaneReport lane) {
        Map<String, Long> refused = new LinkedHashMap<>();
        lane.getRefusedList().forEach(count -> refused.put(count.getReason(), count.getCount()));
        return new Transit.Lane(
                lane.getPartner(),
                lane.getLane(),
                lane.getInbound(),
                lane.getState(),
                lane.getDetail(),
                lane.getReleased(),
                lane.getThrough(),
                instant(lane.getOldestOwedAtMs()),
                lane.getRecordsPerSecond(),
                lane.getWindowFrames(),
                lane.getWindowFramesMax(),
                instant(lane.getLastReceiptAtMs()),
                instant(lane.getRetryAtMs()),
                lane.getAlarm(),
                lane.getPaused(),
                lane.getStored(),
                lane.getDuplicates(),
                refused);
    }

    static Transit.CheckIn checkIn(SendCheckInResponse sent) {
        return new Transit.CheckIn(
                Instant.ofEpochMilli(sent.getSentAtMs()), sent.getSequence(), instant(sent.getHeardAtMs()));
    }

    static Transit.Track track(TrackRecordResponse answer) {
        return new Transit.Track(
                OperatorMapping.summary(answer.getSummary()),
                answer.getTracksList().stream().map(TransitMapping::team).toList());
    }

    private static Transit.TeamTrack team(TeamTrack track) {
        return new Transit.TeamTrack(
                track.getTeam(),
                track.getVia(),
                track.getWithheld(),
                instant(track.getReleasedAtMs()),
                track.getSequence(),
                track.getProcessed(),
                instant(track.getProcessedAtMs()),
                track.getRefused(),
                track.getVoided(),
                track.getMarksList().stream().map(TransitMapping::mark).toList(),
                instant(track.getWithdrawnAtMs()),
                instant(track.getNarrowedAtMs()),
                track.getOwedList().stream()
                        .map(owed -> new Transit.Owed(
                                owed.getWhat(), Instant.ofEpochMilli(owed.getSinceMs()), instant(owed.getDueMs())))
                        .toList());
    }

    static Transit.Mark mark(RecordMark mark) {
        return new Transit.Mark(
                mark.getKind(), mark.getDetail(), Instant.ofEpochMilli(mark.getAtMs()), instant(mark.getBackupsByMs()));
    }

    static Transit.Withdrawn withdrawn(WithdrawRecordResponse answer) {
        return OperatorMapping.fitting(() -> new Transit.Withdrawn(
                answer.getRecord(),
                answer.getVersion(),
                answer.getIndex(),
                OperatorMapping.digest(answer.getLeafHash()),
                answer.getToldList()));
    }

    static Transit.Withdrawn narrowed(NarrowRecordResponse answer) {
        return OperatorMapping.fitting(() -> new Transit.Withdrawn(
                answer.getRecord(),
                answer.getVersion(),
                answer.getIndex(),
                OperatorMapping.digest(answer.getLeafHash()),
                answer.getToldList()));
    }

    static Transit.Backfill backfill(BackfillReport report) {
        return new Transit.Backfill(
                report.getPartner(),
                report.getState(),
                instant(report.getFromMs()),
                Instant.ofEpochMilli(report.getUntilMs()),
                report.getScanned(),
                report.getToScan(),
                report.getReleased(),
                report.getReceipted());
    }

    static BackfillWish wish(Transit.Wish wish) {
        return switch (wish) {
            case START -> BackfillWish.BACKFILL_WISH_START;
            case PAUSE -> BackfillWish.BACKFILL_WISH_PAUSE;
            case RESUME -> BackfillWish.BACKFILL_WISH_RESUME;
        };
    }

    static Transit.Granted granted(BackfillOutcome outcome) {
        return switch (outcome) {
            case BACKFILL_OUTCOME_DONE -> Transit.Granted.DONE;
            case BACKFILL_OUTCOME_NO_LANES -> Transit.Granted.NO_LANES;
            case BACKFILL_OUTCOME_NO_HISTORY -> Transit.Granted.NO_HISTORY;
            case BACKFILL_OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                throw OperatorFault.broken("the node's answer does not fit this version");
        };
    }

    static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static Transit.Doubt doubt(DoubtReport doubt) {
        return new Transit.Doubt(
                doubt.getId(),
                doubt.getTeam(),
                doubt.getKind(),
                doubt.getWhat(),
                doubt.getToldBy(),
                Instant.ofEpochMilli(doubt.getFoundAtMs()),
                doubt.getEvidence(),
                doubt.getDecision(),
                doubt.getDecidedBy());
    }
}
