package org.tocsin.node.intake;

import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.TreeHead;

/// The evidence that came with a frame, verified: the author's checkpoint and the shared proof of the frame's
/// statements, exact bytes. One statement alone is proven with the leaves of all of them, so they stay together.
record ProvenFrame(Origin origin, TreeHead head, Bytes checkpoint, List<Digest> proof, List<Entry> entries) {
    /// A statement at its place in the author's ledger.
    public record Entry(long index, Digest leaf, Bytes statement) {}

    public ProvenFrame {
        proof = List.copyOf(proof);
        entries = List.copyOf(entries);
    }
}
