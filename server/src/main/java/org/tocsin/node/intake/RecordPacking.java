package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.node.store.Session;

/// Gathers records into packs, as they are stored. Used by one thread.
final class RecordPacking {
    private final List<StoredRecord> pack = new ArrayList<>();

    void add(Session session, StoredRecord record) {
        if (!pack.isEmpty() && !RecordPack.follows(pack, record)) {
            write(session);
        }
        pack.add(record);
    }

    /// Writes what was gathered.
    void write(Session session) {
        if (!pack.isEmpty()) {
            RecordTable.insert(session, pack);
            pack.clear();
        }
    }
}
