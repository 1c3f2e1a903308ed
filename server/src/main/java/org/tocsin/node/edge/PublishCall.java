package org.tocsin.node.edge;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.node.acts.Act;
import org.tocsin.node.acts.LocalLedger;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.audit.AuditEvent;
import org.tocsin.node.directory.LedgerFaults;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.intake.Publication;
import org.tocsin.node.intake.PublishWork;
import org.tocsin.node.intake.Publishing;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.operator.v1.PublishConditions;
import org.tocsin.operator.v1.PublishRequest;
import org.tocsin.operator.v1.PublishResponse;
import org.tocsin.wire.AgreementActCodec;
import org.tocsin.wire.ConditionsCodec;
import org.tocsin.wire.WireException;

/// One stream of documents from an officer. Documents are prepared side by side, handed to the ledger in their order,
/// and
/// answered in their order when they are durable. The stream waits while too much of it is under way: that is what
/// holds the sender back.
///
/// Three threads: the call's own reads, one hands over, one answers.
final class PublishCall implements StreamObserver<PublishRequest> {
    /// Documents of one stream under way.
    static final int DOCUMENTS_MAX = 1_024;
    /// Documents of one request.
    static final int TOGETHER_MAX = 256;
    /// Bytes of documents under way, of all streams together, in KiB.
    static final int KIBIBYTES_MAX = 64 * 1024;
    /// Longer documents are cut here: enough for the reader to refuse them by its own limit.
    private static final int CONTENT_BYTES_MAX = 16 * 1024 * 1024 + 1;

    private final AtomicReference<@Nullable Act> act = OfficerInterceptor.ACT.get();
    private final LocalLedger local;
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
        /// The documents of a request, which are being prepared.
        record Preparing(List<Publication> publications, CompletableFuture<List<PublishWork>> prepared, int kibibytes)
                implements Step {}

        /// The documents of a request, whose outcomes are known or will be.
        record Deciding(List<CompletableFuture<List<Publication.Outcome>>> outcomes, int documents, int kibibytes)
                implements Step {}

