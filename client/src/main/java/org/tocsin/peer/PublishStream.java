package org.tocsin.peer;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.operator.v1.PublishRequest;
import org.tocsin.operator.v1.PublishResponse;
import org.tocsin.peer.Records.Document;
import org.tocsin.peer.Records.Outcome;

/// One stream of documents to the node. The sender waits while too much is unanswered; answers come in the order of the
/// documents, one at a time, on the channel's thread.
final class PublishStream implements ClientResponseObserver<PublishRequest, PublishResponse> {
    /// Documents without an answer, at most.
    static final int DOCUMENTS_IN_FLIGHT_MAX = 512;
    /// Bytes of documents without an answer, at most; a single document may be larger.
    static final long BYTES_IN_FLIGHT_MAX = 32L * 1024 * 1024;
    /// Bytes in one request.
    static final int PART_BYTES_MAX = 512 * 1024;

    private final BiConsumer<Document, Outcome> answers;

    /// Guards everything below; `changed` tells of an answer, of room in the transport, and of the end.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final Deque<Document> waiting = new ArrayDeque<>();
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

    /// Sends one document; returns when it is handed to the transport.
    void send(Document document) throws InterruptedException {
        reserve(document);
        Bytes content = document.content();
        int from = 0;
        do {
            int to = Math.min(from + PART_BYTES_MAX, content.length());
            var part = PublishRequest.newBuilder()
                    .setContent(UnsafeByteOperations.unsafeWrap(content.array(), from, to - from))
                    .setContinues(to < content.length());
            if (from == 0) {
                document.audience().stream().sorted().forEach(team -> part.addAudience(team.domain()));
                part.setSupersedes(document.supersedes());
            }
            awaitReady();
            call().onNext(part.build());
            from = to;
        } while (from < content.length());
    }

    /// Says that there are no more documents, and waits for the last answer.
    void finish() throws InterruptedException {
        call().onCompleted();
        lock.lockInterruptibly();
        try {
            while (!ended) {
                changed.await();
            }
            throwFault();
            if (!waiting.isEmpty()) {
                throw OperatorFault.broken("the node ended the stream before it answered everything");
            }
        } finally {
            lock.unlock();
        }
    }

    void cancel() {
        call().cancel("the caller gave up", null);
    }

    @Override
    public void onNext(PublishResponse response) {
        Document document;
        lock.lock();
        try {
            document = waiting.poll();
        } finally {
            lock.unlock();
        }
        if (document == null) {
            fail(OperatorFault.broken("the node answered a document that was not sent"));
            return;
        }
        try {
            answers.accept(document, OperatorMapping.outcome(response));
        } catch (RuntimeException failed) {
            fail(OperatorFault.of(failed));
            return;
        }
        lock.lock();
        try {
            waitingBytes -= document.content().length();
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

    private void reserve(Document document) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended
                    && !waiting.isEmpty()
                    && (waiting.size() >= DOCUMENTS_IN_FLIGHT_MAX
                            || waitingBytes + document.content().length() > BYTES_IN_FLIGHT_MAX)) {
                changed.await();
            }
            throwFault();
            waiting.add(document);
            waitingBytes += document.content().length();
        } finally {
            lock.unlock();
        }
    }

    private void awaitReady() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended && !call().isReady()) {
                changed.await();
            }
            throwFault();
        } finally {
            lock.unlock();
        }
    }

    private void throwFault() {
        if (fault != null) {
            throw fault;
        }
        if (ended && !waiting.isEmpty()) {
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
