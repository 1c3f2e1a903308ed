package org.tocsin.node.edge;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.node.acts.Act;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.LedgerFaults;
import org.tocsin.node.directory.RedRelease.ReleaseDrafts.Draft;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.intake.Publication;
import org.tocsin.node.intake.PublishWork;
import org.tocsin.node.intake.Publishing.Sketch;
import org.tocsin.node.policy.FourEyes;
import org.tocsin.operator.v1.ApproveReleaseDraftRequest;
import org.tocsin.operator.v1.ApproveReleaseDraftResponse;
import org.tocsin.operator.v1.DiscardReleaseDraftRequest;
import org.tocsin.operator.v1.DiscardReleaseDraftResponse;
import org.tocsin.operator.v1.GetReleaseDraftRequest;
import org.tocsin.operator.v1.GetReleaseDraftResponse;
import org.tocsin.operator.v1.ListReleaseDraftsRequest;
import org.tocsin.operator.v1.ListReleaseDraftsResponse;
import org.tocsin.operator.v1.ReleaseDraft;
import org.tocsin.operator.v1.ReleaseServiceGrpc;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.trust.PeerIdentity;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.ConditionsCodec;

/// What is RED and waits for a second pair of eyes, for officers. Rule R-REL-10; threat T39.
final class ReleaseEndpoint extends ReleaseServiceGrpc.ReleaseServiceImplBase {
    private final OperatorParts parts;

    ReleaseEndpoint(OperatorParts parts) {
        this.parts = parts;
    }

    @Override
    public void listReleaseDrafts(ListReleaseDraftsRequest request, StreamObserver<ListReleaseDraftsResponse> answer) {
        Answering.answering(answer, () -> {
            var response = ListReleaseDraftsResponse.newBuilder();
            parts.publishing().red().drafts().all().forEach(draft -> response.addDrafts(summary(draft)));
            return response.build();
        });
    }

    @Override
    public void getReleaseDraft(GetReleaseDraftRequest request, StreamObserver<GetReleaseDraftResponse> answer) {
        Answering.answering(answer, () -> {
            Draft draft = parts.publishing().red().drafts().find(request.getDraft());
            return GetReleaseDraftResponse.newBuilder()
                    .setDraft(summary(draft))
                    .setContent(OperatorMessages.bytes(draft.wanted().content()))
                    .build();
        });
    }

    @Override
    public void approveReleaseDraft(
            ApproveReleaseDraftRequest request, StreamObserver<ApproveReleaseDraftResponse> answer) {
        PeerIdentity officer = Answering.officer();
        Act act = Objects.requireNonNull(OfficerInterceptor.ACT.get().get());
        Answering.answering(answer, () -> {
            OfficerApproval approval = Answering.wired(() -> AgreementActCodec.decodeApproval(
                    Bytes.wrap(request.getApproval().toByteArray())));
            Draft draft = parts.publishing().red().drafts().find(request.getDraft());
            if (!isBy(officer, approval)) {
                throw Fault.of(Reason.NOT_VERIFIED, "an approval of another officer")
                        .exception();
            }
            Publication.Outcome.Published published = state(Publication.of(draft, approval));
            parts.local().noted(act, said(approval));
            parts.audit()
                    .record(AuditEvent.of(AuditEvent.Kind.OFFICER_ACTED, officer.uri())
                            .with("act", "record approve")
                            .with("draft", draft.id().hex())
                            .with("publisher", draft.createdBy()));
            return ApproveReleaseDraftResponse.newBuilder()
                    .setRecord(OperatorMessages.published(published.record()))
                    .build();
        });
    }

    /// An approval, as the local ledger has it: enough to verify it beside the document and the certificate.
    static String said(OfficerApproval approval) {
        return "approval at " + approval.at() + ", certificate "
                + Sha256.of(approval.certificate()).hex() + ", signature "
                + approval.signature().hex();
    }

    /// Whose key it really is, is verified with the document; here only that nobody hands in another's.
    private static boolean isBy(PeerIdentity officer, OfficerApproval approval) {
        try {
            return OfficerApprovals.officer(approval).equals(officer.name());
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /// On the thread of the call: what it hands to the ledger is this call's act.
    private Publication.Outcome.Published state(Publication publication) {
        PublishWork work = parts.publishing().prepare(List.of(publication)).getFirst();
        List<Publication.Outcome> outcomes;
        try {
            parts.publishing().submit(work);
            outcomes = work.outcomes().join();
        } catch (CompletionException | org.tocsin.node.ledger.LedgerException failed) {
            throw LedgerFaults.of(failed).exception();
        }
        return switch (outcomes.getFirst()) {
            case Publication.Outcome.Published published -> published;
            case Publication.Outcome.Refused refused -> throw refused(refused).exception();
        };
    }

    private static Fault refused(Publication.Outcome.Refused refused) {
        var first = refused.reasons().getFirst();
        Reason reason = switch (first.rule()) {
            case FourEyes.REASON -> Reason.NOT_VERIFIED;
            case "NO_SUCH_DRAFT", "NO_SUCH_RECORD" -> Reason.NOT_FOUND;
            case "AUDIENCE_NOT_PINNED" -> Reason.NOT_PINNED;
            case "VERSION_CONFLICT" -> Reason.ALREADY_TAKEN;
            default -> Reason.MALFORMED;
        };
        return Fault.of(reason, first.rule() + ": " + first.text());
    }

    @Override
    public void discardReleaseDraft(
            DiscardReleaseDraftRequest request, StreamObserver<DiscardReleaseDraftResponse> answer) {
        PeerIdentity officer = Answering.officer();
        Answering.answering(answer, () -> {
            Draft draft = parts.publishing().red().drafts().discard(request.getDraft());
            parts.audit()
                    .record(AuditEvent.of(AuditEvent.Kind.OFFICER_ACTED, officer.uri())
                            .with("act", "record approve --discard")
                            .with("draft", draft.id().hex()));
            return DiscardReleaseDraftResponse.getDefaultInstance();
        });
    }

    private ReleaseDraft summary(Draft draft) {
        var wanted = draft.wanted();
        Sketch sketch = parts.publishing().sketch(draft);
        var message = ReleaseDraft.newBuilder()
                .setId(draft.id().hex())
                .addAllAudience(
                        wanted.audience().stream().map(Team::domain).sorted().toList())
                .setSummary(OperatorMessages.summary(sketch.record(), Optional.empty(), Optional.empty()))
                .setSupersedes(wanted.supersedes().isPresent())
                .setCreatedBy(draft.createdBy())
                .addAllMayApprove(parts.publishing().red().further(draft.createdBy()));
        if (!wanted.conditions().equals(Conditions.NONE)) {
            message.setConditions(ConditionsCodec.message(wanted.conditions()));
        }
        return message.build();
    }
}
