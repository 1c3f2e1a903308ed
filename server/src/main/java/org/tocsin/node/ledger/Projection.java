package org.tocsin.node.ledger;

import java.util.List;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.TableDigest;

/// Tables of a room that follow from the ledger and from other primary data. The room writes them in the commits' own
/// transactions; this makes the same rows once more (invariant I11).
public interface Projection {
    /// What people call it.
    String name();

    /// The tables, in an order in which they can be emptied.
    List<String> tables();

    /// What the tables hold, to compare them with themselves after a rebuild.
    default List<TableDigest> digests(Session session) {
        return tables().stream().map(table -> TableDigest.of(session, table)).toList();
    }

    /// Makes again what follows from one entry. Called for all entries of all epochs, in order, after the tables were
    /// emptied.
    void replay(Session session, Entry entry, ContentStore contents);

    /// Makes again what follows from other primary data. Called once, after all entries.
    default void finish(Session session, ContentStore contents) {}
}
