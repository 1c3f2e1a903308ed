package org.tocsin.node.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.node.policy.ReleaseDecision.Released;
import org.tocsin.node.policy.ReleaseDecision.Withheld;

/// The one gate outwards: whether a record of ours goes to a recipient at an instant. Pure; in doubt it withholds.
///
/// Source: rules R-REL-1 to R-REL-5.
public final class Release {
    private Release() {}

    /// Decides. The fragments are all fragments of the record, withheld ones included; the agreements are those that
    /// both parties signed, in any order, and may contain other teams' and older versions.
    public static ReleaseDecision decide(
            RecordHeader header,
            List<Fragment> fragments,
            Collection<Standing> agreements,
            Team author,
            Team recipient,
            Instant at) {
        try {
            return decideUnguarded(header, fragments, agreements, author, recipient, at);
        } catch (RuntimeException undecided) {
            return new Withheld(WithholdReason.POLICY_ERROR);
        }
    }

    private static ReleaseDecision decideUnguarded(
            RecordHeader header,
            List<Fragment> fragments,
            Collection<Standing> agreements,
            Team author,
            Team recipient,
            Instant at) {
        // R-REL-1: nothing leaves without an agreement in force at this instant.
        if (author.equals(recipient) || !(Terms.at(agreements, author, recipient, at) instanceof Terms.InForce terms)) {
            return new Withheld(WithholdReason.NO_AGREEMENT);
        }
        // R-REL-2: the strictest of the header and of every part that always travels must be within the ceiling.
        Tlp marking = marking(header, fragments);
        if (terms.ceiling().isEmpty() || marking.isStricterThan(terms.ceiling().get())) {
            return new Withheld(WithholdReason.MARKING_ABOVE_CEILING);
        }
        // R-REL-4: RED, and what has an audience, goes to the teams named only. An empty audience names nobody.
        boolean named = header.audience().contains(recipient);
        if ((marking == Tlp.RED || header.limited()) && !named) {
            return new Withheld(WithholdReason.NOT_IN_AUDIENCE);
        }
        return new Released(
                terms.agreementId(),
                terms.version(),
                new Disclosure(recipient, terms.ceiling().get(), named));
    }

    private static Tlp marking(RecordHeader header, List<Fragment> fragments) {
        Tlp strictest = header.marking().orElse(Tlp.RED);
        for (Fragment fragment : fragments) {
            if (alwaysTravels(fragment)) {
                strictest = Tlp.strictest(strictest, fragment.marking());
            }
        }
        return strictest;
    }

    /// Whether a released record is nothing without this fragment. Objects, properties and most facets can be left out
    /// alone (R-REL-3).
    static boolean alwaysTravels(Fragment fragment) {
        return switch (fragment) {
            case Fragment.Frame frame -> true;
            case Fragment.Document document -> true;
            case Fragment.Approval approval -> true;
            case Fragment.Facet facet -> facet.facet() == FacetKind.MARKING || facet.facet() == FacetKind.AUDIENCE;
            // An object is marked above its record only where the cut was not possible (R-REC-6).
            case Fragment.StixObject object -> false;
            case Fragment.Property property -> false;
            case Fragment.Audience audience -> false;
        };
    }
}
