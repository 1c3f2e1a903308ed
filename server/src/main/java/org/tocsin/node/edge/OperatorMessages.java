package org.tocsin.node.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.LaneStatus;
import org.tocsin.node.delivery.RecordFate;
import org.tocsin.node.directory.Agreements;
import org.tocsin.node.intake.HeldRecords;
import org.tocsin.node.intake.Intake.InboundStatus;
import org.tocsin.node.intake.Publication;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.intake.Withdrawals;
import org.tocsin.operator.v1.AgreementSummary;
import org.tocsin.operator.v1.DocumentAnswer;
import org.tocsin.operator.v1.Facet;
import org.tocsin.operator.v1.LaneInSummary;
import org.tocsin.operator.v1.LaneOutSummary;
import org.tocsin.operator.v1.NarrowRecordRequest;
import org.tocsin.operator.v1.PartnerDecision;
import org.tocsin.operator.v1.PublishResponse;
import org.tocsin.operator.v1.PublishedRecord;
import org.tocsin.operator.v1.Reason;
import org.tocsin.operator.v1.ReasonCount;
import org.tocsin.operator.v1.RecordSummary;
import org.tocsin.operator.v1.RefusedDocument;

/// What officers are told, as messages.
final class OperatorMessages {
    static final int REASONS_MAX = 64;

    private OperatorMessages() {}

    /// The answer to the documents of one request, in their order; there is at least one.
    static PublishResponse outcomes(List<Publication.Outcome> outcomes) {
        var response = PublishResponse.newBuilder();
        switch (outcomes.getFirst()) {
            case Publication.Outcome.Published published -> response.setPublished(published(published.record()));
            case Publication.Outcome.Refused refused -> response.setRefused(refused(refused));
        }
        for (Publication.Outcome outcome : outcomes.subList(1, outcomes.size())) {
            response.addMore(
                    switch (outcome) {
                        case Publication.Outcome.Published published ->
                            DocumentAnswer.newBuilder().setPublished(published(published.record()));
                        case Publication.Outcome.Refused refused ->
                            DocumentAnswer.newBuilder().setRefused(refused(refused));
                    });
        }
        return response.build();
    }

    static PublishedRecord published(StoredRecord record) {
        return PublishedRecord.newBuilder()
                .setRecord(record.version().record().toString())
                .setVersion(record.version().version())
                .setIndex(record.index())
                .setLeafHash(bytes(record.leafHash()))
                .setMarking(tlp(record.marking()))
                .build();
    }

    private static RefusedDocument refused(Publication.Outcome.Refused refused) {
        var document = RefusedDocument.newBuilder();
        for (org.tocsin.stix.Reason reason : refused.reasons()
                .subList(0, Math.min(REASONS_MAX, refused.reasons().size()))) {
            document.addReasons(Reason.newBuilder()
                    .setObject(reason.object())
                    .setProperty(reason.property())
                    .setRule(reason.rule())
                    .setText(reason.text()));
        }
        refused.draft().ifPresent(draft -> document.setDraft(draft.hex()));
        return document.build();
    }

    static RecordSummary summary(
            StoredRecord record, Optional<Withdrawals.Standing> withdrawal, Optional<HeldRecords.Narrowed> narrowing) {
        return RecordSummary.newBuilder()
                .setNarrowedAtMs(narrowing.map(row -> row.at().toEpochMilli()).orElse(0L))
                .setNarrowedReason(narrowing.map(HeldRecords.Narrowed::reason).orElse(""))
                .setWithdrawnAtMs(withdrawal.map(row -> row.at().toEpochMilli()).orElse(0L))
                .setWithdrawnReason(withdrawal.map(Withdrawals.Standing::reason).orElse(""))
                .setRecord(record.version().record().toString())
                .setVersion(record.version().version())
                .setTeam(record.version().record().team().domain())
                .setMarking(tlp(narrowing.map(HeldRecords.Narrowed::marking).orElse(record.marking())))
                .setStoredAtMs(record.storedAt().toEpochMilli())
                .setIndex(record.index())
                .setLeafHash(bytes(record.leafHash()))
                .setName(record.name())
                .setContentBytes(record.contentBytes())
                .build();
    }

