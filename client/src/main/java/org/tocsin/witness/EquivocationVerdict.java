package org.tocsin.witness;

import org.tocsin.model.Origin;
import org.tocsin.model.TreeHead;
import org.tocsin.model.control.Equivocation;

/// What evidence against a team comes to.
public sealed interface EquivocationVerdict {
    /// The team's ledger says two things. If both heads have one size and `kind` is not TWO_ROOTS, the ledger need not
    /// be
    /// forked.
    ///
    /// @param what the size with two roots, the index with two statements, or the record version with two
    record Proven(Equivocation.Kind kind, Origin origin, TreeHead first, TreeHead second, String what)
            implements EquivocationVerdict {}

    /// It proves nothing. `detail` is our own text.
    ///
    /// @param step of R-EVI-1, from 1
    record Refused(int step, String detail) implements EquivocationVerdict {}
}
