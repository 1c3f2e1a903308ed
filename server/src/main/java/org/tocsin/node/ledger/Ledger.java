package org.tocsin.node.ledger;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.FaultException;
import org.tocsin.node.ledger.LedgerException.Reason;
import org.tocsin.node.store.StoreException;
import org.tocsin.proof.CheckpointSigner;

/// One team's own ledger, to append to. Works wait in bounded lines, one for each origin; one thread takes what waits,
/// of
/// every origin in turn, up to half a mebibyte, and commits it as one: run the works, append their statements, sign the
/// new head, write everything in one durable
/// transaction, move the high-water mark, and only then publish the head and tell the works. Nothing signed leaves
/// before (rule R-LED-5).
///
/// A work that throws fails alone. A failure of the disk or of the commit ends the ledger for this process: after a
/// failed
/// sync nobody knows what is durable, and the next start finds out.
public final class Ledger implements AutoCloseable {
    /// Bytes of statements and contents in a commit, unless the work whose turn it is takes more than half of them:
    /// bounds
    /// the wait in front of an emergency.
    public static final int COMMIT_BYTES_MAX = 512 * 1024;
    /// Works in a commit.
    public static final int COMMIT_WORKS_MAX = 1_024;

    /// A statement that is durable: its index, and a head above it.
    public record Done(long index, Head head) {}

    private static final String DISK_REMEDY = "make room on the disk or mend it, then restart the node";
    private static final String DAMAGE_REMEDY = "is there a second node on this database? ask: tocsin ledger verify";
    private static final String BUG_REMEDY = "report it, and restart the node";

    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    private final LedgerView view;
    private final StartGate gate;
    private final InstantSource clock;
    private final Commits commits;
    private final WorkQueue queue = new WorkQueue();
    private final Thread committer;
    private final List<Consumer<Head>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> mourners = new CopyOnWriteArrayList<>();
    /// What goes along with every work that is handed over; asked on the thread that hands it over.
    private volatile UnaryOperator<Work> company = UnaryOperator.identity();
    private volatile @Nullable String failure;

    /// Starts the committer. Close the ledger before its database and its high-water file.
    public Ledger(
            LedgerView view, StartGate gate, HighWaterFile highWater, CheckpointSigner signer, InstantSource clock) {
        this.view = view;
        this.gate = gate;
        this.clock = clock;
        this.commits = new Commits(view, signer, highWater);
        this.committer =
                Thread.ofPlatform().name("ledger-committer").daemon(true).start(this::commitAll);
    }

    public LedgerView view() {
        return view;
    }

    public StartGate gate() {
        return gate;
    }

    /// The durable head.
    public Head head() {
        return view.head();
    }

    /// Why the ledger stopped for good, and what to do; empty while it works.
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /// What one work may take of a commit, so that the first works of all origins that wait now fit into it.
    public int commitShare() {
        return COMMIT_BYTES_MAX / Math.max(1, queue.origins());
    }

    /// How many commits, at most, took nothing of an origin of works while it had one waiting: 0 as long as what stands
    /// first in all lines fits into a commit.
    public long passedOverMax() {
        return queue.passedOverMax();
    }

    /// Is told of every new head, on the committer's thread, after the works of the commit were told: must be short.
    public void onHead(Consumer<Head> listener) {
        listeners.add(listener);
    }

    /// Is told once why the ledger stopped for good, on the committer's thread, before those whose works are lost.
    public void onFailure(Consumer<String> listener) {
        mourners.add(listener);
    }

    /// From now on every work is handed over as this makes it: with an entry that says for whom it is done. Asked on
    /// the
    /// thread that hands it over.
    public void accompany(UnaryOperator<Work> with) {
        company = with;
    }

    /// Signs with another key of the team from the next commit on; the head keeps the signature that it has until then.
    /// The manifest that lets it sign must be in force before. Rule R-MAN-5.
    ///
    /// @return the last head that the key before signed: where its period may be closed
    public CompletableFuture<Head> signWith(CheckpointSigner next) {
        KeyChange change = new KeyChange(commits, next);
        submit(change);
        return change.done();
    }

    /// What signs the heads now.
    public CheckpointSigner signer() {
        return commits.signer();
    }

    /// Hands a work to the committer.
    ///
    /// @throws LedgerException `BUSY`, `NOT_SIGNING` or `STOPPED`; then none of the work's methods is called
    public void submit(Work work) {
        if (work.states()) {
            requireSigning();
        }
        switch (queue.offer(company.apply(work))) {
            case TAKEN -> CrashPoint.WORK_SUBMITTED.pass();
            case FULL -> throw new LedgerException(Reason.BUSY, "too much waits for the ledger: try again");
            case CLOSED -> throw stopped();
        }
    }

    /// Goes on with what could not be done when it was due. To be called now and then.
    public void tick() {
        if (commits.owesScrub()) {
            queue.offer(new Tidying());
        }
    }

    private void requireSigning() {
        switch (gate.state()) {
            case StartGate.State.Signing signing -> {}
            case StartGate.State.AwaitingPartners awaiting ->
                throw new LedgerException(Reason.NOT_SIGNING, "partners are being asked for the heads they hold");
            case StartGate.State.Refused refused ->
                throw new LedgerException(Reason.NOT_SIGNING, refused.why() + ": " + refused.remedy());
        }
    }