    /// What an officer wants of a record; a marking that is not known is RED.
    static Withdrawals.Wish wish(NarrowRecordRequest request) {
        Set<Team> audience =
                request.getAudienceList().stream().map(OperatorMessages::team).collect(Collectors.toSet());
        return new Withdrawals.Wish(
                request.getMarkingValue() == 0 ? Optional.empty() : Optional.of(tlp(request.getMarking())),
                request.getLimited() ? Optional.of(audience) : Optional.empty(),
                request.getReason());
    }

    /// The header's facets in their order, and for an own record the teams of its audience.
    static Facet facet(Fragment.Facet facet) {
        return Facet.newBuilder()
                .setName(facet.facet().name().toLowerCase(Locale.ROOT))
                .addAllValues(facet.values())
                .build();
    }

    static Facet audience(List<String> teams) {
        return Facet.newBuilder().setName("for").addAllValues(teams).build();
    }

    static PartnerDecision decision(RecordFate fate) {
        return switch (fate) {
            case RecordFate.Withheld withheld ->
                PartnerDecision.newBuilder()
                        .setPartner(withheld.partner().domain())
                        .setReason(withheld.reason().name())
                        .build();
            case RecordFate.Released released ->
                PartnerDecision.newBuilder()
                        .setPartner(released.partner().domain())
                        .setReleased(true)
                        .setSequence(released.sequence())
                        .setProcessed(released.processed())
                        .setRefused(released.refused()
                                .or(() -> released.voided().map(why -> "VOIDED: " + why))
                                .orElse(""))
                        .build();
        };
    }

    static LaneOutSummary lane(LaneStatus lane) {
        return LaneOutSummary.newBuilder()
                .setState(lane.state().name().toLowerCase(Locale.ROOT))
                .setDetail(lane.detail())
                .setDecided(lane.decided())
                .setReleased(lane.released())
                .addAllWithheld(counts(lane.withheld()))
                .setThrough(lane.receipted())
                .addAllRefused(counts(lane.refused()))
                .setLastReceiptAtMs(lane.receiptAt().map(Instant::toEpochMilli).orElse(0L))
                .setVoided(lane.voided())
                .build();
    }

    static LaneInSummary lane(InboundStatus lane) {
        return LaneInSummary.newBuilder()
                .setThrough(lane.through())
                .setStored(lane.stored())
                .addAllRefused(counts(lane.refused()))
                .setDuplicates(lane.duplicates())
                .build();
    }

    static AgreementSummary agreement(Agreements.Listed standing) {
        return AgreementSummary.newBuilder()
                .setId(standing.id().hex())
                .setTerms(bytes(standing.terms()))
                .setPartner(standing.partner().domain())
                .setState(standing.state().text())
                .build();
    }

    static ByteString bytes(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    static ByteString bytes(Digest digest) {
        return UnsafeByteOperations.unsafeWrap(digest.array());
    }

    private static List<ReasonCount> counts(Map<String, Long> counts) {
        return new TreeMap<>(counts)
                .entrySet().stream()
                        .map(count -> ReasonCount.newBuilder()
                                .setReason(count.getKey())
                                .setCount(count.getValue())
                                .build())
                        .toList();
    }

    private static Team team(String domain) {
        if (!Team.isDomain(domain)) {
            throw Answering.malformed("audience names no team");
        }
        return new Team(domain);
    }

    private static Tlp tlp(org.tocsin.exchange.v1.Tlp tlp) {
        return switch (tlp) {
            case TLP_CLEAR -> Tlp.CLEAR;
            case TLP_GREEN -> Tlp.GREEN;
            case TLP_AMBER -> Tlp.AMBER;
            case TLP_AMBER_STRICT -> Tlp.AMBER_STRICT;
            case TLP_RED, TLP_UNSPECIFIED, UNRECOGNIZED -> Tlp.RED;
        };
    }

    static org.tocsin.exchange.v1.Tlp tlp(Tlp tlp) {
        return switch (tlp) {
            case CLEAR -> org.tocsin.exchange.v1.Tlp.TLP_CLEAR;
            case GREEN -> org.tocsin.exchange.v1.Tlp.TLP_GREEN;
            case AMBER -> org.tocsin.exchange.v1.Tlp.TLP_AMBER;
            case AMBER_STRICT -> org.tocsin.exchange.v1.Tlp.TLP_AMBER_STRICT;
            case RED -> org.tocsin.exchange.v1.Tlp.TLP_RED;
        };
    }
}
