package org.tocsin.node.edge;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.tocsin.node.acts.LocalLedger;
import org.tocsin.node.checkup.Checkup;
import org.tocsin.node.checkup.Finding;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.operator.v1.ActEntry;
import org.tocsin.operator.v1.AuditServiceGrpc;
import org.tocsin.operator.v1.ListActsRequest;
import org.tocsin.operator.v1.ListActsResponse;
import org.tocsin.operator.v1.VerifyFinding;
import org.tocsin.operator.v1.VerifyNodeRequest;
import org.tocsin.operator.v1.VerifyNodeResponse;
import org.tocsin.operator.v1.VerifyProgress;
import org.tocsin.operator.v1.VerifySum;

/// The service by which the team's auditors read the local ledger. Runs on threads that may block.
final class AuditEndpoint extends AuditServiceGrpc.AuditServiceImplBase {
    static final int PAGE_MAX = 500;

    private final LocalLedger local;
    private final Checkup.Run checkup;
    /// A checkup reads everything there is: one at a time.
    private final Semaphore one = new Semaphore(1);

    AuditEndpoint(LocalLedger local, Checkup.Run checkup) {
        this.local = local;
        this.checkup = checkup;
    }

    @Override
    public void verifyNode(VerifyNodeRequest request, StreamObserver<VerifyNodeResponse> answers) {
        if (!one.tryAcquire()) {
            answers.onError(Statuses.of(
                    new FaultException(Fault.of(Fault.Reason.TOO_MANY, "a checkup of this node is under way"))));
            return;
        }
        try {
            Telling telling = new Telling((ServerCallStreamObserver<VerifyNodeResponse>) answers);
            Checkup.Result result = checkup.run(telling);
            result.findings()
                    .forEach(finding -> answers.onNext(VerifyNodeResponse.newBuilder()
                            .setFinding(VerifyFinding.newBuilder()
                                    .setPart(finding.part().words())
                                    .setWhere(finding.where())
                                    .setWhat(finding.what())
                                    .setRemedy(finding.remedy()))
                            .build()));
            answers.onNext(VerifyNodeResponse.newBuilder()
                    .setSum(VerifySum.newBuilder()
                            .setEntries(result.entries())
                            .setContents(result.contents())
                            .setErased(result.erased())
                            .setEvidence(result.evidence()))
                    .build());
            answers.onCompleted();
        } catch (RuntimeException thrown) {
            answers.onError(Statuses.of(thrown));
        } finally {
            one.release();
        }
    }

    /// Tells how far a checkup is, a hundred times a part at most, and ends it once nobody listens.
    private static final class Telling implements Checkup.Watching {
        private final ServerCallStreamObserver<VerifyNodeResponse> answers;
        private Finding.@Nullable Part part;
        private long next;

        Telling(ServerCallStreamObserver<VerifyNodeResponse> answers) {
            this.answers = answers;
            // Asked for instead: a call that is given up is not a bug.
            answers.setOnCancelHandler(() -> {});
        }

        @Override
        public void at(Finding.Part now, long done, long total) {
            if (answers.isCancelled()) {
                throw new FaultException(Fault.of(Fault.Reason.DRAINING, "nobody listens any more"));
            }
            if (now == part && done < next && done < total) {
                return;
            }
            next = now == part ? done + Math.max(1, total / 100) : 0;
            part = now;
            answers.onNext(VerifyNodeResponse.newBuilder()
                    .setProgress(VerifyProgress.newBuilder()
                            .setPart(now.words())
                            .setDone(done)
                            .setTotal(total))
                    .build());
        }
    }

    @Override
    public void listActs(ListActsRequest request, StreamObserver<ListActsResponse> answers) {
        try {
            if (request.getFromIndex() < 0) {
                throw Answering.malformed("from_index is not negative");
            }
            var out = (ServerCallStreamObserver<ListActsResponse>) answers;
            var ready = new Semaphore(0);
            out.setOnReadyHandler(ready::release);
            out.setOnCancelHandler(ready::release);
            // The call's own thread must be free, to be told that the line has room.
            Thread.ofVirtual().name("audit-stream").start(() -> send(request.getFromIndex(), out, ready));
        } catch (RuntimeException thrown) {
            answers.onError(Statuses.of(thrown));
        }
    }

    private void send(long from, ServerCallStreamObserver<ListActsResponse> answers, Semaphore ready) {
        try {
            pages(from, answers, ready);
        } catch (RuntimeException thrown) {
            answers.onError(Statuses.of(thrown));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void pages(long from, ServerCallStreamObserver<ListActsResponse> answers, Semaphore ready)
            throws InterruptedException {
        LocalLedger.Signed head = local.signed();
        long next = from;
        while (next < head.size() && !answers.isCancelled()) {
            List<LocalLedger.Held> page = local.page(next, head.size(), PAGE_MAX);
            if (page.isEmpty()) {
                break;
            }
            var part = ListActsResponse.newBuilder();
            page.forEach(held -> part.addEntries(ActEntry.newBuilder()
                    .setIndex(held.index())
                    .setEntry(UnsafeByteOperations.unsafeWrap(held.entry().array()))
                    .setRoot(OperatorMessages.bytes(held.root()))));
            while (!answers.isReady() && !answers.isCancelled()) {
                ready.acquire();
            }
            answers.onNext(part.build());
            next = page.getLast().index() + 1;
        }
        if (answers.isCancelled()) {
            return;
        }
        answers.onNext(ListActsResponse.newBuilder()
                .setCheckpoint(UnsafeByteOperations.unsafeWrap(head.checkpoint().array()))
                .build());
        answers.onCompleted();
    }
}
