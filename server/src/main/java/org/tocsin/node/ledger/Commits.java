package org.tocsin.node.ledger;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.model.TreeHead;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.StoreException;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointSigner;
import org.tocsin.proof.MerkleTree;

/// Makes commits durable, one at a time: the transaction, then the high-water mark. Used by the committer's thread
/// only.
final class Commits {
    /// Commits from one that erases on, the round that makes what was erased leave the files included, while others
    /// wait.
    static final int SCRUB_COMMITS_MAX = 16;
    /// How long such a round waits for whoever reads; what it cannot do then, the next one does.
    static final Duration READERS_WAITED_FOR = Duration.ofMillis(200);

    private static final Logger log = LoggerFactory.getLogger(Commits.class);

    private final LedgerView view;
    private final Transactions transactions;
    private volatile CheckpointSigner signer;
    private final HighWaterFile highWater;
    private long lastSegment;
    private long lastContent;
    /// Commits since the first that erased something which may still be in the write-ahead log.
    private int unscrubbed;

    private volatile boolean owesScrub;
    /// Whether somebody read for long when it was tried last: then they are not waited for.
    private boolean inTheWay;

    Commits(LedgerView view, CheckpointSigner signer, HighWaterFile highWater) {
        this.view = view;
        this.transactions = view.transactions();
        this.signer = signer;
        this.highWater = highWater;
        transactions.read(session -> {
            lastSegment = SegmentTable.lastId(session);
            lastContent = ContentTable.lastId(session);
            return true;
        });
    }

    /// Signs with another key from the next commit on.
    void signWith(CheckpointSigner next) {
        signer = next;
    }

    CheckpointSigner signer() {
        return signer;
    }

    /// A durable commit, not yet published.
    ///
    /// @param segment empty if nothing was stated; the head is then the one before
    record Committed(Head head, Optional<Segment> segment, Iterable<Batch.Closing> closings) {}

    /// One work threw; nothing is written.
    static final class WorkFailed extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Work work;
        private final RuntimeException failure;

        WorkFailed(Work work, RuntimeException failure) {
            super(failure);
            this.work = work;
            this.failure = failure;
        }

        Work work() {
            return work;
        }

