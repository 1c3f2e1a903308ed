package org.tocsin.node.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.SharingAgreement;

/// The terms that govern one direction between two teams at an instant.
///
/// Of each agreement the highest version that both signed counts, and only that: it replaces the ones before it at
/// once,
/// so a lapsed or not yet started version lets nothing flow, whatever older versions say. Of several agreements in
/// force the strictest ceiling binds. Rules R-AGR-3, R-AGR-4.
sealed interface Terms {
    /// These terms are in force; no ceiling: nothing may flow.
    record InForce(Bytes agreementId, int version, Optional<Tlp> ceiling) implements Terms {}

    /// There are terms, and the earliest of them has yet to start.
    record NotYet() implements Terms {}

    /// There were terms, and they lapsed.
    record Lapsed() implements Terms {}

    /// The two teams have no agreement.
    record None() implements Terms {}

    static Terms at(Collection<SharingAgreement> agreements, Team author, Team recipient, Instant at) {
        List<SharingAgreement> latest = latest(agreements, author, recipient);
        if (latest.isEmpty()) {
            return new None();
        }
        InForce strictest = null;
        boolean notYet = false;
        for (SharingAgreement agreement : latest) {
            if (agreement.inForceAt(at)) {
                InForce terms = new InForce(agreement.id(), agreement.version(), agreement.ceiling(author, recipient));
                strictest = strictest == null ? terms : stricter(strictest, terms);
            } else if (at.isBefore(agreement.from())) {
                notYet = true;
            }
        }
        if (strictest != null) {
            return strictest;
        }
        return notYet ? new NotYet() : new Lapsed();
    }

    private static List<SharingAgreement> latest(Collection<SharingAgreement> agreements, Team author, Team recipient) {
        if (agreements.size() == 1) {
            SharingAgreement only = agreements.iterator().next();
            return only.isBetween(author, recipient) ? List.of(only) : List.of();
        }
        Map<Bytes, SharingAgreement> byId = new HashMap<>();
        for (SharingAgreement agreement : agreements) {
            if (agreement.isBetween(author, recipient)) {
                byId.merge(agreement.id(), agreement, (a, b) -> a.version() >= b.version() ? a : b);
            }
        }
        List<SharingAgreement> ordered = new ArrayList<>(byId.values());
        ordered.sort((a, b) -> a.id().compareTo(b.id()));
        return ordered;
    }

    private static InForce stricter(InForce a, InForce b) {
        if (a.ceiling().isEmpty() || b.ceiling().isEmpty()) {
            return a.ceiling().isEmpty() ? a : b;
        }
        return a.ceiling().get().isStricterThan(b.ceiling().get()) ? b : a;
    }
}
