package org.tocsin.node.edge;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.delivery.BackfillStatus;
import org.tocsin.node.delivery.Backfills;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.intake.Intake.InboundStatus;
import org.tocsin.node.witness.Doubt;
import org.tocsin.operator.v1.BackfillOutcome;
import org.tocsin.operator.v1.BackfillReport;
import org.tocsin.operator.v1.DoubtReport;
import org.tocsin.operator.v1.LaneReport;
import org.tocsin.operator.v1.ReasonCount;

/// Lanes as messages for officers.
final class LaneMessages {
    private LaneMessages() {}

    static LaneReport outbound(LaneStatus lane) {
        return LaneReport.newBuilder()
                .setPartner(lane.partner().domain())
                .setLane(LaneStatus.name(lane.lane()))
                .setState(lane.state().name().toLowerCase(Locale.ROOT))
                .setDetail(lane.detail())
                .setReleased(lane.released())
                .setThrough(lane.receipted())
                .setOldestOwedAtMs(millis(lane.oldestOwedAt()))
                .setRecordsPerSecond(lane.recordsPerSecond())
                .setWindowFrames(lane.windowFrames())
                .setWindowFramesMax(lane.windowFramesMax())
                .setLastReceiptAtMs(millis(lane.receiptAt()))
                .setRetryAtMs(millis(lane.retryAt()))
                .setAlarm(lane.alarm().orElse(""))
                .setPaused(lane.paused())
                .addAllRefused(counts(lane.refused()))
                .build();
    }

    static LaneReport inbound(InboundStatus status) {
        String state = status.connected() ? "open" : "idle";
        return LaneReport.newBuilder()
                .setPartner(status.author().domain())
                .setLane(LaneStatus.name(status.lane()))
                .setInbound(true)
                .setState(status.stopped().isPresent() ? "stopped" : state)
                .setRecordsPerSecond(status.itemsPerSecond())
                .setLastReceiptAtMs(millis(status.receiptAt()))
                .setDetail(status.stopped().orElse(""))
                .setReleased(status.through())
                .setThrough(status.through())
                .setStored(status.stored())
                .setDuplicates(status.duplicates())
                .addAllRefused(counts(status.refused()))
                .build();
    }

    /// By partner, then lane, the one to the partner first.
    static List<LaneReport> sorted(Stream<LaneReport> lanes) {
        return lanes.sorted(Comparator.comparing(LaneReport::getPartner)
                        .thenComparing(lane -> Lane.valueOf(lane.getLane().toUpperCase(Locale.ROOT)))
                        .thenComparing(LaneReport::getInbound))
                .toList();
    }

    /// A lane as officers name it; empty: none named.
    static Optional<Lane> lane(String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        for (Lane lane : Lane.values()) {
            if (LaneStatus.name(lane).equals(name)) {
                return Optional.of(lane);
            }
        }
        throw Answering.malformed("lane is not one of emergency, routine, bulk, control");
    }

    static BackfillReport backfill(BackfillStatus status) {
        return BackfillReport.newBuilder()
                .setPartner(status.partner().domain())
                .setState(status.state().name().toLowerCase(Locale.ROOT))
                .setFromMs(millis(status.from()))
                .setUntilMs(status.until().toEpochMilli())
                .setScanned(status.scanned())
                .setToScan(status.toScan())
                .setReleased(status.released())
                .setReceipted(status.receipted())
                .build();
    }

    static BackfillOutcome outcome(Backfills.Outcome outcome) {
        return switch (outcome) {
            case DONE -> BackfillOutcome.BACKFILL_OUTCOME_DONE;
            case NO_LANES -> BackfillOutcome.BACKFILL_OUTCOME_NO_LANES;
            case NO_HISTORY -> BackfillOutcome.BACKFILL_OUTCOME_NO_HISTORY;
        };
    }

    private static long millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(0L);
    }

    static List<ReasonCount> counts(Map<String, Long> counts) {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .map(count -> ReasonCount.newBuilder()
                                .setReason(count.getKey())
                                .setCount(count.getValue())
                                .build())
                        .toList();
    }

    static DoubtReport doubt(Doubt doubt) {
        return DoubtReport.newBuilder()
                .setId(doubt.id().hex())
                .setTeam(doubt.team().domain())
                .setKind(doubt.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .setWhat(doubt.what())
                .setToldBy(doubt.toldBy().map(Team::domain).orElse(""))
                .setFoundAtMs(doubt.foundAt().toEpochMilli())
                .setEvidence(doubt.isEvidence())
                .setDecision(doubt.decision()
                        .map(made -> made.goesOn() ? "goes-on" : "stays")
                        .orElse(""))
                .setDecidedBy(doubt.decision().map(Doubt.Decision::officer).orElse(""))
                .build();
    }
}
