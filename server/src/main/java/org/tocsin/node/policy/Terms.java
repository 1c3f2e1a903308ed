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
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// The terms that govern one direction between two teams at an instant.
///
/// Of each agreement the highest version that both signed counts, and only that: it replaces the ones before it at
/// once, so a lapsed or not yet started version lets nothing flow, whatever older versions say. It is narrowed by every
/// restriction that either party has not lifted, lets nothing flow while either has it suspended, and ends when either
/// terminates it. Of several agreements whose dates run each narrows the others. Rules R-AGR-3, R-AGR-4, R-AGR-8,
/// R-AGR-9.
sealed interface Terms {
    /// These terms are in force.
    ///
    /// @param agreementId of the agreement with the strictest ceiling, and of those the first by id
    /// @param direction what may flow, by all agreements together; no ceiling: nothing may
    record InForce(Bytes agreementId, int version, Direction direction) implements Terms {
        Optional<Tlp> ceiling() {
            return direction.ceiling();
        }
    }

    /// There are terms, and a party suspended them.
    record Suspended(Bytes agreementId, int version) implements Terms {}

    /// There are terms, and the earliest of them has yet to start.
    record NotYet() implements Terms {}

    /// There were terms, and they lapsed or were terminated.
    record Lapsed() implements Terms {}

    /// The two teams have no agreement.
    record None() implements Terms {}

    static Terms at(Collection<Standing> standings, Team author, Team recipient, Instant at) {
        List<Standing> latest = latest(standings, author, recipient);
        if (latest.isEmpty()) {
            return new None();
        }
        InForce inForce = null;
        boolean notYet = false;
        for (Standing standing : latest) {
            if (standing.runsAt(at)) {
                // A suspended agreement lets nothing flow, and so none of those beside it does.
                if (standing.isSuspended()) {
                    return new Suspended(
                            standing.agreement().id(), standing.agreement().version());
                }
                InForce terms = new InForce(
                        standing.agreement().id(),
                        standing.agreement().version(),
                        standing.direction(author, recipient).orElseThrow());
                inForce = inForce == null ? terms : together(inForce, terms);
            } else if (at.isBefore(standing.agreement().from())
                    && standing.agreement().from().isBefore(standing.end())) {
                notYet = true;
            }
        }
        if (inForce != null) {
            return inForce;
        }
        return notYet ? new NotYet() : new Lapsed();
    }

    /// The agreements that count between two teams, as people are shown them.
    static List<Trace.Looked> looked(Collection<Standing> standings, Team author, Team recipient, Instant at) {
        List<Trace.Looked> looked = new ArrayList<>();
        for (Standing standing : latest(standings, author, recipient)) {
            SharingAgreement agreement = standing.agreement();
            looked.add(new Trace.Looked("agreement", agreement.id().hex()));
            looked.add(new Trace.Looked("version", String.valueOf(agreement.version())));
            looked.add(new Trace.Looked("from", agreement.from().toString()));
            looked.add(new Trace.Looked("until", agreement.until().toString()));
            standing.terminatedAt().ifPresent(end -> looked.add(new Trace.Looked("terminated", end.toString())));
            standing.suspendedBy().forEach(team -> looked.add(new Trace.Looked("suspended by", team.domain())));
            standing.restrictions()
                    .forEach(restriction -> looked.add(
                            new Trace.Looked("restricted by", restriction.by().domain())));
        }
        looked.add(new Trace.Looked("now", at.toString()));
        return looked;
    }

    /// Of each agreement the version that counts.
    static List<Standing> latest(Collection<Standing> standings, Team author, Team recipient) {
        if (standings.size() == 1) {
            Standing only = standings.iterator().next();
            return only.isBetween(author, recipient) ? List.of(only) : List.of();
        }
        Map<Bytes, Standing> byId = new HashMap<>();
        for (Standing standing : standings) {
            if (standing.isBetween(author, recipient)) {
                byId.merge(standing.agreement().id(), standing, Terms::later);
            }
        }
        List<Standing> ordered = new ArrayList<>(byId.values());
        ordered.sort((a, b) -> a.agreement().id().compareTo(b.agreement().id()));
        return ordered;
    }

    private static Standing later(Standing a, Standing b) {
        return a.agreement().version() >= b.agreement().version() ? a : b;
    }

    private static InForce together(InForce a, InForce b) {
        boolean second = a.ceiling().isPresent()
                && (b.ceiling().isEmpty()
                        || a.ceiling().get().isStricterThan(b.ceiling().get()));
        InForce strictest = second ? b : a;
        return new InForce(
                strictest.agreementId(), strictest.version(), a.direction().narrowedBy(b.direction()));
    }
}
