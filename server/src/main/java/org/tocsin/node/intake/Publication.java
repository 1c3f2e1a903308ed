package org.tocsin.node.intake;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.node.directory.RedRelease.ReleaseDrafts;
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
    /// @param draft it waited for the approval under this id, and ends with the statement
    public record ReleaseBy(String publisher, Optional<OfficerApproval> approval, Optional<Digest> draft) {
        public ReleaseBy(String publisher, Optional<OfficerApproval> approval) {
            this(publisher, approval, Optional.empty());
        }
    }

    /// What waited, as it was wanted, with the approval that it waited for.
    public static Publication of(ReleaseDrafts.Draft draft, OfficerApproval approval) {
        var wanted = draft.wanted();
        return new Publication(
                wanted.content(),
                wanted.audience(),
                wanted.supersedes(),
                wanted.conditions(),
                Optional.of(new ReleaseBy(draft.createdBy(), Optional.of(approval), Optional.of(draft.id()))));
    }

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

        /// Refused; nothing was stated.
        ///
        /// @param draft it waits for a further officer's approval under this id
        record Refused(List<Reason> reasons, Optional<Digest> draft) implements Outcome {
            public Refused {
                reasons = List.copyOf(reasons);
            }

            Refused(List<Reason> reasons) {
                this(reasons, Optional.empty());
            }
        }
    }

    static Outcome.Refused refused(String rule, String text) {
        return new Outcome.Refused(List.of(new Reason("", "", rule, text)));
    }
}
