package org.tocsin.peer;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.operator.v1.AgreementSummary;
import org.tocsin.operator.v1.DocumentAnswer;
import org.tocsin.operator.v1.GetNodeStatusResponse;
import org.tocsin.operator.v1.GetPeerHoldingsResponse;
import org.tocsin.operator.v1.GetRecordResponse;
import org.tocsin.operator.v1.IntroducedTeam;
import org.tocsin.operator.v1.PartnerDecision;
import org.tocsin.operator.v1.PeerSummary;
import org.tocsin.operator.v1.PublishResponse;
import org.tocsin.operator.v1.PublishedRecord;
import org.tocsin.operator.v1.ReasonCount;
import org.tocsin.operator.v1.RecordSummary;
import org.tocsin.operator.v1.RefusedDocument;
import org.tocsin.operator.v1.ReleaseDraft;
import org.tocsin.wire.ConditionsCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.WireException;

/// The operator service's messages as records. What does not fit is a fault of the node: it is our own, of another
/// version.
final class OperatorMapping {
    private OperatorMapping() {}

    /// The answers to the documents of one request, in their order.
    static List<Records.Outcome> outcomes(PublishResponse response) {
        List<Records.Outcome> outcomes = new ArrayList<>(1 + response.getMoreCount());
        outcomes.add(
                switch (response.getKindCase()) {
                    case PUBLISHED -> published(response.getPublished());
                    case REFUSED -> refused(response.getRefused());
                    case KIND_NOT_SET -> throw unanswered();
                });
        for (DocumentAnswer answer : response.getMoreList()) {
            outcomes.add(
                    switch (answer.getKindCase()) {
                        case PUBLISHED -> published(answer.getPublished());
                        case REFUSED -> refused(answer.getRefused());
                        case KIND_NOT_SET -> throw unanswered();
                    });
        }
        return outcomes;
    }

    private static OperatorFault unanswered() {
        return OperatorFault.broken("the node answered a document with nothing");
    }

    static Records.Outcome.Published published(PublishedRecord published) {
        return fitting(() -> new Records.Outcome.Published(
                version(published.getRecord(), published.getVersion()),
                published.getIndex(),
                digest(published.getLeafHash()),
                tlp(published.getMarking())));
    }

    static Records.Waiting waiting(ReleaseDraft draft) {
        Records.Summary summary = summary(draft.getSummary());
        try {
            Conditions conditions = ConditionsCodec.model(draft.getConditions());
            return fitting(() -> new Records.Waiting(
                    draft.getId(),
                    draft.getAudienceList().stream().map(Team::new).toList(),
                    summary,
                    draft.getSupersedes(),
                    conditions,
                    draft.getCreatedBy(),
                    draft.getMayApproveList()));
        } catch (WireException unfit) {
            throw OperatorFault.broken("the node's answer does not fit this version: " + unfit.getMessage());
        }
    }

    private static Records.Outcome refused(RefusedDocument refused) {
        List<Records.Reason> reasons = new ArrayList<>();
        for (var reason : refused.getReasonsList()) {
            reasons.add(
                    new Records.Reason(reason.getObject(), reason.getProperty(), reason.getRule(), reason.getText()));
        }
        return new Records.Outcome.Refused(reasons, refused.getDraft());
    }

    static Records.Summary summary(RecordSummary summary) {
        return fitting(() -> new Records.Summary(
                version(summary.getRecord(), summary.getVersion()),
                tlp(summary.getMarking()),
                Instant.ofEpochMilli(summary.getStoredAtMs()),
                summary.getIndex(),
                digest(summary.getLeafHash()),
                summary.getName(),
                summary.getContentBytes(),
                TransitMapping.instant(summary.getWithdrawnAtMs())
                        .map(at -> new Records.Withdrawal(at, summary.getWithdrawnReason())),
                TransitMapping.instant(summary.getNarrowedAtMs())
                        .map(at -> new Records.Withdrawal(at, summary.getNarrowedReason()))));
    }

    static Records.Detail detail(GetRecordResponse response) {
        List<Records.Facet> facets = new ArrayList<>();
        response.getFacetsList()
                .forEach(facet -> facets.add(new Records.Facet(facet.getName(), facet.getValuesList())));
        List<Records.Decision> decisions = new ArrayList<>();
        for (PartnerDecision decision : response.getDecisionsList()) {
            decisions.add(fitting(() -> new Records.Decision(
                    new Team(decision.getPartner()),
                    decision.getReleased(),
                    decision.getReason(),
                    decision.getSequence(),
                    decision.getProcessed(),
                    decision.getRefused())));
        }
        Optional<Team> via = response.getVia().isEmpty()
                ? Optional.empty()
                : Optional.of(fitting(() -> new Team(response.getVia())));
        return new Records.Detail(summary(response.getSummary()), via, facets, decisions);
    }

