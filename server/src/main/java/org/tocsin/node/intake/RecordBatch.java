package org.tocsin.node.intake;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.store.Session;

/// The records that the works of one commit store: gathered, so that a commit writes a few rows, and seen by the works
/// behind as if they were written.
final class RecordBatch implements Batch.Closing {
    private final Batch batch;
    private final RecordPacking packing = new RecordPacking();

    private RecordBatch(Batch batch) {
        this.batch = batch;
    }

    /// Those of a commit.
    static RecordBatch of(Batch batch) {
        return batch.closing(RecordBatch.class, RecordBatch.class, () -> new RecordBatch(batch));
    }

    /// Reserves the next numbers of contents for those of these versions that are not held, in their order. Whoever
    /// reserves stores exactly these contents next, and adds their records.
    ///
    /// @return which of them were not held
    BitSet reserve(List<RecordVersion> versions) {
        packing.name(batch.session());
        return RecordNames.reserve(batch.session(), versions, batch.nextContentId());
    }

    /// Adds a record whose name is reserved.
    void add(StoredRecord record) {
        packing.add(batch.session(), record);
    }

    /// Adds a record of our own, which nobody else can have named: it is named when the commit closes.
    void state(StoredRecord record) {
        packing.addUnnamed(batch.session(), record);
    }

    Optional<StoredRecord> find(RecordVersion version) {
        return RecordTable.find(written(), version);
    }

    /// The versions of a record that are held, up to one, ascending.
    List<StoredRecord> versions(RecordId record, int upTo) {
        return RecordTable.upTo(written(), record, upTo);
    }

    /// The number of the highest version of a record that is held; 0 if there is none.
    int newestVersion(RecordId record) {
        packing.name(batch.session());
        return RecordNames.newest(batch.session(), record)
                .map(RecordNames.Named::version)
                .orElse(0);
    }

    /// Erases a record's content and leaves its skeleton.
    void erase(StoredRecord record) {
        if (batch.erase(record.contentId())) {
            RecordTable.strip(written(), record.contentId());
        }
    }

    private Session written() {
        packing.write(batch.session());
        return batch.session();
    }

    @Override
    public void close(Batch closed) {
        packing.write(closed.session());
    }
}
