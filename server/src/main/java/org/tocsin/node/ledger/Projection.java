package org.tocsin.node.ledger;

import java.util.List;
import org.tocsin.node.store.Session;

/// Tables of a room that follow from the ledger and from other primary data. The room writes them in the commits' own
/// transactions; this makes the same rows once more (invariant I11).
public interface Projection {
    /// What people call it.
    String name();

    /// The tables, in an order in which they can be emptied.
    List<String> tables();

    /// Makes again what follows from one entry. Called for all entries of all epochs, in order, after the tables were
    /// emptied.
    void replay(Session session, Entry entry, ContentStore contents);

    /// Makes again what follows from other primary data. Called once, after all entries.
    default void finish(Session session, ContentStore contents) {}
}
