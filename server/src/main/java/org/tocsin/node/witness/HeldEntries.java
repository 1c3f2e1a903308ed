package org.tocsin.node.witness;

import java.util.List;
import org.tocsin.model.Evidence;
import org.tocsin.model.Origin;
import org.tocsin.node.store.Session;

/// Finds statements of a partner's ledger that this node holds the proof of.
@FunctionalInterface
public interface HeldEntries {
    /// Those at an index or the one before it, with their proofs and without fragments, as far as they are found among
    /// the
    /// latest.
    List<Evidence> beside(Session session, Origin origin, long index);
}
