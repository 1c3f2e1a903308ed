package org.tocsin.node.edge;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.directory.DirectoryView;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.insight.Explaining;
import org.tocsin.node.insight.LaneExplaining;
import org.tocsin.node.insight.Preview;
import org.tocsin.node.insight.SharedReport;
import org.tocsin.node.intake.StoredRecord;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.operator.v1.GetExplanationRequest;
import org.tocsin.operator.v1.GetExplanationResponse;
import org.tocsin.operator.v1.GetLaneExplanationRequest;
import org.tocsin.operator.v1.GetLaneExplanationResponse;
import org.tocsin.operator.v1.GetPreviewRequest;
import org.tocsin.operator.v1.GetPreviewResponse;
import org.tocsin.operator.v1.InsightServiceGrpc;
import org.tocsin.operator.v1.ListRefusalsRequest;
import org.tocsin.operator.v1.ListRefusalsResponse;
import org.tocsin.operator.v1.ListSharedRequest;
import org.tocsin.operator.v1.ListSharedResponse;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.EvidenceCodec;

/// The service by which the team's own officers ask why. Runs on threads that may block.
final class InsightEndpoint extends InsightServiceGrpc.InsightServiceImplBase {
    static final int REFUSALS_DEFAULT = 50;
    static final int REFUSALS_MAX = 1_000;
    static final int PREVIEW_DAYS_DEFAULT = 90;

    private final OperatorParts parts;
    private final SharedReport shared;
    private final LaneExplaining lanes;
    private final Explaining explaining;
    private final Preview preview;

    InsightEndpoint(OperatorParts parts) {
        this.parts = parts;
        LedgerView ledger = parts.ledger().view();
        LaneJournal journal = new LaneJournal(ledger.transactions());
        this.shared = new SharedReport(
                parts.directory(), parts.records(), parts.acts().tracks(), ledger, journal);
        this.lanes = new LaneExplaining(
                parts.directory(), parts.agreements(), parts.lanes(), parts.records(), ledger, journal, parts.clock());
        this.explaining =
                new Explaining(parts.directory(), parts.records(), parts.publishing(), journal, parts.clock());
        this.preview = new Preview(parts.directory(), parts.records(), ledger, parts.clock(), parts.preparing());
    }

    @Override
    public void listShared(ListSharedRequest request, StreamObserver<ListSharedResponse> answer) {
        Answering.answering(answer, () -> {
            SharedReport.Page page = shared.page(question(request));
            var response = ListSharedResponse.newBuilder()
                    .setNextPageToken(
                            page.next().map(LaneJournal.Cursor::toString).orElse(""));
            page.releases().forEach(release -> response.addReleases(InsightMessages.release(release)));
            if (request.getWithEvidence()) {
                DirectoryView view = parts.directory().view();
                response.addAllManifests(EvidenceCodec.messages(
                        view.team(view.own()).orElseThrow().signed()));
            }
            return response.build();
        });
    }

    @Override
    public void getExplanation(GetExplanationRequest request, StreamObserver<GetExplanationResponse> answer) {
        Answering.answering(answer, () -> {
            Optional<Team> to =
                    request.getTo().isEmpty() ? Optional.empty() : Optional.of(Answering.team("to", request.getTo()));
            Explaining.Explained explained = explaining.explain(request.getRecord(), request.getVersion(), to);
            StoredRecord record = explained.record();
            return InsightMessages.explained(
                    explained,
                    OperatorMessages.summary(
                            record,
                            parts.records().withdrawal(record),
                            parts.records().narrowing(record)));
        });
    }

    @Override
    public void getPreview(GetPreviewRequest request, StreamObserver<GetPreviewResponse> answer) {
        Answering.answering(answer, () -> {
            Bytes terms = Bytes.wrap(request.getTerms().toByteArray());
            SharingAgreement proposed = Answering.wired(() -> AgreementCodec.decode(terms));
            int days = request.getDays() == 0 ? PREVIEW_DAYS_DEFAULT : request.getDays();
            if (days < 0 || days > SharingAgreement.Direction.BACKFILL_DAYS_MAX) {
                throw Answering.malformed("days is at most " + SharingAgreement.Direction.BACKFILL_DAYS_MAX);
            }
            Instant begun = parts.clock().instant();
            Preview.Outcome outcome = preview.of(proposed, Duration.ofDays(days));
            return InsightMessages.preview(
                    outcome, Duration.between(begun, parts.clock().instant()));
        });
    }

    @Override
    public void getLaneExplanation(
            GetLaneExplanationRequest request, StreamObserver<GetLaneExplanationResponse> answer) {
        Answering.answering(answer, () -> {
            Team partner = Answering.team("partner", request.getPartner());
            Optional<Instant> since = request.getSinceMs() == 0
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(request.getSinceMs()));
            return InsightMessages.explained(lanes.explain(partner, since));
        });
    }

    @Override
    public void listRefusals(ListRefusalsRequest request, StreamObserver<ListRefusalsResponse> answer) {
        Answering.answering(answer, () -> {
            Team from = Answering.team("from_team", request.getFromTeam());
            if (parts.directory().view().team(from).isEmpty()) {
                throw Fault.of(Reason.NOT_FOUND, "no such team").exception();
            }
            if (!request.getLeaf().matches("([0-9a-f]{8,64})?")) {
                throw Answering.malformed("leaf is 8 to 64 hex digits");
            }
            int most = request.getMost() == 0 ? REFUSALS_DEFAULT : request.getMost();
            if (most < 0 || most > REFUSALS_MAX) {
                throw Answering.malformed("most is at most " + REFUSALS_MAX);
            }
            return ListRefusalsResponse.newBuilder()
                    .addAllRefusals(parts.records().refused(from, request.getLeaf(), most).stream()
                            .map(InsightMessages::refusal)
                            .toList())
                    .build();
        });
    }

    private SharedReport.Question question(ListSharedRequest request) {
        Team partner = Answering.team("partner", request.getPartner());
        Optional<LaneJournal.Cursor> behind = request.getPageToken().isEmpty()
                ? Optional.empty()
                : Optional.of(LaneJournal.Cursor.parse(request.getPageToken())
                        .orElseThrow(() -> Answering.malformed("page_token is none of this node's")));
        return new SharedReport.Question(
                partner,
                agreement(request.getAgreementId()),
                Instant.ofEpochMilli(request.getFromMs()),
                request.getUntilMs() == 0 ? parts.clock().instant() : Instant.ofEpochMilli(request.getUntilMs()),
                request.getWithEvidence(),
                behind);
    }

    private static Optional<Bytes> agreement(String hex) {
        if (hex.isEmpty()) {
            return Optional.empty();
        }
        if (!hex.matches("[0-9a-f]{" + 2 * SharingAgreement.ID_BYTES + "}")) {
            throw Answering.malformed("agreement_id is 32 hex digits");
        }
        return Optional.of(Bytes.ofHex(hex));
    }
}
