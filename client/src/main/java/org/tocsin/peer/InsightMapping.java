package org.tocsin.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Evidence;
import org.tocsin.operator.v1.AgreementStanding;
import org.tocsin.operator.v1.GetExplanationResponse;
import org.tocsin.operator.v1.GetLaneExplanationResponse;
import org.tocsin.operator.v1.GetPreviewResponse;
import org.tocsin.operator.v1.ListSharedResponse;
import org.tocsin.operator.v1.PastDecision;
import org.tocsin.operator.v1.Refusal;
import org.tocsin.operator.v1.RuleStep;
import org.tocsin.operator.v1.RuleTrace;
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

    static Insight.Explanation explanation(GetExplanationResponse response) {
        Records.Summary record = OperatorMapping.summary(response.getSummary());
        return new Insight.Explanation(
                record,
                response.getOwn(),
                response.getAuthor(),
                response.getRecipient(),
                Instant.ofEpochMilli(response.getAtMs()),
                trace(response.getTrace()),
                response.getPastList().stream().map(InsightMapping::past).toList(),
                response.getVia(),
                TransitMapping.instant(response.getStoredAtMs()));
    }

    private static Insight.Trace trace(RuleTrace trace) {
        return new Insight.Trace(
                trace.getOutcome(),
                trace.getReason(),
                TransitMapping.instant(trace.getWakeAtMs()),
                trace.getAgreementId(),
                trace.getAgreementVersion(),
                trace.getStepsList().stream().map(InsightMapping::step).toList(),
                trace.getLeftOutList().stream()
                        .map(left -> new Insight.LeftOut(
                                left.getPart(),
                                left.getWhat(),
                                OperatorMapping.tlp(left.getMarking()),
                                left.getReason(),
                                left.getCount()))
                        .toList());
    }

    private static Insight.Step step(RuleStep step) {
        return new Insight.Step(
                step.getRule(),
                step.getName(),
                step.getAsked(),
                step.getLookedAtList().stream()
                        .map(looked -> new Insight.LookedAt(looked.getWhat(), looked.getValue()))
                        .toList(),
                step.getReason(),
                step.getDecided());
    }

    private static Insight.Past past(PastDecision past) {
        return new Insight.Past(
                past.getLane(),
                TransitMapping.instant(past.getDecidedAtMs()),
                past.getWithheld(),
                past.getSequence(),
                past.getAgreementId(),
                past.getAgreementVersion(),
                TransitMapping.instant(past.getProcessedAtMs()),
                past.getRefused(),
                past.getVoided());
    }

    static Insight.Refused refused(Refusal refusal) {
        return new Insight.Refused(
                refusal.getLane(),
                refusal.getSequence(),
                refusal.getReason(),
                OperatorMapping.digest(refusal.getLeafHash()),
                Instant.ofEpochMilli(refusal.getAtMs()),
                refusal.getRecord(),
                refusal.getVersion());
    }

    static Insight.LaneExplanation lane(String partner, GetLaneExplanationResponse response) {
        return new Insight.LaneExplanation(
                partner,
                Instant.ofEpochMilli(response.getAtMs()),
                Instant.ofEpochMilli(response.getSinceMs()),
                response.getAgreementsList().stream()
                        .map(InsightMapping::agreed)
                        .toList(),
                response.getLanesList().stream().map(TransitMapping::lane).toList(),
                response.getReceipted(),
                response.getStated(),
                response.getReleased(),
                response.getWithheldList().stream()
                        .map(group ->
                                new Insight.Withheld(group.getReason(), group.getCount(), group.getExamplesList()))
                        .toList(),
                OperatorMapping.counts(response.getRefusedList()),
                OperatorMapping.counts(response.getVoidedList()));
    }

    private static Insight.Agreed agreed(AgreementStanding standing) {
        return new Insight.Agreed(
                standing.getId(),
                standing.getVersion(),
                standing.getTitle(),
                standing.getState(),
                Instant.ofEpochMilli(standing.getFromMs()),
                Instant.ofEpochMilli(standing.getUntilMs()),
                standing.getSuspendedByList(),
                TransitMapping.instant(standing.getTerminatedAtMs()),
                standing.getRestrictions(),
                standing.getRestrictedByList(),
                standing.getCeiling());
    }

    static Insight.Preview preview(GetPreviewResponse response) {
        return new Insight.Preview(
                response.getPartner(),
                Instant.ofEpochMilli(response.getAtMs()),
                Instant.ofEpochMilli(response.getSinceMs()),
                response.getRecords(),
                response.getGone(),
                response.getCellsList().stream()
                        .map(cell -> new Insight.Cell(
                                cell.getKind(),
                                cell.getToday(),
                                cell.getProposed(),
                                cell.getCount(),
                                cell.getShowLess(),
                                cell.getShowMore()))
                        .toList(),
                response.getChangesList().stream()
                        .map(change -> new Insight.Change(
                                change.getRecord(),
                                change.getName(),
                                OperatorMapping.tlp(change.getMarking()),
                                change.getToday(),
                                change.getProposed()))
                        .toList(),
                response.getChanged(),
                Duration.ofMillis(response.getTookMs()));
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
