package org.tocsin.node.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.model.agreement.Withholding;

/// One question to the gate outwards: may this record go to this team at this instant. What several rules need is found
/// out once.
final class ReleaseCase {
    final RecordSubject subject;
    final Collection<Standing> agreements;
    final Team author;
    final Team recipient;
    final Instant at;
    final Terms terms;
    private @Nullable Tlp marking;
    private @Nullable Disclosure disclosure;

    ReleaseCase(RecordSubject subject, Collection<Standing> agreements, Team author, Team recipient, Instant at) {
        this.subject = subject;
        this.agreements = agreements;
        this.author = author;
        this.recipient = recipient;
        this.at = at;
        this.terms = Terms.at(agreements, author, recipient, at);
    }

    RecordHeader header() {
        return subject.header();
    }

    boolean isInForce() {
        return terms instanceof Terms.InForce && !author.equals(recipient);
    }

    /// Only where there are terms in force.
    Direction direction() {
        return inForce().direction();
    }

    Terms.InForce inForce() {
        if (terms instanceof Terms.InForce inForce) {
            return inForce;
        }
        throw new IllegalStateException("no terms are in force");
    }

    boolean isNamed() {
        return header().audience().contains(recipient);
    }

    /// The strictest of the header and of every part that always travels.
    Tlp marking() {
        Tlp known = marking;
        if (known == null) {
            known = strictest();
            marking = known;
        }
        return known;
    }

    private Tlp strictest() {
        Tlp strictest = header().marking().orElse(Tlp.RED);
        for (Fragment fragment : subject.fragments()) {
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
            case Fragment.Facet facet ->
                switch (facet.facet()) {
                    // Without them a receiver does not know what it may do.
                    case MARKING, AUDIENCE, PAP, IEP -> true;
                    case TYPES, RSIT, SECTORS, COUNTRIES, CONFIDENCE, LANGUAGES, OCCURRED, EMBARGO -> false;
                };
            // An object is marked above its record only where the cut was not possible (R-REC-6).
            case Fragment.StixObject object -> false;
            case Fragment.Property property -> false;
            case Fragment.Audience audience -> false;
        };
    }

    /// What the recipient would see. Only where there are terms in force with a ceiling.
    Disclosure disclosure() {
        Disclosure known = disclosure;
        if (known == null) {
            Withholding withholding = direction().withholding();
            Map<Long, PartReason> objects = withholding.isNothing()
                    ? Map.of()
                    : Disclosure.withheld(withholding, subject.content().get());
            known = new Disclosure(
                    recipient, direction().ceiling().orElseThrow(), isNamed(), withholding.marked(), objects);
            disclosure = known;
        }
        return known;
    }
}
