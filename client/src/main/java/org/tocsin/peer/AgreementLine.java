package org.tocsin.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.agreement.AgreementAct;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.operator.v1.AgreementServiceGrpc;
import org.tocsin.operator.v1.ApproveDraftRequest;
import org.tocsin.operator.v1.DiscardDraftRequest;
import org.tocsin.operator.v1.DraftStatementRequest;
import org.tocsin.operator.v1.DraftSummary;
import org.tocsin.operator.v1.ListStandingsRequest;
import org.tocsin.operator.v1.StandingSummary;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.WireException;

/// What an officer states about agreements, over the line to the own team's node. Every failure is an `OperatorFault`.
public final class AgreementLine {
    private final Channel channel;

    AgreementLine(Channel channel) {
        this.channel = channel;
    }

    /// A statement that waits for approvals. `document` is what officers approve.
    ///
    /// @param kind agreement or agreement-act
    public record Draft(
            String id,
            String kind,
            String agreement,
            String partner,
            Bytes document,
            Instant createdAt,
            String createdBy,
            List<String> approvedBy,
            int owed) {
        public Draft {
            approvedBy = List.copyOf(approvedBy);
        }
    }

    /// What came of an approval.
    ///
    /// @param stated whether it is stated; else more officers must approve
    /// @param file the agreement with all signatures, if one was stated
    public record Approved(Draft draft, boolean stated, Optional<AgreementCodec.Signed> file) {}

    /// A version of an agreement, and how it stands.
    public record Standing(
            String agreement,
            Bytes terms,
            String partner,
            String state,
            String signedBy,
            List<String> suspendedBy,
            List<Restriction> restrictions,
            Instant endsAt,
            String reminder,
            int reminderDays,
            List<String> terminatedBy) {
        public Standing {
            terminatedBy = List.copyOf(terminatedBy);
            suspendedBy = List.copyOf(suspendedBy);
            restrictions = List.copyOf(restrictions);
        }
    }

    public record Restriction(String by, int number) {}

    /// Everything there is.
    ///
    /// @param now the node's clock
    public record Standings(List<Standing> standings, List<Draft> drafts, Instant now) {
        public Standings {
            standings = List.copyOf(standings);
            drafts = List.copyOf(drafts);
        }
    }

    /// Drafts our signature under new terms.
    public Draft propose(Bytes terms) {
        return draft(DraftStatementRequest.newBuilder().setTerms(string(terms)).build());
    }

    /// Drafts our signature under what the partner proposed last.
    ///
    /// @param id the agreement's, 32 hex digits
    public Draft countersign(String id) {
        return draft(DraftStatementRequest.newBuilder().setCountersign(id).build());
    }

    /// Drafts our signature under the terms of a file that the partner signed.
    public Draft countersign(AgreementCodec.Signed file) {
        return draft(DraftStatementRequest.newBuilder()
                .setFile(AgreementCodec.message(file))
                .build());
    }

    /// Drafts an act; its number, instant and recipient are the node's to give.
    ///
    /// @param versionThatCounts about the version that both signed, not the act's
    public Draft act(AgreementAct act, boolean versionThatCounts) {
        return draft(DraftStatementRequest.newBuilder()
                .setAct(string(AgreementActCodec.encode(act)))
                .setVersionThatCounts(versionThatCounts)
                .build());
    }

    /// A draft that waits, by its id or 8 and more digits of it.
    public Draft waiting(String id) {
        return draft(DraftStatementRequest.newBuilder().setDraft(id).build());
    }

    private Draft draft(DraftStatementRequest request) {
        return draft(call(() -> blocking().draftStatement(request)).getDraft());
    }

    public Approved approve(Draft draft, OfficerApproval approval) {
        var request = ApproveDraftRequest.newBuilder()
                .setDraft(draft.id())
                .setApproval(string(AgreementActCodec.encode(approval)))
                .build();
        var response = call(() -> blocking().approveDraft(request));
        try {
            return new Approved(
                    draft(response.getDraft()),
                    response.getStated(),
                    response.hasFile() ? Optional.of(AgreementCodec.model(response.getFile())) : Optional.empty());
        } catch (WireException unfit) {
            throw OperatorFault.broken("the node's answer does not fit this version: " + unfit.getMessage());
        }
    }

    public void discard(String id) {
        call(() -> blocking()
                .discardDraft(DiscardDraftRequest.newBuilder().setDraft(id).build()));
    }

    public Standings standings() {
        var response = call(() -> blocking().listStandings(ListStandingsRequest.getDefaultInstance()));
        return new Standings(
                response.getStandingsList().stream()
                        .map(AgreementLine::standing)
                        .toList(),
                response.getDraftsList().stream().map(AgreementLine::draft).toList(),
                Instant.ofEpochMilli(response.getNowMs()));
    }

    private static Standing standing(StandingSummary summary) {
        return new Standing(
                summary.getAgreement(),
                Bytes.wrap(summary.getTerms().toByteArray()),
                summary.getPartner(),
                summary.getState(),
                summary.getSignedBy(),
                summary.getSuspendedByList(),
                summary.getRestrictionsList().stream()
                        .map(restriction -> new Restriction(restriction.getBy(), restriction.getNumber()))
                        .toList(),
                Instant.ofEpochMilli(summary.getEndsAtMs()),
                summary.getReminder(),
                summary.getReminderDays(),
                summary.getTerminatedByList());
    }

    private static Draft draft(DraftSummary summary) {
        return new Draft(
                summary.getId(),
                summary.getKind(),
                summary.getAgreement(),
                summary.getPartner(),
                Bytes.wrap(summary.getDocument().toByteArray()),
                Instant.ofEpochMilli(summary.getCreatedAtMs()),
                summary.getCreatedBy(),
                summary.getApprovedByList(),
                summary.getApprovalsOwed());
    }

    private static ByteString string(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    private AgreementServiceGrpc.AgreementServiceBlockingStub blocking() {
        return AgreementServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(OperatorClient.CALL_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw OperatorFault.of(failed);
        }
    }
}
