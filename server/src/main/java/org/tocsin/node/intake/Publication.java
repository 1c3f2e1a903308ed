package org.tocsin.node.intake;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.stix.Reason;

/// What an officer wants published: a document, for whom, of which own record it is the next version, and how it is to
/// be handled beside its marking.
///
/// @param releaseBy who publishes it, and who else approved it for its audience; empty: the node itself does
public record Publication(
        Bytes content,
        Set<Team> audience,
        Optional<RecordId> supersedes,
        Conditions conditions,
        Optional<ReleaseBy> releaseBy) {
    /// The officers behind a release.
    ///
    /// @param publisher the name of the one who publishes
    public record ReleaseBy(String publisher, Optional<OfficerApproval> approval) {}

    public Publication(Bytes content, Set<Team> audience, Optional<RecordId> supersedes, Conditions conditions) {
        this(content, audience, supersedes, conditions, Optional.empty());
    }

    public Publication(Bytes content, Set<Team> audience, Optional<RecordId> supersedes) {
        this(content, audience, supersedes, Conditions.NONE);
    }

    public Publication {
        audience = Set.copyOf(audience);
    }

    /// What became of it.
    public sealed interface Outcome {
        /// Durable, and under a signed checkpoint.
        record Published(StoredRecord record) implements Outcome {}

        /// Refused; nothing was written.
        record Refused(List<Reason> reasons) implements Outcome {
            public Refused {
                reasons = List.copyOf(reasons);
            }
        }
    }

    static Outcome.Refused refused(String rule, String text) {
        return new Outcome.Refused(List.of(new Reason("", "", rule, text)));
    }
}
