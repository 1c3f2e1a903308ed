package org.tocsin.peer;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.operator.v1.ApproveReleaseDraftRequest;
import org.tocsin.operator.v1.DiscardReleaseDraftRequest;
import org.tocsin.operator.v1.GetReleaseDraftRequest;
import org.tocsin.operator.v1.ListReleaseDraftsRequest;
import org.tocsin.operator.v1.ReleaseServiceGrpc;
import org.tocsin.wire.AgreementActCodec;

/// What is RED and waits for a further officer, over the line to the own team's node. Every failure is an
/// `OperatorFault`.
public final class ReleaseLine {
    private final Channel channel;

    ReleaseLine(Channel channel) {
        this.channel = channel;
    }

    /// A draft with its document.
    public record Opened(Records.Waiting draft, Bytes content) {}

    /// All drafts, the oldest first.
    public List<Records.Waiting> all() {
        return call(() -> blocking().listReleaseDrafts(ListReleaseDraftsRequest.getDefaultInstance()))
                .getDraftsList()
                .stream()
                .map(OperatorMapping::waiting)
                .toList();
    }

    /// @param id the draft's id, or 8 and more digits of it
    public Opened open(String id) {
        var response = call(() -> blocking()
                .getReleaseDraft(
                        GetReleaseDraftRequest.newBuilder().setDraft(id).build()));
        return new Opened(
                OperatorMapping.waiting(response.getDraft()),
                Bytes.wrap(response.getContent().toByteArray()));
    }

    /// Approves a draft, and states it.
    public Records.Outcome.Published approve(String id, OfficerApproval approval) {
        var request = ApproveReleaseDraftRequest.newBuilder()
                .setDraft(id)
                .setApproval(UnsafeByteOperations.unsafeWrap(
                        AgreementActCodec.encode(approval).array()))
                .build();
        return OperatorMapping.published(
                call(() -> blocking().approveReleaseDraft(request)).getRecord());
    }

    public void discard(String id) {
        call(() -> blocking()
                .discardReleaseDraft(
                        DiscardReleaseDraftRequest.newBuilder().setDraft(id).build()));
    }

    private ReleaseServiceGrpc.ReleaseServiceBlockingStub blocking() {
        return ReleaseServiceGrpc.newBlockingStub(channel)
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
