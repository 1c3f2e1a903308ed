package org.tocsin.peer;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.operator.v1.GetExplanationRequest;
import org.tocsin.operator.v1.GetLaneExplanationRequest;
import org.tocsin.operator.v1.GetPreviewRequest;
import org.tocsin.operator.v1.InsightServiceGrpc;
import org.tocsin.operator.v1.ListRefusalsRequest;
import org.tocsin.operator.v1.ListSharedRequest;

/// What an officer asks of the own team's node to understand it: why, and what went out. Every failure is an
/// `OperatorFault`.
public final class InsightLine {
    private final Channel channel;

    InsightLine(Channel channel) {
        this.channel = channel;
    }

    /// A checkup of the whole node, while it runs; takes as long as it takes.
    public Insight.Sum verify(Insight.Hearing hearing) {
        return new VerifyLine(channel).verify(hearing);
    }

    /// A page of what was released to a partner.
    ///
    /// @param token of the page before; empty: the first page
    public Insight.SharedPage shared(Insight.SharedQuestion question, String token) {
        var request = ListSharedRequest.newBuilder()
                .setPartner(question.partner())
                .setAgreementId(question.agreementId())
                .setFromMs(question.from().toEpochMilli())
                .setUntilMs(question.until().map(Instant::toEpochMilli).orElse(0L))
                .setWithEvidence(question.withEvidence())
                .setPageToken(token)
                .build();
        return InsightMapping.page(call(() -> blocking().listShared(request)));
    }

    /// Why an own record goes to a team or not; of another team's record, why it is taken in or not.
    ///
    /// @param record as in `OperatorClient.record`
    /// @param version 0: the newest
    /// @param to empty: another team's record
    public Insight.Explanation explain(String record, int version, Optional<Team> to) {
        var request = GetExplanationRequest.newBuilder()
                .setRecord(record)
                .setVersion(version)
                .setTo(to.map(Team::domain).orElse(""))
                .build();
        return InsightMapping.explanation(call(() -> blocking().getExplanation(request)));
    }

    /// What the node refused of a team's, the newest first.
    ///
    /// @param leaf only statements whose leaf hash begins with these hex digits; empty: all
    public List<Insight.Refused> refusals(Team from, String leaf, int most) {
        var request = ListRefusalsRequest.newBuilder()
                .setFromTeam(from.domain())
                .setLeaf(leaf)
                .setMost(most)
                .build();
        return call(() -> blocking().listRefusals(request)).getRefusalsList().stream()
                .map(InsightMapping::refused)
                .toList();
    }

    /// How it stands with a partner since an instant, or since its last receipt.
    public Insight.LaneExplanation explainLane(Team partner, Optional<Instant> since) {
        var request = GetLaneExplanationRequest.newBuilder()
                .setPartner(partner.domain())
                .setSinceMs(since.map(Instant::toEpochMilli).orElse(0L))
                .build();
        return InsightMapping.lane(partner.domain(), call(() -> blocking().getLaneExplanation(request)));
    }

    /// What terms, given as their exact bytes, would have done in the last days.
    public Insight.Preview preview(Bytes terms, int days) {
        var request = GetPreviewRequest.newBuilder()
                .setTerms(UnsafeByteOperations.unsafeWrap(terms.array()))
                .setDays(days)
                .build();
        return InsightMapping.preview(call(() -> blocking().getPreview(request)));
    }

    private InsightServiceGrpc.InsightServiceBlockingStub blocking() {
        return InsightServiceGrpc.newBlockingStub(channel)
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