    static Peers.Summary peer(PeerSummary peer) {
        var out = peer.getLaneOut();
        var in = peer.getLaneIn();
        return fitting(() -> new Peers.Summary(
                new Team(peer.getTeam()),
                peer.getDisplayName(),
                peer.getManifestVersion(),
                peer.getFingerprint(),
                peer.getEndpointsList(),
                peer.getAgreementInForce(),
                instant(peer.getCertificateExpiresAtMs()),
                instant(peer.getCutAtMs()),
                peer.getCutReason(),
                new Peers.LaneOut(
                        out.getState(),
                        out.getDetail(),
                        out.getDecided(),
                        out.getReleased(),
                        counts(out.getWithheldList()),
                        out.getThrough(),
                        counts(out.getRefusedList()),
                        out.getVoided(),
                        instant(out.getLastReceiptAtMs())),
                new Peers.LaneIn(in.getThrough(), in.getStored(), counts(in.getRefusedList()), in.getDuplicates())));
    }

    static Peers.Introduced introduced(IntroducedTeam introduced) {
        try {
            return new Peers.Introduced(
                    new Team(introduced.getTeam()),
                    new Team(introduced.getIntroducer()),
                    Digest.ofHex(introduced.getFingerprint()),
                    EvidenceCodec.models(introduced.getManifestsList()),
                    introduced.getReason(),
                    Instant.ofEpochMilli(introduced.getIntroducedAtMs()),
                    introduced.getPinned(),
                    introduced.getDisputed());
        } catch (WireException unfit) {
            throw OperatorFault.broken("the node's answer does not fit this version: " + unfit.getMessage());
        }
    }

    static Peers.Holdings holdings(GetPeerHoldingsResponse held) {
        return new Peers.Holdings(
                held.getTaken(),
                held.getGiven(),
                held.getDeletionsOwed(),
                held.getAnswersOverdue(),
                held.getUnsentContent(),
                held.getUnsentNotices(),
                held.getTermsList().stream()
                        .map(terms -> new Peers.HeldTerms(
                                terms.getAgreement(),
                                terms.getVersion(),
                                terms.getTitle(),
                                Instant.ofEpochMilli(terms.getUntilMs()),
                                terms.getKeepDays(),
                                terms.getDeleteAtEnd()))
                        .toList());
    }

    static Peers.Agreement agreement(AgreementSummary agreement) {
        return new Peers.Agreement(
                agreement.getId(),
                Bytes.wrap(agreement.getTerms().toByteArray()),
                agreement.getPartner(),
                agreement.getState());
    }

    static Peers.Node node(GetNodeStatusResponse node) {
        return fitting(() -> new Peers.Node(
                new Team(node.getTeam()),
                node.getOrigin(),
                node.getSize(),
                digest(node.getRoot()),
                node.getSigning(),
                node.getDetail(),
                Bytes.wrap(node.getCheckpoint().toByteArray()),
                node.getProgramVersion(),
                node.getRemindersList(),
                node.getHaltedList()));
    }

    private static RecordVersion version(String record, int version) {
        return new RecordVersion(
                RecordId.parse(record).orElseThrow(() -> new IllegalArgumentException("not a record's id")), version);
    }

    /// What is not said counts as RED.
    static org.tocsin.exchange.v1.Tlp tlp(Tlp tlp) {
        return switch (tlp) {
            case CLEAR -> org.tocsin.exchange.v1.Tlp.TLP_CLEAR;
            case GREEN -> org.tocsin.exchange.v1.Tlp.TLP_GREEN;
            case AMBER -> org.tocsin.exchange.v1.Tlp.TLP_AMBER;
            case AMBER_STRICT -> org.tocsin.exchange.v1.Tlp.TLP_AMBER_STRICT;
            case RED -> org.tocsin.exchange.v1.Tlp.TLP_RED;
        };
    }

    static Tlp tlp(org.tocsin.exchange.v1.Tlp tlp) {
        return switch (tlp) {
            case TLP_CLEAR -> Tlp.CLEAR;
            case TLP_GREEN -> Tlp.GREEN;
            case TLP_AMBER -> Tlp.AMBER;
            case TLP_AMBER_STRICT -> Tlp.AMBER_STRICT;
            case TLP_RED, TLP_UNSPECIFIED, UNRECOGNIZED -> Tlp.RED;
        };
    }

    static Digest digest(ByteString bytes) {
        return Digest.wrap(bytes.toByteArray());
    }

    private static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static Map<String, Long> counts(List<ReasonCount> counts) {
        Map<String, Long> byReason = new LinkedHashMap<>();
        counts.forEach(count -> byReason.put(count.getReason(), count.getCount()));
        return byReason;
    }

    static <T> T fitting(Supplier<T> mapping) {
        try {
            return mapping.get();
        } catch (IllegalArgumentException unfit) {
            throw OperatorFault.broken("the node's answer does not fit this version: " + unfit.getMessage());
        }
    }
}
