package org.tocsin.node.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.node.policy.ReleaseDecision.Released;
import org.tocsin.node.policy.ReleaseDecision.Withheld;

/// The one gate outwards: whether a record of ours goes to a recipient at an instant. Pure; in doubt it withholds.
///
/// Source: rules R-REL-1 to R-REL-8.
public final class Release {
    private static final Withheld UNDECIDED = new Withheld(WithholdReason.POLICY_ERROR);

    private Release() {}

    /// A decision, and how it came about.
    public record Traced(Trace trace, ReleaseDecision decision) {}

    /// Decides. The agreements are those that both parties signed, in any order, and may contain other teams' and older
    /// versions.
    public static ReleaseDecision decide(
            RecordSubject subject, Collection<Standing> agreements, Team author, Team recipient, Instant at) {
        try {
            return decide(new ReleaseCase(subject, agreements, author, recipient, at));
        } catch (RuntimeException undecided) {
            return UNDECIDED;
        }
    }

    private static ReleaseDecision decide(ReleaseCase asked) {
        Optional<Withheld> withheld = ReleaseRules.GATE.decide(asked);
        if (withheld.isPresent()) {
            return withheld.get();
        }
        Terms.InForce terms = asked.inForce();
        return new Released(terms.agreementId(), terms.version(), asked.disclosure());
    }

    /// Decides, and tells what every rule looked at and said.
    public static Traced trace(
            RecordSubject subject, Collection<Standing> agreements, Team author, Team recipient, Instant at) {
        ReleaseDecision decision = decide(subject, agreements, author, recipient, at);
        try {
            ReleaseCase asked = new ReleaseCase(subject, agreements, author, recipient, at);
            return new Traced(ReleaseRules.GATE.trace(asked, UNDECIDED), decision);
        } catch (RuntimeException undecided) {
            return new Traced(Trace.undecided("R-REL-5", WithholdReason.POLICY_ERROR), decision);
        }
    }
}
