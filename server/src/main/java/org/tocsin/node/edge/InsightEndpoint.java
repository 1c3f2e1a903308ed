package org.tocsin.node.edge;

import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.delivery.LaneJournal;
import org.tocsin.node.directory.DirectoryView;
import org.tocsin.node.insight.SharedReport;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.operator.v1.InsightServiceGrpc;
import org.tocsin.operator.v1.ListSharedRequest;
import org.tocsin.operator.v1.ListSharedResponse;
import org.tocsin.wire.EvidenceCodec;

/// The service by which the team's own officers ask why. Runs on threads that may block.
final class InsightEndpoint extends InsightServiceGrpc.InsightServiceImplBase {
    private final OperatorParts parts;
    private final SharedReport shared;

    InsightEndpoint(OperatorParts parts) {
        this.parts = parts;
        LedgerView ledger = parts.ledger().view();
        LaneJournal journal = new LaneJournal(ledger.transactions());
        this.shared = new SharedReport(
                parts.directory(), parts.records(), parts.acts().tracks(), ledger, journal);
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
