package org.tocsin.node.intake;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.StatedRecord;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.policy.RecordSubject;

/// Appends one version of an own record, and in the same commit writes its row and decides for every lane.
public final class PublishWork implements Work {
    private final LaneScan lanes;
    private final Draft draft;
    private final RecordVersion version;
    private final RecordSubject subject;
    private final Tlp marking;
    private final String name;
    private final long contentBytes;
    private final CompletableFuture<Publication.Outcome> outcome = new CompletableFuture<>();
    /// What the last run came to: set on the committer's thread, a later run overwrites it.
    private Publication.@Nullable Outcome last;

    PublishWork(
            LaneScan lanes,
            Draft draft,
            RecordVersion version,
            RecordSubject subject,
            Tlp marking,
            long contentBytes) {
        this.lanes = lanes;
        this.draft = draft;
        this.version = version;
        this.subject = subject;
        this.marking = marking;
        this.name = RecordName.of(subject.fragments());
        this.contentBytes = contentBytes;
    }

    /// Completes on the committer's thread, when the record is durable or refused; with a `LedgerException` if neither.
    public CompletableFuture<Publication.Outcome> outcome() {
        return outcome;
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Operator();
    }

    @Override
    public int bytes() {
        return draft.bytes();
    }

    @Override
    public void run(Batch batch) {
        RecordBatch records = RecordBatch.of(batch);
        // Only a later version can be overtaken: a record's first one has a random name of its own.
        if (version.version() > 1 && records.newestVersion(version.record()) != version.version() - 1) {
            last = Publication.refused(
                    "VERSION_CONFLICT", "another document became version " + version.version() + " first: try again");
            return;
        }
        Batch.Appended appended = batch.append(draft);
        StoredRecord record = new StoredRecord(
                appended.contentId(),
                version,
                batch.origin().epoch(),
                appended.index(),
                draft.leafHash(),
                0,
                marking,
                name,
                contentBytes,
                true,
                batch.now());
        records.add(record);
        lanes.stated(
                batch, new StatedRecord(batch.origin().epoch(), appended.index(), draft.leafHash(), subject));
        CrashPoint.RECORD_STATED.pass();
        last = new Publication.Outcome.Published(record);
    }

    @Override
    public void committed(Head head) {
        outcome.complete(Objects.requireNonNull(last));
    }

    @Override
    public void failed(LedgerException cause) {
        outcome.completeExceptionally(cause);
    }
}
