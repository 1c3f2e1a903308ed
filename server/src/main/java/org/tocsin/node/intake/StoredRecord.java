package org.tocsin.node.intake;

import java.time.Instant;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Tlp;

/// A version of a record as this node holds it.
///
/// @param contentId its content's number, which is also its place in the order of storing
/// @param ledgerEpoch the epoch of the author's ledger in which it was stated, and `index` where
/// @param evidence the row of `received_segment` that proves it; 0 for an own record, which the ledger proves
/// @param contentBytes bytes of its content when it is put together again
public record StoredRecord(
        long contentId,
        RecordVersion version,
        int ledgerEpoch,
        long index,
        Digest leafHash,
        long evidence,
        Tlp marking,
        String name,
        long contentBytes,
        boolean own,
        Instant storedAt) {
    /// What is left of it once its content is erased: that it was stated, where, and under which leaf.
    public StoredRecord skeleton() {
        return new StoredRecord(
                contentId, version, ledgerEpoch, index, leafHash, evidence, Tlp.RED, "", 0, own, storedAt);
    }
}
