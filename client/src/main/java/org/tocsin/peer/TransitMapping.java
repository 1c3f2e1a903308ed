package org.tocsin.peer;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tocsin.operator.v1.LaneReport;
import org.tocsin.operator.v1.ListLanesResponse;

/// The delivery service's messages as records.
final class TransitMapping {
    private TransitMapping() {}

    static Transit.Lanes lanes(ListLanesResponse answer) {
        return new Transit.Lanes(
                Instant.ofEpochMilli(answer.getAtMs()),
                answer.getLanesList().stream().map(TransitMapping::lane).toList());
    }

    private static Transit.Lane lane(LaneReport lane) {
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

    static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
