package org.tocsin.node.edge;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.LedgerFaults;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.Publication;
import org.tocsin.node.intake.Publishing;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.operator.v1.PublishRequest;
import org.tocsin.operator.v1.PublishResponse;

/// One stream of documents from an officer. Documents are prepared side by side, handed to the ledger in their order,
/// and
/// answered in their order when they are durable. The stream waits while too much of it is under way: that is what
/// holds
/// the sender back.
///
/// Three threads: the call's own reads, one hands over, one answers.
final class PublishCall implements StreamObserver<PublishRequest> {
    /// Documents of one stream under way.
    static final int DOCUMENTS_MAX = 1_024;
    /// Bytes of documents under way, of all streams together, in KiB.
    static final int KIBIBYTES_MAX = 64 * 1024;
    /// Longer documents are cut here: enough for the reader to refuse them by its own limit.
    private static final int CONTENT_BYTES_MAX = 16 * 1024 * 1024 + 1;

    private final Publishing publishing;
    private final Executor preparing;
    private final Semaphore kibibytes;
    private final Audit audit;
    private final String officer;
    private final ServerCallStreamObserver<PublishResponse> answers;
    private final Semaphore documents = new Semaphore(DOCUMENTS_MAX);
    private final BlockingQueue<Step> toSubmit = new LinkedBlockingQueue<>();
    private final BlockingQueue<Step> toAnswer = new LinkedBlockingQueue<>();

    /// Of the call's own thread: what has come of the document at hand.
    private @Nullable PublishRequest first;

    private ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean ended;

    /// Of the thread that answers.
    private int published;

    private int refused;
    private boolean closed;

    /// What passes through the queues, in the order of the documents.
    private sealed interface Step {
        /// A document that is being prepared.
        record Preparing(Publication publication, CompletableFuture<Publishing.Prepared> prepared, int kibibytes)
                implements Step {}

        /// A document whose outcome is known or will be.
        record Deciding(CompletableFuture<Publication.Outcome> outcome, int kibibytes) implements Step {}

        /// The caller has no more documents, or the call ends with this fault.
        record End(@Nullable Throwable fault) implements Step {}
    }

    PublishCall(
            OperatorParts parts,
            Semaphore kibibytes,
            String officer,
            ServerCallStreamObserver<PublishResponse> answers) {
        this.publishing = parts.publishing();
        this.preparing = parts.preparing();
        this.audit = parts.audit();
        this.kibibytes = kibibytes;
        this.officer = officer;
        this.answers = answers;
    }

    /// @param threads runs the two loops; a thread each
    PublishCall begin(Executor threads) {
        answers.setOnCancelHandler(() ->
                end(Fault.of(Fault.Reason.PROTOCOL, "the caller went away").exception()));
        answers.setOnCloseHandler(() -> end(null));
        threads.execute(this::submitAll);
        threads.execute(this::answerAll);
        return this;
    }

