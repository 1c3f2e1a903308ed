package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Tlp;
import org.tocsin.node.delivery.LaneScan;
import org.tocsin.node.delivery.StatedRecord;
import org.tocsin.node.directory.RedRelease.ReleaseDrafts;
import org.tocsin.node.fault.CrashPoint;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Draft;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.ledger.LedgerException;
import org.tocsin.node.ledger.Work;
import org.tocsin.node.ledger.WorkOrigin;
import org.tocsin.node.policy.RecordSubject;

/// Appends versions of own records, and in the same commit writes their rows and decides for every lane. What was
/// refused before keeps its place among them, so that outcomes come in the order of the documents.
public final class PublishWork implements Work {
    private final LaneScan lanes;
    private final List<Item> items;
    private final int bytes;
    private final CompletableFuture<List<Publication.Outcome>> outcomes = new CompletableFuture<>();
    /// What the last run came to: set on the committer's thread, a later run overwrites it.
    private List<Publication.Outcome> last = List.of();

    /// A document on its way.
    sealed interface Item {
        /// What it takes of a commit.
        int bytes();

        record Refused(Publication.Outcome.Refused outcome) implements Item {
            @Override
            public int bytes() {
                return 0;
            }
        }

        /// @param ends the draft of the same, which ends in the same commit
        record Ready(
                Draft draft,
                RecordVersion version,
                RecordSubject subject,
                Tlp marking,
                String name,
                long contentBytes,
                Optional<Ends> ends)
                implements Item {
            @Override
            public int bytes() {
                return draft.bytes();
            }
        }
    }

    /// A draft that ends.
    ///
    /// @param isStated whether it is the draft that is stated: then it must be there
    record Ends(Digest draft, boolean isStated) {}

    PublishWork(LaneScan lanes, List<Item> items) {
        this.lanes = lanes;
        this.items = List.copyOf(items);
        this.bytes = items.stream().mapToInt(Item::bytes).sum();
    }

    /// Completes on the committer's thread, when what is not refused is durable; with a `LedgerException` if nothing
    /// is.
    public CompletableFuture<List<Publication.Outcome>> outcomes() {
        return outcomes;
    }

    /// Whether there is nothing left of it for the ledger.
    boolean isRefused() {
        return items.stream().allMatch(Item.Refused.class::isInstance);
    }

    @Override
    public WorkOrigin origin() {
        return new WorkOrigin.Operator();
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public void run(Batch batch) {
        RecordBatch records = RecordBatch.of(batch);
        List<Publication.Outcome> reached = new ArrayList<>(items.size());
        for (Item item : items) {
            reached.add(
                    switch (item) {
                        case Item.Refused refused -> refused.outcome();
                        case Item.Ready ready -> state(ready, batch, records);
                    });
        }
        last = reached;
    }

    private Publication.Outcome state(Item.Ready ready, Batch batch, RecordBatch records) {
        RecordVersion version = ready.version();
        // Only a later version can be overtaken: a record's first one has a random name of its own.
        if (version.version() > 1 && records.newestVersion(version.record()) != version.version() - 1) {
            return Publication.refused(
                    "VERSION_CONFLICT", "another document became version " + version.version() + " first: try again");
        }
        boolean waited = ready.ends().isPresent()
                && ReleaseDrafts.stated(batch.session(), ready.ends().get().draft());
        if (!waited && ready.ends().filter(Ends::isStated).isPresent()) {
            return Publication.refused("NO_SUCH_DRAFT", "it was published or thrown away meanwhile");
        }
        Draft draft = ready.draft();
        Batch.Appended appended = batch.append(draft);
        int epoch = batch.origin().epoch();
        StoredRecord record = new StoredRecord(
                appended.contentId(),
                version,
                epoch,
                appended.index(),
                draft.leafHash(),
                0,
                ready.marking(),
                ready.name(),
                ready.contentBytes(),
                true,
                batch.now());
        records.add(record);
        lanes.stated(batch, new StatedRecord(epoch, appended.index(), draft.leafHash(), ready.subject()));
        CrashPoint.RECORD_STATED.pass();
        return new Publication.Outcome.Published(record);
    }

    @Override
    public void committed(Head head) {
        outcomes.complete(isRefused() ? refusals() : last);
    }

    private List<Publication.Outcome> refusals() {
        List<Publication.Outcome> refusals = new ArrayList<>(items.size());
        for (Item item : items) {
            if (item instanceof Item.Refused refused) {
                refusals.add(refused.outcome());
            }
        }
        return refusals;
    }

    @Override
    public void failed(LedgerException cause) {
        outcomes.completeExceptionally(cause);
    }
}
