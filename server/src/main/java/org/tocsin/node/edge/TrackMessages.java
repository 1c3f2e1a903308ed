package org.tocsin.node.edge;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Handling.ReceiptKind;
import org.tocsin.model.agreement.Handling.ReceiptOwed;
import org.tocsin.model.control.RecordReceipt;
import org.tocsin.model.control.RecordReceipt.Outcome;
import org.tocsin.node.delivery.RecordFate;
import org.tocsin.node.intake.RecordTracks;
import org.tocsin.node.intake.RecordTracks.PartnerTrack;
import org.tocsin.operator.v1.OwedAnswer;
import org.tocsin.operator.v1.RecordMark;
import org.tocsin.operator.v1.TeamTrack;

/// What became of a record, as messages for officers: what the lanes know, and what teams said.
final class TrackMessages {
    private static final String READ = "read";
    private static final String ACCEPTED = "accepted";
    private static final String REFUSED = "refused";
    private static final String ACTED = "acted";
    private static final String DELETED = "deleted";

    private final TreeMap<String, TeamTrack.Builder> byTeam = new TreeMap<>();
    private final Map<String, Long> deletionsOwed = new HashMap<>();
    private final Function<Team, List<ReceiptOwed>> receiptsOwed;

    /// @param receiptsOwed what was agreed that a partner answers to each record
    TrackMessages(Function<Team, List<ReceiptOwed>> receiptsOwed) {
        this.receiptsOwed = receiptsOwed;
    }

    /// What a lane knows. A team that one lane withholds a record from may get it on another.
    void add(RecordFate fate) {
        TeamTrack.Builder track = track(fate.partner().domain());
        switch (fate) {
            case RecordFate.Withheld withheld -> {
                if (track.getReleasedAtMs() == 0) {
                    track.setWithheld(withheld.reason().name());
                }
            }
            case RecordFate.Released released ->
                track.setWithheld("")
                        .setSequence(released.sequence())
                        .setReleasedAtMs(millis(released.releasedAt()))
                        .setProcessed(released.processed())
                        .setProcessedAtMs(millis(released.processedAt()))
                        .setRefused(released.refused().orElse(""))
                        .setVoided(released.voided().orElse(""));
        }
    }

    /// What a team said.
    void add(PartnerTrack said) {
        TeamTrack.Builder track = track(said.partner().domain())
                .setVia(said.via().map(hub -> hub.domain()).orElse(""))
                .setWithdrawnAtMs(millis(said.withdrawalStatedAt()))
                .setNarrowedAtMs(millis(said.narrowingStatedAt()));
        said.deletionOwedSince()
                .ifPresent(since -> deletionsOwed.put(said.partner().domain(), since.toEpochMilli()));
        said.receipts().forEach(receipt -> track.addMarks(mark(receipt)));
    }

    /// All teams, with what each owes.
    Collection<TeamTrack> tracks() {
        return byTeam.values().stream().map(this::owing).toList();
    }

    private TeamTrack.Builder track(String team) {
        return byTeam.computeIfAbsent(team, first -> TeamTrack.newBuilder().setTeam(first));
    }

    private TeamTrack owing(TeamTrack.Builder track) {
        boolean hasContent = track.getVoided().isEmpty() && track.getRefused().isEmpty();
        if (track.getReleasedAtMs() != 0 && !track.getProcessed()) {
            track.addOwed(owed("receipt", track.getReleasedAtMs()));
        }
        List<ReceiptOwed> agreed = receiptsOwed.apply(new Team(track.getTeam()));
        Long deletion = deletionsOwed.get(track.getTeam());
        if (deletion != null && hasContent) {
            track.addOwed(deletion(deletion, agreed));
        } else if (track.getProcessed() && hasContent && track.getWithdrawnAtMs() == 0) {
            owing(track, agreed);
        }
        return track.build();
    }

    /// What must not be there any more is not asked to be read first.
    private static OwedAnswer deletion(long sinceMs, List<ReceiptOwed> agreed) {
        OwedAnswer.Builder owed = owed("deletion", sinceMs).toBuilder();
        agreed.stream()
                .filter(receipt -> receipt.kind() == ReceiptKind.DELETED)
                .forEach(receipt -> owed.setDueMs(
                        sinceMs + Duration.ofHours(receipt.withinHours()).toMillis()));
        return owed.build();
    }

    private static void owing(TeamTrack.Builder track, List<ReceiptOwed> agreed) {
        Set<ReceiptKind> said = track.getMarksList().stream()
                .map(mark -> ReceiptKind.valueOf(mark.getKind().toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        for (ReceiptOwed receipt : RecordTracks.unanswered(agreed, said)) {
            String kind = receipt.kind().name().toLowerCase(Locale.ROOT);
            track.addOwed(owed(kind, track.getProcessedAtMs()).toBuilder()
                    .setDueMs(track.getProcessedAtMs()
                            + Duration.ofHours(receipt.withinHours()).toMillis()));
        }
    }

    private static OwedAnswer owed(String what, long sinceMs) {
        return OwedAnswer.newBuilder().setWhat(what).setSinceMs(sinceMs).build();
    }

    static RecordMark mark(RecordReceipt receipt) {
        RecordMark.Builder mark = RecordMark.newBuilder().setAtMs(receipt.at().toEpochMilli());
        return switch (receipt.outcome()) {
            case Outcome.Read read -> mark.setKind(READ).build();
            case Outcome.Accepted accepted -> mark.setKind(ACCEPTED).build();
            case Outcome.Refused refused ->
                mark.setKind(REFUSED).setDetail(refused.reason()).build();
            case Outcome.Acted acted ->
                mark.setKind(ACTED).setDetail(acted.action()).build();
            case Outcome.Deleted deleted ->
                mark.setKind(DELETED)
                        .setBackupsByMs(millis(deleted.backupsBy()))
                        .build();
        };
    }

    static Outcome outcome(RecordMark mark) {
        return switch (mark.getKind()) {
            case READ -> new Outcome.Read();
            case ACCEPTED -> new Outcome.Accepted();
            case REFUSED -> new Outcome.Refused(mark.getDetail());
            case ACTED -> new Outcome.Acted(mark.getDetail());
            case DELETED ->
                new Outcome.Deleted(
                        mark.getBackupsByMs() == 0
                                ? Optional.empty()
                                : Optional.of(Instant.ofEpochMilli(mark.getBackupsByMs())));
            default -> throw Answering.malformed("mark is not one of read, accepted, refused, acted, deleted");
        };
    }

    private static long millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(0L);
    }
}