    /// Appends one statement and writes nothing else.
    ///
    /// @return completes on the committer's thread, with a `LedgerException` if it fails
    public CompletableFuture<Done> append(Draft draft) {
        Appending appending = new Appending(draft);
        submit(appending);
        return appending.done();
    }

    /// Takes no more works, commits those that wait, and ends.
    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        while (committer.isAlive()) {
            try {
                committer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void commitAll() {
        List<Work> works = List.of();
        try {
            works = queue.take(COMMIT_WORKS_MAX, COMMIT_BYTES_MAX);
            while (!works.isEmpty()) {
                CrashPoint.BATCH_TAKEN.pass();
                commit(works);
                works = failure == null ? queue.take(COMMIT_WORKS_MAX, COMMIT_BYTES_MAX) : List.of();
            }
        } catch (InterruptedException e) {
            fail(works, "the committer was interrupted", BUG_REMEDY, e);
        } catch (RuntimeException | Error e) {
            // A bug, or no memory: works that were told already are told again, which is better than never.
            fail(works, "the committer failed: " + e, BUG_REMEDY, e);
        }
    }

    /// Commits works, without those that fail. Most batches need one turn.
    private void commit(List<Work> works) {
        List<Work> left = new ArrayList<>(works);
        while (!left.isEmpty()) {
            Instant now = clock.instant();
            try {
                Commits.Committed committed = commits.commit(left, now, gate.isSigning());
                commits.scrub(queue.origins() > 0);
                publish(left, committed);
                return;
            } catch (Commits.WorkFailed e) {
                left.remove(e.work());
                tell(e.work(), e.failure());
            } catch (Commits.BatchFailed e) {
                alone(left, e.failure());
                return;
            } catch (StoreException | IOException e) {
                fail(left, String.valueOf(e.getMessage()), DISK_REMEDY, null);
                return;
            } catch (LedgerDamaged e) {
                fail(left, String.valueOf(e.getMessage()), DAMAGE_REMEDY, null);
                return;
            }
        }
    }

    /// Something failed that no single work can be blamed for: each gets a commit of its own.
    private void alone(List<Work> works, RuntimeException cause) {
        if (works.size() == 1) {
            tell(works.getFirst(), cause);
            return;
        }
        for (Work work : works) {
            if (failure == null) {
                commit(List.of(work));
            } else {
                told(work, stopped());
            }
        }
    }

    private void publish(List<Work> works, Commits.Committed committed) {
        committed.segment().ifPresent(segment -> view.publish(committed.head(), segment));
        CrashPoint.HEAD_PUBLISHED.pass();
        Head head = committed.head();
        for (Batch.Closing closing : committed.closings()) {
            guarded(() -> closing.committed(head));
        }
        for (Work work : works) {
            guarded(() -> work.committed(head));
        }
        CrashPoint.WORKS_TOLD.pass();
        if (committed.segment().isPresent()) {
            for (Consumer<Head> listener : listeners) {
                guarded(() -> listener.accept(head));
            }
            CrashPoint.HEAD_TOLD.pass();
        }
        for (Batch.Closing closing : committed.closings()) {
            guarded(() -> closing.afterwards(head));
        }
    }

    private void tell(Work work, RuntimeException cause) {
        if (cause instanceof LedgerException known) {
            told(work, known);
            return;
        }
        if (cause instanceof FaultException refused && isTheCallers(refused.fault())) {
            // Whoever asked is told; nobody has to look for anything here.
            log.debug(
                    "a work for the ledger was refused work={} why={}",
                    work.getClass().getSimpleName(),
                    refused.fault().reason());
        } else {
            log.warn(
                    "a work for the ledger failed, and was left out work={}",
                    work.getClass().getSimpleName(),
                    cause);
        }
        told(work, new LedgerException(Reason.WORK_FAILED, "the work failed: " + cause.getMessage(), cause));
    }

    private static boolean isTheCallers(Fault fault) {
        return fault.reason().kind() != Fault.Kind.INTERNAL && fault.reason().kind() != Fault.Kind.UNAVAILABLE;
    }

    /// @param bug what must be looked for in the program
    private void fail(List<Work> works, String why, String remedy, @Nullable Throwable bug) {
        failure = why + ": " + remedy;
        log.error(
                "the ledger stopped: nothing more is stated or acknowledged, reads go on why={} remedy={}",
                why,
                remedy,
                bug);
        mourners.forEach(mourner -> guarded(() -> mourner.accept(why)));
        works.forEach(work -> told(work, stopped()));
        queue.abandon().forEach(work -> told(work, stopped()));
    }

    private LedgerException stopped() {
        String why = failure;
        return new LedgerException(Reason.STOPPED, why == null ? "the node is stopping" : "the ledger stopped: " + why);
    }

    private static void told(Work work, LedgerException cause) {
        guarded(() -> work.failed(cause));
    }

    /// A listener that throws breaks its own promise; the others are still told.
    private static void guarded(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            log.error("a listener of the ledger threw", e);
        }
    }
}
