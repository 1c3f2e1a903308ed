package org.tocsin.model.control;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;

/// What became of one version of a record at a team that received it, as that team states it. Rule R-CTL-2.
public record RecordReceipt(RecordVersion version, Outcome outcome, Instant at) {
    public static final int REASON_BYTES_MAX = 200;
    public static final int ACTION_BYTES_MAX = 64;

    /// The team that authored the record.
    public Team author() {
        return version.record().team();
    }

    /// What became of it. A later receipt of one kind for one record replaces an earlier one.
    public sealed interface Outcome {
        /// An officer has read it.
        record Read() implements Outcome {}

        /// An officer took it up.
        record Accepted() implements Outcome {}

        /// An officer declined it, and says why in a few words.
        record Refused(String reason) implements Outcome {}

        /// Something was done: a value of IODEF's Expectation@action (RFC 7970, section 3.17).
        record Acted(String action) implements Outcome {}

        /// Its content was deleted from the live system; `backupsBy` is when no backup holds it any more, if that was
        /// promised.
        record Deleted(Optional<Instant> backupsBy) implements Outcome {}
    }
}
