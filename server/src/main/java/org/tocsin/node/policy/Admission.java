package org.tocsin.node.policy;

import java.time.Instant;
import java.util.Collection;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.node.policy.AdmissionDecision.Admitted;
import org.tocsin.node.policy.AdmissionDecision.Refused;

/// The one gate inwards: whether a record that a partner delivered is taken in at an instant. Pure; in doubt it
/// refuses.
///
/// Source: rules R-ADM-2 to R-ADM-4, R-ADM-6.
public final class Admission {
    private static final Refused UNDECIDED = new Refused(RefusalReason.MALFORMED);

    private Admission() {}

    /// A decision, and how it came about.
    public record Traced(Trace trace, AdmissionDecision decision) {}

    /// Decides. The subject's fragments are those that the author showed; the agreements are those that both parties
    /// signed, in any order, and may contain other teams' and older versions. That the fragments' markings are true to
    /// the content is for the caller to check.
    public static AdmissionDecision decide(
            RecordSubject subject, Collection<Standing> agreements, Team author, Team recipient, Instant at) {
        try {
            AdmissionCase asked = new AdmissionCase(subject, agreements, author, recipient, at);
            return AdmissionRules.GATE.decide(asked).orElseGet(() -> admitted(asked.inForce()));
        } catch (RuntimeException undecided) {
            return UNDECIDED;
        }
    }

    private static AdmissionDecision admitted(Terms.InForce terms) {
        return new Admitted(terms.agreementId(), terms.version(), terms.direction());
    }

    /// Decides, and tells what every rule looked at and said.
    public static Traced trace(
            RecordSubject subject, Collection<Standing> agreements, Team author, Team recipient, Instant at) {
        AdmissionDecision decision = decide(subject, agreements, author, recipient, at);
        try {
            AdmissionCase asked = new AdmissionCase(subject, agreements, author, recipient, at);
            return new Traced(AdmissionRules.GATE.trace(asked, UNDECIDED), decision);
        } catch (RuntimeException undecided) {
            return new Traced(Trace.undecided("R-ADM-2", RefusalReason.MALFORMED), decision);
        }
    }
}
