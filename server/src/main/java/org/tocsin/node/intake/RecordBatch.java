package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.RecordId;
import org.tocsin.model.RecordVersion;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Head;
import org.tocsin.node.store.Session;

/// The records that the works of one commit store: gathered, so that a commit writes a few rows, and seen by the works
/// behind as if they were written.
final class RecordBatch implements Batch.Closing {
    /// Stands for the content of a version that is reserved and not added yet.
    private static final long RESERVED = 0;

    private final Batch batch;
    private final RecordIndex index;
    private final RecordPacking packing = new RecordPacking();
    /// The versions of this batch, with the numbers of their contents.
    private final Map<RecordVersion, Long> added = new LinkedHashMap<>();

    private RecordBatch(Batch batch) {
        this.batch = batch;
        this.index = RecordIndex.of(batch.session());
    }

    /// Those of a commit.
    static RecordBatch of(Batch batch) {
        return batch.closing(RecordBatch.class, RecordBatch.class, () -> new RecordBatch(batch));
    }

    /// Reserves a version, unless it is held. Whoever reserves it adds its record.
    boolean reserve(RecordVersion version) {
        if (added.containsKey(version) || isHeld(version)) {
            return false;
        }
        added.put(version, RESERVED);
        return true;
    }

    private boolean isHeld(RecordVersion version) {
        return !index.find(version).isEmpty()
                && RecordTable.find(batch.session(), version).isPresent();
    }

    /// Adds a record whose version is reserved.
    void add(StoredRecord record) {
        added.put(record.version(), record.contentId());
        packing.add(batch.session(), record);
    }

    Optional<StoredRecord> find(RecordVersion version) {
        Long contentId = added.get(version);
        if (contentId == null) {
            return RecordTable.find(batch.session(), version);
        }
        return RecordTable.find(written(), contentId);
    }

    /// The versions of a record that are held, up to one, ascending.
    List<StoredRecord> versions(RecordId record, int version) {
        List<StoredRecord> held = new ArrayList<>(RecordTable.upTo(batch.session(), record, version));
        added.forEach((named, contentId) -> {
            if (contentId != RESERVED
                    && named.version() <= version
                    && named.record().equals(record)) {
                held.add(RecordTable.find(written(), contentId).orElseThrow());
            }
        });
        held.sort(Comparator.comparingInt(one -> one.version().version()));
        return held;
    }

    /// The number of the highest version of a record that is held; 0 if there is none.
    int newestVersion(RecordId record) {
        int newest = RecordTable.newest(batch.session(), record)
                .map(held -> held.version().version())
                .orElse(0);
        for (RecordVersion named : added.keySet()) {
            if (named.record().equals(record)) {
                newest = Math.max(newest, named.version());
            }
        }
        return newest;
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

    @Override
    public void committed(Head head) {
        added.forEach((version, contentId) -> {
            if (contentId != RESERVED) {
                index.add(version, contentId);
            }
        });
    }
}
