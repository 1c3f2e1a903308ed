package org.tocsin.model.control;

import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;

/// Tightens a record of the author's own, up to a version: a stricter marking, fewer teams that may keep it, or both.
/// Rule R-CTL-5.
///
/// @param marking from now on; empty: as it was
/// @param limited whether only the teams that the statement names may keep it
public record Narrowing(int epoch, Bytes localId, int version, Optional<Tlp> marking, boolean limited, String reason) {
    public static final int REASON_BYTES_MAX = 200;

    public Narrowing {
        if (epoch < 1 || version < 1 || localId.length() != RecordId.LOCAL_ID_BYTES) {
            throw new IllegalArgumentException("a narrowing names a record and a version of it");
        }
        if (marking.isEmpty() && !limited) {
            throw new IllegalArgumentException("a narrowing narrows something");
        }
    }

    /// The record, if its author states this.
    public RecordId record(Team author) {
        return new RecordId(author, epoch, localId);
    }
}
