package org.tocsin.node.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// One question to the gate inwards: is what this team delivered taken in at this instant.
record AdmissionCase(
        RecordSubject subject, Collection<Standing> agreements, Team author, Team recipient, Instant at, Terms terms) {
    AdmissionCase(RecordSubject subject, Collection<Standing> agreements, Team author, Team recipient, Instant at) {
        this(subject, agreements, author, recipient, at, Terms.at(agreements, author, recipient, at));
    }

    RecordHeader header() {
        return subject.header();
    }

    boolean isInForce() {
        return terms instanceof Terms.InForce && !author.equals(recipient);
    }

    Direction direction() {
        return inForce().direction();
    }

    Terms.InForce inForce() {
        if (terms instanceof Terms.InForce inForce) {
            return inForce;
        }
        throw new IllegalStateException("no terms are in force");
    }

    Optional<Tlp> ceiling() {
        return direction().ceiling();
    }

    boolean isNamed() {
        return header().audience().contains(recipient);
    }
}
