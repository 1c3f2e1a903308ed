package org.tocsin.node.edge;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.node.delivery.LaneJournal.Answered;
import org.tocsin.node.delivery.LaneJournal.Ruling;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.insight.Explaining;
import org.tocsin.node.insight.LaneExplaining;
import org.tocsin.node.insight.LeftOut;
import org.tocsin.node.insight.Preview;
import org.tocsin.node.insight.SharedReport.Deletion;
import org.tocsin.node.insight.SharedReport.Release;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.policy.Trace;
import org.tocsin.operator.v1.AgreementStanding;
import org.tocsin.operator.v1.GetExplanationResponse;
import org.tocsin.operator.v1.GetLaneExplanationResponse;
import org.tocsin.operator.v1.GetPreviewResponse;
import org.tocsin.operator.v1.LookedAt;
import org.tocsin.operator.v1.PastDecision;
import org.tocsin.operator.v1.PreviewCell;
import org.tocsin.operator.v1.PreviewChange;
import org.tocsin.operator.v1.RecordSummary;
import org.tocsin.operator.v1.Refusal;
import org.tocsin.operator.v1.RuleStep;
import org.tocsin.operator.v1.RuleTrace;
import org.tocsin.operator.v1.SharedRelease;
import org.tocsin.operator.v1.WithheldGroup;
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

    static GetExplanationResponse explained(Explaining.Explained explained, RecordSummary summary) {
        StoredRecord record = explained.record();
        return GetExplanationResponse.newBuilder()
                .setSummary(summary)
                .setAuthor(record.version().record().team().domain())
                .setRecipient(explained.recipient().domain())
                .setAtMs(explained.at().toEpochMilli())
                .setTrace(trace(explained.outcome()))
                .addAllPast(explained.past().stream().map(InsightMessages::past).toList())
                .setVia(explained.via().map(Team::domain).orElse(""))
                .setStoredAtMs(record.own() ? 0 : record.storedAt().toEpochMilli())
                .setOwn(record.own())
                .build();
    }

    private static RuleTrace trace(Explaining.Outcome outcome) {
        Optional<Trace.Step> deciding = outcome.deciding();
        Optional<Trace.No> no = deciding.flatMap(Trace.Step::no);
        var trace = RuleTrace.newBuilder()
                .setOutcome(outcome.word())
                .setReason(no.map(Trace.No::reason).orElse(""))
                .setWakeAtMs(millis(no.flatMap(Trace.No::wakeAt)));
        if (deciding.isEmpty()) {
            outcome.under()
                    .ifPresent(under -> trace.setAgreementId(under.id().hex()).setAgreementVersion(under.version()));
        }
        for (Trace.Step step : outcome.steps()) {
            var message = RuleStep.newBuilder()
                    .setRule(step.rule())
                    .setName(step.name())
                    .setAsked(step.asked())
                    .setReason(step.no().map(Trace.No::reason).orElse(""))
                    .setDecided(deciding.filter(step::equals).isPresent());
            step.looked()
                    .forEach(looked -> message.addLookedAt(
                            LookedAt.newBuilder().setWhat(looked.what()).setValue(looked.value())));
            trace.addSteps(message);
        }
        for (LeftOut left : outcome.leftOut()) {
            trace.addLeftOut(org.tocsin.operator.v1.LeftOut.newBuilder()
                    .setPart(left.part())
                    .setWhat(left.what())
                    .setMarking(OperatorMessages.tlp(left.marking()))
                    .setReason(left.reason().name())
                    .setCount(left.count()));
        }
        return trace.build();
    }

    private static PastDecision past(Ruling ruling) {
        var message = PastDecision.newBuilder()
                .setLane(LaneStatus.name(ruling.lane()))
                .setDecidedAtMs(ruling.at().toEpochMilli());
        return switch (ruling) {
            case Ruling.Withheld withheld ->
                message.setWithheld(withheld.reason().name()).build();
            case Ruling.Given given -> {
                Answered answered = given.answered();
                yield message.setSequence(given.sequence())
                        .setAgreementId(given.agreementId().hex())
                        .setAgreementVersion(given.agreementVersion())
                        .setProcessedAtMs(millis(answered.at()))
                        .setRefused(answered.kind() == Answered.Kind.REFUSED ? answered.detail() : "")
                        .setVoided(answered.kind() == Answered.Kind.VOID ? answered.detail() : "")
                        .build();
            }
        };
    }

    static GetPreviewResponse preview(Preview.Outcome outcome, Duration took) {
        var response = GetPreviewResponse.newBuilder()
                .setPartner(outcome.partner().domain())
                .setAtMs(outcome.at().toEpochMilli())
                .setSinceMs(outcome.since().toEpochMilli())
                .setRecords(outcome.records())
                .setGone(outcome.gone())
                .setChanged(outcome.changed())
                .setTookMs(took.toMillis());
        outcome.cells()
                .forEach((cell, count) -> response.addCells(PreviewCell.newBuilder()
                        .setKind(cell.kind().name().toLowerCase(Locale.ROOT))
                        .setToday(cell.today().orElse(""))
                        .setProposed(cell.proposed().orElse(""))
                        .setCount(count.records())
                        .setShowLess(count.showLess())
                        .setShowMore(count.showMore())));
        outcome.changes()
                .forEach(change -> response.addChanges(PreviewChange.newBuilder()
                        .setRecord(change.record().toString())
                        .setName(change.name())
                        .setMarking(OperatorMessages.tlp(change.marking()))
                        .setToday(change.today().orElse(""))
                        .setProposed(change.proposed().orElse(""))));
        return response.build();
    }

    static GetLaneExplanationResponse explained(LaneExplaining.Explained explained) {
        LaneExplaining.Outcome outcome = explained.outcome();
        return GetLaneExplanationResponse.newBuilder()
                .setAtMs(explained.at().toEpochMilli())
                .setSinceMs(explained.since().toEpochMilli())
                .addAllAgreements(explained.agreements().stream()
                        .map(InsightMessages::agreed)
                        .toList())
                .addAllLanes(LaneMessages.sorted(explained.lanes().stream().map(LaneMessages::outbound)))
                .setReceipted(outcome.receipted())
                .setStated(outcome.stated())
                .setReleased(outcome.released())
                .addAllWithheld(outcome.withheld().stream()
                        .map(group -> WithheldGroup.newBuilder()
                                .setReason(group.reason().name())
                                .setCount(group.count())
                                .addAllExamples(group.newest().stream()
                                        .map(RecordId::toString)
                                        .toList())
                                .build())
                        .toList())
                .addAllRefused(LaneMessages.counts(outcome.refused()))
                .addAllVoided(LaneMessages.counts(outcome.voided()))
                .build();
    }

    private static AgreementStanding agreed(LaneExplaining.Agreed agreed) {
        SharingAgreement terms = agreed.terms();
        var message = AgreementStanding.newBuilder()
                .setId(terms.id().hex())
                .setVersion(terms.version())
                .setTitle(terms.title())
                .setState(agreed.state().text())
                .setFromMs(terms.from().toEpochMilli())
                .setUntilMs(terms.until().toEpochMilli())
                .setCeiling(agreed.given()
                        .flatMap(Direction::ceiling)
                        .map(Tlp::label)
                        .orElse(""));
        agreed.standing()
                .ifPresent(standing -> message.addAllSuspendedBy(standing.suspendedBy().stream()
                                .map(Team::domain)
                                .toList())
                        .setTerminatedAtMs(millis(standing.terminatedAt()))
                        .setRestrictions(standing.restrictions().size())
                        .addAllRestrictedBy(standing.restrictions().stream()
                                .map(restriction -> restriction.by().domain())
                                .distinct()
                                .toList()));
        return message.build();
    }

    static Refusal refusal(HeldRecords.Refused refused) {
        var message = Refusal.newBuilder()
                .setLane(LaneStatus.name(refused.lane()))
                .setSequence(refused.sequence())
                .setReason(refused.reason())
                .setLeafHash(OperatorMessages.bytes(refused.leaf()))
                .setAtMs(refused.at().toEpochMilli());
        refused.version()
                .ifPresent(version ->
                        message.setRecord(version.record().toString()).setVersion(version.version()));
        return message.build();
    }

    static long millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli).orElse(0L);
    }
}
