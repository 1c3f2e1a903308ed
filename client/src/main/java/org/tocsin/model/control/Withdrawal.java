package org.tocsin.model.control;

import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;

/// Retracts a record of the author's own, up to a version: whoever holds it deletes its content. Rule R-CTL-3.
public record Withdrawal(int epoch, Bytes localId, int version, String reason) {
    public static final int REASON_BYTES_MAX = 200;

    public Withdrawal {
        if (epoch < 1 || version < 1 || localId.length() != RecordId.LOCAL_ID_BYTES) {
            throw new IllegalArgumentException("a withdrawal names a record and a version of it");
        }
    }

    /// The record, if its author states this.
    public RecordId record(Team author) {
        return new RecordId(author, epoch, localId);
    }
}
