package org.tocsin.peer;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Evidence;
import org.tocsin.operator.v1.ListSharedResponse;
import org.tocsin.operator.v1.SharedRelease;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// Reads what the node answers to officers who ask why.
final class InsightMapping {
    private InsightMapping() {}

    /// A model record from a message that may not fit it.
    private interface Reading<T> {
        T read() throws WireException;
    }

    static Insight.SharedPage page(ListSharedResponse response) {
        return new Insight.SharedPage(
                response.getReleasesList().stream().map(InsightMapping::shared).toList(),
                response.getNextPageToken(),
                fitting(() -> EvidenceCodec.models(response.getManifestsList())));
    }

    private static Insight.Shared shared(SharedRelease release) {
        return OperatorMapping.fitting(() -> new Insight.Shared(
                release.hasSummary() ? Optional.of(OperatorMapping.summary(release.getSummary())) : Optional.empty(),
                release.getLane(),
                release.getLaneEpoch(),
                release.getSequence(),
                Instant.ofEpochMilli(release.getReleasedAtMs()),
                release.getAgreementId(),
                release.getAgreementVersion(),
                release.getInPart(),
                release.getReceipt(),
                release.getReceiptDetail(),
                TransitMapping.instant(release.getReceiptedAtMs()),
                release.getDeletion(),
                TransitMapping.instant(release.getDeletionAtMs()),
                TransitMapping.instant(release.getBackupsByMs()),
                release.getLedgerEpoch(),
                release.getIndex(),
                OperatorMapping.digest(release.getLeafHash()),
                evidence(release)));
    }

    private static Optional<Evidence> evidence(SharedRelease release) {
        return release.hasEvidence()
                ? Optional.of(fitting(() -> EvidenceCodec.model(release.getEvidence())))
                : Optional.empty();
    }

    private static <T> T fitting(Reading<T> reading) {
        try {
            return reading.read();
        } catch (WireException unfit) {
            throw OperatorFault.broken("the node's answer does not fit this version: " + unfit.getMessage());
        }
    }
}
