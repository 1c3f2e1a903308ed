package org.tocsin.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.operator.v1.PublishRequest;
import org.tocsin.operator.v1.PublishResponse;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;
import org.tocsin.wire.ConditionsCodec;

/// One stream of documents to the node. The sender waits while too much is unanswered; answers come in the order of the
/// documents, one at a time, on the channel's thread.
///
/// Small documents travel together: one goes at once if nothing is under way, and what comes while something is waits
/// until a request is full or nothing is under way any more. So nobody waits for a timer, and many cost little each.
final class PublishStream implements ClientResponseObserver<PublishRequest, PublishResponse> {
    /// Documents without an answer, at most.
    static final int DOCUMENTS_IN_FLIGHT_MAX = 1_024;
    /// Bytes of documents without an answer, at most; a single document may be larger.
    static final long BYTES_IN_FLIGHT_MAX = 32L * 1024 * 1024;
    /// Bytes of one document in one request.
    static final int PART_BYTES_MAX = 512 * 1024;
    /// Documents that travel together, at most.
    static final int TOGETHER_MAX = 64;
    /// Bytes of documents that travel together, at most; a document beyond has a request of its own.
    static final int TOGETHER_BYTES_MAX = 256 * 1024;

    private final BiConsumer<Document, Outcome> answers;

    /// Guards everything below and sending; `changed` tells of an answer, of room in the transport, and of the end.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    /// What each request without an answer holds, in their order.
    private final Deque<List<Document>> asked = new ArrayDeque<>();
    /// What is to travel together, and has not left.
    private List<Document> gathered = new ArrayList<>();

    private long gatheredBytes;
    private int waiting;
    private long waitingBytes;
    private boolean ended;
    private @Nullable OperatorFault fault;
    private @Nullable ClientCallStreamObserver<PublishRequest> call;

    PublishStream(BiConsumer<Document, Outcome> answers) {
        this.answers = answers;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<PublishRequest> stream) {
        call = stream;
        stream.setOnReadyHandler(this::signal);
    }

    /// Takes one document; returns when it is on its way or gathered.
    void send(Document document) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitRoom(document);
            int length = document.content().length();
            boolean alone =
                    length > TOGETHER_BYTES_MAX || !document.supersedes().isEmpty();
            if (alone || gatheredBytes + length > TOGETHER_BYTES_MAX || !alike(document)) {
                flush();
            }
            waiting++;
            waitingBytes += length;
            if (alone) {
                sendAlone(document);
                return;
            }
            gathered.add(document);
            gatheredBytes += length;
            if (gathered.size() == TOGETHER_MAX || asked.isEmpty()) {
                flush();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether a document can travel with those gathered: for the same audience, to be handled in the same way.
    private boolean alike(Document document) {
        return gathered.isEmpty()
                || (gathered.getFirst().audience().equals(document.audience())
                        && gathered.getFirst().conditions().equals(document.conditions())
                        && gathered.getFirst().approval().equals(document.approval()));
    }

    /// Sends what was gathered, when the transport takes it. While it waits, an answer may have sent it.
    private void flush() throws InterruptedException {
        if (!gathered.isEmpty()) {
            awaitReady();
            flushNow();
        }
    }

    private void flushNow() {
        if (gathered.isEmpty()) {
            return;
        }
        var request = PublishRequest.newBuilder();
        named(request, gathered.getFirst());
        request.setContent(content(gathered.getFirst()));
        gathered.stream().skip(1).map(PublishStream::content).forEach(request::addMore);
        asked.add(gathered);
        gathered = new ArrayList<>();
        gatheredBytes = 0;
        call().onNext(request.build());
    }

    private static ByteString content(Document document) {
        return UnsafeByteOperations.unsafeWrap(document.content().array());
    }

    private void sendAlone(Document document) throws InterruptedException {
        asked.add(List.of(document));
        Bytes content = document.content();
        int from = 0;
        do {
            int to = Math.min(from + PART_BYTES_MAX, content.length());
            var part = PublishRequest.newBuilder()
                    .setContent(UnsafeByteOperations.unsafeWrap(content.array(), from, to - from))
                    .setContinues(to < content.length());
            if (from == 0) {
                named(part, document).setSupersedes(document.supersedes());
            }
            awaitReady();
            call().onNext(part.build());
            from = to;
        } while (from < content.length());
    }

    private static PublishRequest.Builder named(PublishRequest.Builder request, Document document) {
        document.audience().stream().sorted().forEach(team -> request.addAudience(team.domain()));
        if (!document.conditions().equals(Conditions.NONE)) {
            request.setConditions(ConditionsCodec.message(document.conditions()));
        }
        document.approval()
                .ifPresent(approval -> request.setApproval(UnsafeByteOperations.unsafeWrap(approval.array())));
        return request;
    }

    /// Says that there are no more documents, and waits for the last answer.
    void finish() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            flush();
            if (!ended) {
                call().onCompleted();
            }
            while (!ended) {
                changed.await();
            }
            throwFault();
        } finally {
            lock.unlock();
        }
    }

    void cancel() {
        call().cancel("the caller gave up", null);
    }

    @Override
    public void onNext(PublishResponse response) {
        List<Document> documents;
        lock.lock();
        try {
            documents = asked.poll();
        } finally {
            lock.unlock();
        }
        if (documents == null || documents.size() != 1 + response.getMoreCount()) {
            fail(OperatorFault.broken("the node answered other documents than were sent"));
            return;
        }
        try {
            List<Outcome> outcomes = OperatorMapping.outcomes(response);
            for (int i = 0; i < outcomes.size(); i++) {
                answers.accept(documents.get(i), outcomes.get(i));
            }
        } catch (RuntimeException failed) {
            fail(OperatorFault.of(failed));
            return;
        }
        answered(documents);
    }

    private void answered(List<Document> documents) {
        lock.lock();
        try {
            waiting -= documents.size();
            for (Document document : documents) {
                waitingBytes -= document.content().length();
            }
            if (asked.isEmpty() && !ended) {
                flushNow();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(OperatorFault.of(failure));
    }

    @Override
    public void onCompleted() {
        end(null);
    }

    private void awaitRoom(Document document) throws InterruptedException {
        while (!ended
                && waiting > 0
                && (waiting >= DOCUMENTS_IN_FLIGHT_MAX
                        || waitingBytes + document.content().length() > BYTES_IN_FLIGHT_MAX)) {
            changed.await();
        }
        throwFault();
    }

    private void awaitReady() throws InterruptedException {
        while (!ended && !call().isReady()) {
            changed.await();
        }
        throwFault();
    }

    private void throwFault() {
        if (fault != null) {
            throw fault;
        }
        if (ended && waiting > 0) {
            throw OperatorFault.broken("the node ended the stream before it answered everything");
        }
    }

    private void fail(OperatorFault failure) {
        call().cancel("answer not usable", failure);
        end(failure);
    }

    private void end(@Nullable OperatorFault failure) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                fault = failure;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ClientCallStreamObserver<PublishRequest> call() {
        if (call == null) {
            throw new IllegalStateException("the stream has not started");
        }
        return call;
    }
}