        RuntimeException failure() {
            return failure;
        }
    }

    /// The works together could not be written, for a reason that is not the disk's; nothing is.
    static final class BatchFailed extends Exception {
        private static final long serialVersionUID = 1L;
        private final RuntimeException failure;

        BatchFailed(RuntimeException failure) {
            super(failure);
            this.failure = failure;
        }

        RuntimeException failure() {
            return failure;
        }
    }

    /// Carries a checked failure out of a transaction, which rolls it back.
    private static final class Rollback extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Rollback(Exception cause) {
            super(null, cause, false, false);
        }
    }

    /// @throws StoreException if the disk or the commit failed: what is durable is unknown
    /// @throws IOException if the high-water mark could not be moved: the commit is durable, and must not be released
    Committed commit(List<Work> works, Instant now, boolean signing) throws WorkFailed, BatchFailed, IOException {
        long sizeBefore = view.head().tree().size();
        if (signing && !(highWater.mark() instanceof HighWaterFile.Mark.At)) {
            // From now on a missing file means that it was lost, not that a first commit was cut short.
            highWater.write(view.head().origin(), view.head().tree());
        }
        boolean done = false;
        try {
            Batch[] used = new Batch[1];
            Committed committed = transactions.write(session -> {
                Batch batch = new Batch(session, view.head().origin(), now, sizeBefore, lastContent + 1, signing);
                used[0] = batch;
                EpochTable.take(session, view.head());
                CrashPoint.BATCH_BEGUN.pass();
                run(works, batch);
                return write(session, batch);
            });
            CrashPoint.BATCH_COMMITTED.pass();
            advance(used[0], committed);
            if (committed.segment().isPresent()) {
                highWater.write(committed.head().origin(), committed.head().tree());
            }
            done = true;
            if (used[0].isErasing()) {
                view.contents().forget();
                owesScrub = true;
            }
            if (owesScrub) {
                unscrubbed++;
            }
            return committed;
        } catch (Rollback e) {
            throwCause(e);
            throw e;
        } catch (StoreException e) {
            if (isMedium(e)) {
                throw e;
            }
            throw new BatchFailed(e);
        } finally {
            if (!done) {
                view.tree().truncate(sizeBefore);
            }
        }
    }

    /// Makes what was erased leave the files: at once if nothing else waits; else with one of the next commits, so that
    /// a
    /// flood of erasures costs one round for many of them. To be called behind every commit.
    ///
    /// @param moreWaits whether another commit follows at once
    void scrub(boolean moreWaits) {
        if (unscrubbed == 0 || (moreWaits && unscrubbed < SCRUB_COMMITS_MAX)) {
            return;
        }
        boolean done = transactions.scrub(inTheWay ? Duration.ZERO : READERS_WAITED_FOR);
        if (!done && !inTheWay) {
            log.info("a long read keeps the write-ahead log: what was erased leaves it when the read ends");
        }
        inTheWay = !done;
        unscrubbed = done ? 0 : 1;
        owesScrub = !done;
    }

    /// Whether something that was erased may still be in the files.
    boolean owesScrub() {
        return owesScrub;
    }

    private static void throwCause(Rollback rollback) throws WorkFailed, BatchFailed {
        if (rollback.getCause() instanceof WorkFailed failed) {
            throw failed;
        }
        if (rollback.getCause() instanceof BatchFailed failed) {
            throw failed;
        }
    }

    private static void run(List<Work> works, Batch batch) {
        for (Work work : works) {
            try {
                work.run(batch);
            } catch (RuntimeException e) {
                rethrowMedium(e);
                throw new Rollback(new WorkFailed(work, e));
            }
        }
        CrashPoint.WORKS_RUN.pass();
        try {
            batch.close();
        } catch (RuntimeException e) {
            rethrowMedium(e);
            throw new Rollback(new BatchFailed(e));
        }
    }

    private Committed write(Session session, Batch batch) {
        batch.blank();
        if (!batch.contents().isEmpty()) {
            ContentTable.insert(session, batch.firstContentId(), batch.contents());
        }
        if (batch.drafts().isEmpty()) {
            return new Committed(view.head(), Optional.empty(), batch.closings());
        }
        Head before = view.head();
        MerkleTree tree = view.tree();
        for (Draft draft : batch.drafts()) {
            tree.append(draft.leafHash());
        }
        TreeHead tip = tree.head();
        CrashPoint.HEAD_UNSIGNED.pass();
        Head head = new Head(before.origin(), tip, signer.sign(new Checkpoint(before.origin(), tip)));
        CrashPoint.HEAD_SIGNED.pass();
        Segment segment = Segment.of(
                before.origin().epoch(), before.tree().size(), batch.now(), batch.drafts(), batch.contentIds());
        SegmentTable.insert(session, lastSegment + 1, segment);
        EpochTable.advance(session, before.tree().size(), head);
        CrashPoint.BATCH_WRITTEN.pass();
        return new Committed(head, Optional.of(segment), batch.closings());
    }

    private void advance(Batch batch, Committed committed) {
        if (!batch.contents().isEmpty()) {
            view.contents().remember(batch.firstContentId(), batch.contents());
            lastContent += batch.contents().size();
        }
        if (committed.segment().isPresent()) {
            lastSegment++;
        }
    }

    private static void rethrowMedium(RuntimeException failure) {
        if (failure instanceof StoreException store && isMedium(store)) {
            throw failure;
        }
    }

    private static boolean isMedium(StoreException failure) {
        return failure.kind() == StoreException.Cause.MEDIUM;
    }
}
