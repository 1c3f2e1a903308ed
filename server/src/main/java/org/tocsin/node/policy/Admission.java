package org.tocsin.node.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.tocsin.model.Delivery.HoldReason;
import org.tocsin.model.Fragment;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.policy.AdmissionDecision.Admitted;
import org.tocsin.node.policy.AdmissionDecision.Held;
import org.tocsin.node.policy.AdmissionDecision.Refused;

/// The one gate inwards: whether a record that a partner delivered is taken in at an instant. Pure; in doubt it
/// refuses.
///
/// Source: rules R-ADM-2 to R-ADM-4.
public final class Admission {
    private Admission() {}

    /// Decides. The fragments are those that the author showed; the agreements are those that both parties signed, in
    /// any order, and may contain other teams' and older versions. That the fragments' markings are true to the content
    /// is for the caller to check.
    public static AdmissionDecision decide(
            RecordHeader header,
            List<Fragment> shown,
            Collection<Standing> agreements,
            Team author,
            Team recipient,
            Instant at) {
        try {
            return decideUnguarded(header, shown, agreements, author, recipient, at);
        } catch (RuntimeException undecided) {
            return new Refused(RefusalReason.MALFORMED);
        }
    }

    private static AdmissionDecision decideUnguarded(
            RecordHeader header,
            List<Fragment> shown,
            Collection<Standing> agreements,
            Team author,
            Team recipient,
            Instant at) {
        if (author.equals(recipient)) {
            return new Refused(RefusalReason.NO_AGREEMENT);
        }
        return switch (Terms.at(agreements, author, recipient, at)) {
            // R-ADM-4: terms that we have not got yet, or that start soon, are worth waiting for; lapsed ones are not.
            case Terms.None none -> new Held(HoldReason.NO_AGREEMENT);
            case Terms.NotYet notYet -> new Held(HoldReason.NO_AGREEMENT);
            // A suspension ends, and what was on its way when it began is wanted then.
            case Terms.Suspended suspended -> new Held(HoldReason.NO_AGREEMENT);
            case Terms.Lapsed lapsed -> new Refused(RefusalReason.NO_AGREEMENT);
            case Terms.InForce terms -> underTerms(terms, header, shown, recipient);
        };
    }

    private static AdmissionDecision underTerms(
            Terms.InForce terms, RecordHeader header, List<Fragment> shown, Team recipient) {
        if (header.marking().isEmpty() || !audienceIsOurs(header, recipient)) {
            return new Refused(RefusalReason.MALFORMED);
        }
        Tlp marking = header.marking().get();
        if (terms.ceiling().isEmpty() || marking.isStricterThan(terms.ceiling().get())) {
            return new Refused(RefusalReason.MARKING_ABOVE_CEILING);
        }
        boolean named = header.audience().contains(recipient);
        if ((marking == Tlp.RED || header.limited()) && !named) {
            return new Refused(RefusalReason.NOT_IN_AUDIENCE);
        }
        for (Fragment fragment : shown) {
            if (Release.alwaysTravels(fragment) && fragment.marking().isStricterThan(marking)) {
                return new Refused(RefusalReason.MARKING_UNDERSTATED);
            }
            if (fragment.marking().isStricterThan(terms.ceiling().get())) {
                return new Refused(RefusalReason.MARKING_ABOVE_CEILING);
            }
            if (fragment.marking() == Tlp.RED && !named) {
                return new Refused(RefusalReason.NOT_IN_AUDIENCE);
            }
        }
        return new Admitted(terms.agreementId(), terms.version());
    }

    /// An author shows a receiver its own place in the audience, never another team's.
    private static boolean audienceIsOurs(RecordHeader header, Team recipient) {
        return header.audience().isEmpty()
                || (header.audience().size() == 1 && header.audience().contains(recipient));
    }
}
