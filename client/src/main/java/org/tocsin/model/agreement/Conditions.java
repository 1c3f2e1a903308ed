package org.tocsin.model.agreement;

import java.time.Instant;
import java.util.Optional;

/// How a record is to be handled beside its marking, as its publisher says; what its content says counts as well, and
/// the stricter of both wins. Rule R-REC-9.
///
/// @param pap the most that may be done with it, by the Permissible Actions Protocol
/// @param embargo before when it is not released to anybody
/// @param policy its information exchange policy
public record Conditions(Optional<Pap> pap, Optional<Instant> embargo, Optional<RecordPolicy> policy) {
    public static final Conditions NONE = new Conditions(Optional.empty(), Optional.empty(), Optional.empty());

    /// The stricter of both.
    public Conditions narrowedBy(Conditions other) {
        return new Conditions(
                pap.flatMap(own -> other.pap.map(theirs -> own.isStricterThan(theirs) ? own : theirs))
                        .or(() -> pap)
                        .or(() -> other.pap),
                embargo.flatMap(own -> other.embargo.map(theirs -> own.isAfter(theirs) ? own : theirs))
                        .or(() -> embargo)
                        .or(() -> other.embargo),
                policy.flatMap(own -> other.policy.map(own::narrowedBy))
                        .or(() -> policy)
                        .or(() -> other.policy));
    }
}