    @Override
    public void onNext(PublishRequest part) {
        if (ended) {
            return;
        }
        if (first == null) {
            first = part;
        } else if (part.getAudienceCount() > 0 || !part.getSupersedes().isEmpty()) {
            end(Fault.of(Fault.Reason.PROTOCOL, "audience and supersedes stand in the first part only")
                    .exception());
            return;
        }
        byte[] bytes = part.getContent().toByteArray();
        content.write(bytes, 0, Math.min(bytes.length, CONTENT_BYTES_MAX - content.size()));
        if (part.getContinues()) {
            return;
        }
        PublishRequest head = first;
        Bytes document = Bytes.wrap(content.toByteArray());
        first = null;
        content = new ByteArrayOutputStream();
        try {
            take(publication(head, document));
        } catch (FaultException malformed) {
            end(malformed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            end(Fault.of(Fault.Reason.DRAINING, "the node is stopping").exception());
        }
    }

    @Override
    public void onError(Throwable cancelled) {
        end(Fault.of(Fault.Reason.PROTOCOL, "the caller went away").exception());
    }

    @Override
    public void onCompleted() {
        end(
                first == null
                        ? null
                        : Fault.of(Fault.Reason.PROTOCOL, "the last document is not whole")
                                .exception());
    }

    private void take(Publication publication) throws InterruptedException {
        int size = Math.clamp(publication.content().length() / 1024 + 1, 1, KIBIBYTES_MAX);
        documents.acquire();
        kibibytes.acquire(size);
        // A new version looks at what was published before it, so it is prepared when that is durable.
        CompletableFuture<Publishing.Prepared> prepared =
                publication.supersedes().isPresent()
                        ? new CompletableFuture<>()
                        : CompletableFuture.supplyAsync(() -> publishing.prepare(publication), preparing);
        toSubmit.add(new Step.Preparing(publication, prepared, size));
    }

    private void end(@Nullable Throwable fault) {
        if (!ended) {
            ended = true;
            toSubmit.add(new Step.End(fault));
        }
    }

    private void submitAll() {
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        try {
            while (true) {
                switch (toSubmit.take()) {
                    case Step.End end -> {
                        toAnswer.add(end);
                        return;
                    }
                    case Step.Preparing step -> {
                        Step.Deciding deciding = new Step.Deciding(submit(step, last), step.kibibytes());
                        last = deciding.outcome();
                        toAnswer.add(deciding);
                    }
                    case Step.Deciding early -> throw new IllegalStateException("not prepared yet");
                }
            }
        } catch (InterruptedException stopping) {
            toAnswer.add(new Step.End(
                    Fault.of(Fault.Reason.DRAINING, "the node is stopping").exception()));
        }
    }

    /// @param before what was handed over last: waited for where the ledger is full, or where it must be durable first
    private CompletableFuture<Publication.Outcome> submit(Step.Preparing step, CompletableFuture<?> before) {
        try {
            boolean follows = step.publication().supersedes().isPresent();
            if (follows) {
                settle(before);
            }
            Publishing.Prepared prepared = follows
                    ? publishing.prepare(step.publication())
                    : step.prepared().join();
            return switch (prepared) {
                case Publishing.Prepared.Refused refused -> CompletableFuture.completedFuture(refused.outcome());
                case Publishing.Prepared.Ready ready -> {
                    submit(ready, before);
                    yield ready.work().outcome();
                }
            };
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    private void submit(Publishing.Prepared.Ready ready, CompletableFuture<?> before) {
        try {
            publishing.submit(ready.work());
        } catch (LedgerException full) {
            if (full.reason() != LedgerException.Reason.BUSY) {
                throw full;
            }
            settle(before);
            publishing.submit(ready.work());
        }
    }

    /// Waits until it is done, well or not.
    private static void settle(CompletableFuture<?> before) {
        before.handle((outcome, failure) -> true).join();
    }

    private void answerAll() {
        try {
            while (true) {
                switch (toAnswer.take()) {
                    case Step.Deciding step -> answer(step);
                    case Step.End end -> {
                        finish(end.fault());
                        return;
                    }
                    case Step.Preparing early -> throw new IllegalStateException("not handed over");
                }
            }
        } catch (InterruptedException stopping) {
            finish(Fault.of(Fault.Reason.DRAINING, "the node is stopping").exception());
        }
    }

    /// After a fault nothing more is answered, but everything that is under way is waited for and counted.
    private void answer(Step.Deciding step) {
        try {
            Publication.Outcome outcome = step.outcome().join();
            switch (outcome) {
                case Publication.Outcome.Published done -> published++;
                case Publication.Outcome.Refused not -> refused++;
            }
            if (!closed) {
                answers.onNext(OperatorMessages.outcome(outcome));
                CrashPoint.PUBLISH_ANSWERED.pass();
            }
        } catch (CompletionException failed) {
            close(LedgerFaults.of(failed).exception());
        } finally {
            documents.release();
            kibibytes.release(step.kibibytes());
        }
    }

    private void finish(@Nullable Throwable fault) {
        audit.record(AuditEvent.of(AuditEvent.Kind.OFFICER_ACTED, officer)
                .with("act", "publish")
                .with("published", published)
                .with("refused", refused));
        if (fault != null) {
            close(fault);
        } else if (!closed) {
            closed = true;
            answers.onCompleted();
        }
    }

    private void close(Throwable fault) {
        if (!closed) {
            closed = true;
            answers.onError(Statuses.of(fault));
        }
    }

    private static Publication publication(PublishRequest head, Bytes content) {
        Set<Team> audience = new HashSet<>();
        for (String team : head.getAudienceList()) {
            if (!Team.isDomain(team)) {
                throw Fault.of(Fault.Reason.MALFORMED, "a team in the audience is not a domain name")
                        .exception();
            }
            audience.add(new Team(team));
        }
        Optional<RecordId> supersedes = head.getSupersedes().isEmpty()
                ? Optional.empty()
                : Optional.of(RecordId.parse(head.getSupersedes())
                        .orElseThrow(() -> Fault.of(Fault.Reason.MALFORMED, "supersedes is not TEAM/EPOCH/HEX")
                                .exception()));
        return new Publication(content, audience, supersedes);
    }
}