        /// The caller has no more documents, or the call ends with this fault.
        record End(@Nullable Throwable fault) implements Step {}
    }

    PublishCall(
            OperatorParts parts,
            Semaphore kibibytes,
            String officer,
            ServerCallStreamObserver<PublishResponse> answers) {
        this.local = parts.local();
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
        PublishRequest head = first;
        boolean isFirst = head == null;
        if (head == null) {
            head = part;
            first = part;
        } else if (part.getAudienceCount() > 0 || !part.getSupersedes().isEmpty()) {
            end(Fault.of(Fault.Reason.PROTOCOL, "audience and supersedes stand in the first part only")
                    .exception());
            return;
        }
        boolean whole = isFirst && !part.getContinues();
        byte[] bytes = part.getContent().toByteArray();
        if (!whole) {
            content.write(bytes, 0, Math.min(bytes.length, CONTENT_BYTES_MAX - content.size()));
            if (part.getMoreCount() > 0) {
                end(malformed("further documents stand beside a whole one only"));
                return;
            }
        }
        if (part.getContinues()) {
            return;
        }
        Bytes document = Bytes.wrap(whole ? bytes : content.toByteArray());
        first = null;
        content = new ByteArrayOutputStream();
        try {
            List<Publication> publications = publications(head, document, part.getMoreList(), officer);
            note(publications.getFirst());
            take(publications);
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

    /// The approval that a release rests on is kept at home.
    private void note(Publication publication) {
        publication
                .releaseBy()
                .flatMap(Publication.ReleaseBy::approval)
                .ifPresent(approval -> local.noted(Objects.requireNonNull(act.get()), ReleaseEndpoint.said(approval)));
    }

    private void take(List<Publication> publications) throws InterruptedException {
        long bytes = 0;
        for (Publication publication : publications) {
            bytes += publication.content().length();
        }
        int size = Math.toIntExact(Math.clamp(bytes / 1024 + 1, 1, KIBIBYTES_MAX));
        documents.acquire(publications.size());
        kibibytes.acquire(size);
        // A new version looks at what was published before it, so it is prepared when that is durable.
        CompletableFuture<List<PublishWork>> prepared =
                publications.getFirst().supersedes().isPresent()
                        ? new CompletableFuture<>()
                        : CompletableFuture.supplyAsync(() -> publishing.prepare(publications), preparing);
        toSubmit.add(new Step.Preparing(publications, prepared, size));
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
                        List<CompletableFuture<List<Publication.Outcome>>> outcomes = submit(step, last);
                        last = outcomes.getLast();
                        toAnswer.add(
                                new Step.Deciding(outcomes, step.publications().size(), step.kibibytes()));
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
    private List<CompletableFuture<List<Publication.Outcome>>> submit(
            Step.Preparing step, CompletableFuture<?> before) {
        List<CompletableFuture<List<Publication.Outcome>>> outcomes = new ArrayList<>();
        try {
            boolean follows = step.publications().getFirst().supersedes().isPresent();
            if (follows) {
                settle(before);
            }
            CompletableFuture<?> last = before;
            List<PublishWork> works = follows
                    ? publishing.prepare(step.publications())
                    : step.prepared().join();
            for (PublishWork work : works) {
                submit(work, last);
                last = work.outcomes();
                outcomes.add(work.outcomes());
            }
        } catch (RuntimeException failed) {
            outcomes.add(CompletableFuture.failedFuture(failed));
        }
        return outcomes;
    }

    private void submit(PublishWork work, CompletableFuture<?> before) {
        try {
            hand(work);
        } catch (LedgerException full) {
            if (full.reason() != LedgerException.Reason.BUSY) {
                throw full;
            }
            settle(before);
            hand(work);
        }
    }

    /// In the name of the officer who calls.
    private void hand(PublishWork work) {
        LocalLedger.within(Objects.requireNonNull(act.get()), () -> publishing.submit(work));
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
        List<Publication.Outcome> outcomes = new ArrayList<>(step.documents());
        for (CompletableFuture<List<Publication.Outcome>> together : step.outcomes()) {
            try {
                outcomes.addAll(together.join());
            } catch (CompletionException failed) {
                close(LedgerFaults.of(failed).exception());
            }
        }
        for (Publication.Outcome outcome : outcomes) {
            switch (outcome) {
                case Publication.Outcome.Published done -> published++;
                case Publication.Outcome.Refused not -> refused++;
            }
        }
        if (!closed) {
            CrashPoint.PUBLISH_ANSWERED.pass();
            answers.onNext(OperatorMessages.outcomes(outcomes));
        }
        documents.release(step.documents());
        kibibytes.release(step.kibibytes());
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

    /// The documents of a request, in their order.
    private static Optional<OfficerApproval> approval(PublishRequest head) {
        return head.getApproval().isEmpty()
                ? Optional.empty()
                : Optional.of(Answering.wired(() -> AgreementActCodec.decodeApproval(
                        Bytes.wrap(head.getApproval().toByteArray()))));
    }

    private static List<Publication> publications(
            PublishRequest head, Bytes content, List<ByteString> more, String officer) {
        Set<Team> audience = new HashSet<>();
        for (String team : head.getAudienceList()) {
            if (!Team.isDomain(team)) {
                throw malformed("a team in the audience is not a domain name");
            }
            audience.add(new Team(team));
        }
        Optional<RecordId> supersedes = head.getSupersedes().isEmpty()
                ? Optional.empty()
                : Optional.of(RecordId.parse(head.getSupersedes())
                        .orElseThrow(() -> malformed("supersedes is not TEAM/EPOCH/HEX")));
        Conditions conditions = conditions(head.getConditions());
        Optional<Publication.ReleaseBy> by =
                Optional.of(new Publication.ReleaseBy(officer.substring(officer.lastIndexOf('/') + 1), approval(head)));
        if (more.isEmpty()) {
            return List.of(new Publication(content, audience, supersedes, conditions, by));
        }
        if (supersedes.isPresent()) {
            throw malformed("a document that supersedes stands alone in its request");
        }
        if (more.size() >= TOGETHER_MAX) {
            throw Fault.of(Fault.Reason.TOO_LARGE, "a request has at most " + TOGETHER_MAX + " documents")
                    .exception();
        }
        List<Publication> publications = new ArrayList<>(1 + more.size());
        publications.add(new Publication(content, audience, supersedes, conditions, by));
        for (ByteString document : more) {
            publications.add(new Publication(Bytes.wrap(document.toByteArray()), audience, supersedes, conditions, by));
        }
        return publications;
    }

    private static Conditions conditions(PublishConditions said) {
        try {
            return ConditionsCodec.model(said);
        } catch (WireException unreadable) {
            throw malformed(String.valueOf(unreadable.getMessage()));
        }
    }

    private static FaultException malformed(String what) {
        return Fault.of(Fault.Reason.MALFORMED, what).exception();
    }
}
