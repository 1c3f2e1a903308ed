package org.tocsin.witness;

import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Evidence;
import org.tocsin.model.TreeHead;

/// A head of a ledger whose signature was verified, and entries of that ledger whose inclusion was.
///
/// @param entries proofs of single statements, each under a checkpoint that was verified, without fragments
public record Witnessed(TreeHead head, Bytes checkpoint, List<Evidence> entries) {
    public Witnessed {
        entries = List.copyOf(entries);
    }

    /// A head alone.
    public static Witnessed head(TreeHead head, Bytes checkpoint) {
        return new Witnessed(head, checkpoint, List.of());
    }

    /// The checkpoint as evidence that shows no statement.
    Evidence alone() {
        return new Evidence(checkpoint, 0, List.of(), Bytes.EMPTY, Bytes.EMPTY);
    }
}
