package org.tocsin.peer;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import org.tocsin.operator.v1.AuditServiceGrpc;
import org.tocsin.operator.v1.VerifyNodeRequest;
import org.tocsin.operator.v1.VerifyNodeResponse;
import org.tocsin.operator.v1.VerifySum;

/// A checkup of the team's own node while it runs. Every failure is an `OperatorFault`.
final class VerifyLine {
    private final Channel channel;

    VerifyLine(Channel channel) {
        this.channel = channel;
    }

    /// Looks at everything; takes as long as it takes.
    Insight.Sum verify(Insight.Hearing hearing) {
        try {
            VerifySum sum = VerifySum.getDefaultInstance();
            var answers = AuditServiceGrpc.newBlockingStub(channel).verifyNode(VerifyNodeRequest.getDefaultInstance());
            while (answers.hasNext()) {
                VerifyNodeResponse answer = answers.next();
                switch (answer.getKindCase()) {
                    case PROGRESS -> {
                        var progress = answer.getProgress();
                        hearing.progress(progress.getPart(), progress.getDone(), progress.getTotal());
                    }
                    case FINDING -> {
                        var found = answer.getFinding();
                        hearing.finding(new Insight.Finding(
                                found.getPart(), found.getWhere(), found.getWhat(), found.getRemedy()));
                    }
                    case SUM -> sum = answer.getSum();
                    case KIND_NOT_SET -> {
                        // A newer node says more than this command knows.
                    }
                }
            }
            return new Insight.Sum(sum.getEntries(), sum.getContents(), sum.getErased(), sum.getEvidence());
        } catch (StatusRuntimeException refused) {
            throw OperatorFault.of(refused);
        }
    }
}
