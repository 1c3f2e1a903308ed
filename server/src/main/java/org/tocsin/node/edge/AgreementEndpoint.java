package org.tocsin.node.edge;

import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Statement;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.directory.AgreementDrafts;
import org.tocsin.node.directory.AgreementDrafts.Approved;
import org.tocsin.node.directory.AgreementReminders.Reminder;
import org.tocsin.node.directory.Agreements;
import org.tocsin.operator.v1.AgreementServiceGrpc;
import org.tocsin.operator.v1.ApproveDraftRequest;
import org.tocsin.operator.v1.ApproveDraftResponse;
import org.tocsin.operator.v1.DiscardDraftRequest;
import org.tocsin.operator.v1.DiscardDraftResponse;
import org.tocsin.operator.v1.DraftStatementRequest;
import org.tocsin.operator.v1.DraftStatementResponse;
import org.tocsin.operator.v1.DraftSummary;
import org.tocsin.operator.v1.ListStandingsRequest;
import org.tocsin.operator.v1.ListStandingsResponse;
import org.tocsin.operator.v1.RestrictionSummary;
import org.tocsin.operator.v1.StandingSummary;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.AgreementCodec;

/// The service by which the team's own officers state what they have to say about agreements. Runs on threads that may
/// block. Rules R-AGR-5 to R-AGR-9.
final class AgreementEndpoint extends AgreementServiceGrpc.AgreementServiceImplBase {
    private static final String ID = "[0-9a-f]{32}";
    private static final String DRAFT = "[0-9a-f]{8,64}";

    private final OperatorParts parts;

    AgreementEndpoint(OperatorParts parts) {
        this.parts = parts;
    }

    @Override
    public void draftStatement(DraftStatementRequest request, StreamObserver<DraftStatementResponse> answer) {
        String officer = Answering.officer().uri();
        Answering.answering(
                answer,
                () -> DraftStatementResponse.newBuilder()
                        .setDraft(summary(draft(request, officer)))
                        .build());
    }

    private AgreementDrafts.Draft draft(DraftStatementRequest request, String officer) {
        AgreementDrafts drafts = parts.agreements().drafts();
        return switch (request.getWhatCase()) {
            case TERMS -> drafts.propose(Bytes.wrap(request.getTerms().toByteArray()), officer);
            case COUNTERSIGN -> drafts.countersign(id(request.getCountersign()), officer);
            case FILE -> {
                AgreementCodec.Signed file = Answering.wired(() -> AgreementCodec.model(request.getFile()));
                parts.agreements().offered(file, officer);
                yield drafts.propose(file.terms(), officer);
            }
            case ACT -> {
                AgreementAct act = Answering.wired(() ->
                        AgreementActCodec.decodeAct(Bytes.wrap(request.getAct().toByteArray())));
                int version = request.getVersionThatCounts() ? 0 : act.version();
                yield drafts.act(act.agreement(), version, act.act(), act.reason(), officer);
            }
            case DRAFT -> drafts.find(draftId(request.getDraft()));
            case WHAT_NOT_SET -> throw Answering.malformed("nothing to state");
        };
    }

    @Override
    public void approveDraft(ApproveDraftRequest request, StreamObserver<ApproveDraftResponse> answer) {
        var officer = Answering.officer();
        Answering.answering(answer, () -> {
            OfficerApproval approval = Answering.wired(() -> AgreementActCodec.decodeApproval(
                    Bytes.wrap(request.getApproval().toByteArray())));
            return switch (parts.agreements().drafts().approve(draftId(request.getDraft()), approval, officer)) {
                case Approved.Waiting waiting ->
                    ApproveDraftResponse.newBuilder()
                            .setDraft(summary(waiting.draft()))
                            .build();
                case Approved.Stated stated -> stated(stated.draft());
            };
        });
    }

    private ApproveDraftResponse stated(AgreementDrafts.Draft draft) {
        var response =
                ApproveDraftResponse.newBuilder().setDraft(summary(draft)).setStated(true);
        if (draft.kind() == Statement.Kind.AGREEMENT) {
            SharingAgreement terms = Answering.wired(() -> AgreementCodec.decode(draft.document()));
            response.setFile(AgreementCodec.message(parts.agreements().file(terms)));
        }
        return response.build();
    }

    @Override
    public void discardDraft(DiscardDraftRequest request, StreamObserver<DiscardDraftResponse> answer) {
        Answering.answering(answer, () -> {
            parts.agreements().drafts().discard(draftId(request.getDraft()));
            return DiscardDraftResponse.getDefaultInstance();
        });
    }

    @Override
    public void listStandings(ListStandingsRequest request, StreamObserver<ListStandingsResponse> answer) {
        Answering.answering(answer, () -> {
            var response = ListStandingsResponse.newBuilder()
                    .setNowMs(parts.clock().instant().toEpochMilli());
            List<Reminder> reminders = parts.agreements().reminders().due();
            parts.agreements().all().forEach(listed -> response.addStandings(summary(listed, reminders)));
            parts.agreements().drafts().all().forEach(draft -> response.addDrafts(summary(draft)));
            return response.build();
        });
    }

    private static StandingSummary summary(Agreements.Listed listed, List<Reminder> reminders) {
        SharingAgreement terms = Answering.wired(() -> AgreementCodec.decode(listed.terms()));
        var summary = StandingSummary.newBuilder()
                .setAgreement(listed.id().hex())
                .setTerms(OperatorMessages.bytes(listed.terms()))
                .setPartner(listed.partner().domain())
                .setState(listed.state().text())
                .setSignedBy(
                        switch (listed.by()) {
                            case OURSELVES -> "us";
                            case PARTNER -> "partner";
                            case BOTH -> "both";
                        });
        listed.terminatedBy().forEach(team -> summary.addTerminatedBy(team.domain()));
        Instant end = listed.standing().map(standing -> standing.end()).orElse(terms.until());
        summary.setEndsAtMs(end.toEpochMilli());
        listed.standing().ifPresent(standing -> {
            standing.suspendedBy().forEach(team -> summary.addSuspendedBy(team.domain()));
            standing.restrictions()
                    .forEach(restriction -> summary.addRestrictions(RestrictionSummary.newBuilder()
                            .setBy(restriction.by().domain())
                            .setNumber(restriction.number())));
        });
        reminders.stream()
                .filter(reminder -> reminder.agreement().equals(listed.id()) && reminder.version() == terms.version())
                .min((a, b) -> a.date().compareTo(b.date()))
                .ifPresent(
                        reminder -> summary.setReminder(reminder.what().text()).setReminderDays(reminder.days()));
        return summary.build();
    }

    private static DraftSummary summary(AgreementDrafts.Draft draft) {
        return DraftSummary.newBuilder()
                .setId(draft.id().hex())
                .setKind(draft.kind() == Statement.Kind.AGREEMENT ? "agreement" : "agreement-act")
                .setAgreement(draft.agreement().hex())
                .setPartner(draft.partner().domain())
                .setDocument(OperatorMessages.bytes(draft.document()))
                .setCreatedAtMs(draft.createdAt().toEpochMilli())
                .setCreatedBy(draft.createdBy())
                .addAllApprovedBy(draft.approvedBy())
                .setApprovalsOwed(draft.owed())
                .build();
    }

    private static Bytes id(String hex) {
        if (!hex.matches(ID)) {
            throw Answering.malformed("not an agreement's id");
        }
        return Bytes.ofHex(hex);
    }

    private static String draftId(String hex) {
        if (!hex.matches(DRAFT)) {
            throw Answering.malformed("not a draft's id");
        }
        return hex;
    }
}
