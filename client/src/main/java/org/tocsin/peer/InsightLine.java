package org.tocsin.peer;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tocsin.operator.v1.InsightServiceGrpc;
import org.tocsin.operator.v1.ListSharedRequest;

/// What an officer asks of the own team's node to understand it: why, and what went out. Every failure is an
/// `OperatorFault`.
public final class InsightLine {
    private final Channel channel;

    InsightLine(Channel channel) {
        this.channel = channel;
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
