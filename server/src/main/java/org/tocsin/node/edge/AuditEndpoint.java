package org.tocsin.node.edge;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.tocsin.node.acts.LocalLedger;
import org.tocsin.operator.v1.ActEntry;
import org.tocsin.operator.v1.AuditServiceGrpc;
import org.tocsin.operator.v1.ListActsRequest;
import org.tocsin.operator.v1.ListActsResponse;

/// The service by which the team's auditors read the local ledger. Runs on threads that may block.
final class AuditEndpoint extends AuditServiceGrpc.AuditServiceImplBase {
    static final int PAGE_MAX = 500;

    private final LocalLedger local;

    AuditEndpoint(LocalLedger local) {
        this.local = local;
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
