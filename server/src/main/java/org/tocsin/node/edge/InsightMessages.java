package org.tocsin.node.edge;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.node.delivery.LaneJournal.Ruling;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.insight.SharedReport.Deletion;
import org.tocsin.node.insight.SharedReport.Release;
import org.tocsin.operator.v1.SharedRelease;
import org.tocsin.wire.EvidenceCodec;

/// Why, and what was shared, as messages for officers.
final class InsightMessages {
    private InsightMessages() {}

    static SharedRelease release(Release release) {
        Ruling.Given given = release.given();
        var message = SharedRelease.newBuilder()
                .setLane(LaneStatus.name(given.lane()))
                .setLaneEpoch(given.laneEpoch())
                .setSequence(given.sequence())
                .setReleasedAtMs(given.at().toEpochMilli())
                .setAgreementId(given.agreementId().hex())
                .setAgreementVersion(given.agreementVersion())
                .setInPart(given.inPart())
                .setReceipt(given.answered().kind().name().toLowerCase(Locale.ROOT))
                .setReceiptDetail(given.answered().detail())
                .setReceiptedAtMs(millis(given.answered().at()))
                .setIndex(given.stated().index())
                .setLedgerEpoch(given.stated().ledgerEpoch())
                .setLeafHash(OperatorMessages.bytes(given.leaf()));
        release.record()
                .ifPresent(record ->
                        message.setSummary(OperatorMessages.summary(record, Optional.empty(), Optional.empty())));
        release.evidence().ifPresent(evidence -> message.setEvidence(EvidenceCodec.message(evidence)));
        return switch (release.deletion()) {
            case Deletion.Kept kept -> message.setDeletion("kept").build();
            case Deletion.None none -> message.setDeletion("none").build();
            case Deletion.Owed owed ->
                message.setDeletion("owed")
                        .setDeletionAtMs(owed.since().toEpochMilli())
                        .build();
            case Deletion.Deleted deleted ->
                message.setDeletion("deleted")
                        .setDeletionAtMs(deleted.at().toEpochMilli())
                        .setBackupsByMs(millis(deleted.backupsBy()))
                        .build();
        };
    }

    static long millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(0L);
    }
}
