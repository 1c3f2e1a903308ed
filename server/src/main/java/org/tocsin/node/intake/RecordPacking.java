package org.tocsin.node.intake;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.tocsin.model.RecordVersion;
import org.tocsin.node.store.Session;

/// Gathers records into packs, as they are stored. Used by one thread.
final class RecordPacking {
    private final List<StoredRecord> pack = new ArrayList<>();
    /// How many of the pack have their names written.
    private int named;

    /// Takes a record whose name is written.
    void add(Session session, StoredRecord record) {
        name(session);
        gather(session, record);
        named = pack.size();
    }

    /// Takes a record whose name is to be written with the others.
    void addUnnamed(Session session, StoredRecord record) {
        gather(session, record);
    }

    private void gather(Session session, StoredRecord record) {
        if (!pack.isEmpty() && !RecordPack.follows(pack, record)) {
            write(session);
        }
        pack.add(record);
    }

    /// Writes the names that are owed.
    ///
    /// @throws IllegalStateException if a version that nobody can have named is held
    void name(Session session) {
        List<RecordVersion> owed = pack.subList(named, pack.size()).stream()
                .map(StoredRecord::version)
                .toList();
        if (!owed.isEmpty()) {
            BitSet fresh = RecordNames.reserve(session, owed, pack.get(named).contentId());
            if (fresh.cardinality() != owed.size()) {
                throw new IllegalStateException("a version of an own record is held already");
            }
            named = pack.size();
        }
    }

    /// Writes everything that is owed.
    void write(Session session) {
        name(session);
        if (!pack.isEmpty()) {
            RecordTable.insert(session, pack);
            pack.clear();
            named = 0;
        }
    }
}
