package org.tocsin.node.policy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.AgreementAct.Act;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;

/// A version that both parties signed, and what either of them stated alone about the agreement since. Rules R-AGR-8,
/// R-AGR-9.
///
/// Made by `of`, which narrows once: decisions are made a million times.
///
/// @param agreement as signed
/// @param suspendedBy the parties that suspended it and have not resumed
/// @param restrictions that are not lifted, in any order: narrowing is commutative
/// @param terminatedAt the earliest end that a party stated; empty if none did
/// @param first what may flow the first way, by the terms and every restriction
/// @param second what may flow the second way, likewise
public record Standing(
        SharingAgreement agreement,
        SortedSet<Team> suspendedBy,
        List<Restriction> restrictions,
        Optional<Instant> terminatedAt,
        Direction first,
        Direction second) {
    /// A restriction that is not lifted, by the number of its party's act.
    public record Restriction(Team by, int number, Act.Restrict limits) {}

    public Standing {
        suspendedBy = Collections.unmodifiableSortedSet(new TreeSet<>(suspendedBy));
        restrictions = List.copyOf(restrictions);
    }

    /// A version as it was signed: nothing was stated since.
    public static Standing of(SharingAgreement agreement) {
        return of(agreement, new TreeSet<>(), List.of(), Optional.empty());
    }

    public static Standing of(
            SharingAgreement agreement,
            SortedSet<Team> suspendedBy,
            List<Restriction> restrictions,
            Optional<Instant> terminatedAt) {
        Direction first = agreement.first();
        Direction second = agreement.second();
        for (Restriction restriction : restrictions) {
            first = narrowed(first, restriction.limits());
            second = narrowed(second, restriction.limits());
        }
        return new Standing(agreement, suspendedBy, restrictions, terminatedAt, first, second);
    }

    /// A restriction between other teams than the agreement lets nothing flow: it was meant to limit something.
    private static Direction narrowed(Direction direction, Act.Restrict limits) {
        return limits.direction(direction.from(), direction.to())
                .map(direction::narrowedBy)
                .orElseGet(
                        () -> direction.narrowedBy(new Direction(direction.from(), direction.to(), Optional.empty())));
    }

    /// From when on nothing flows any more: its date, or a termination before that.
    public Instant end() {
        return terminatedAt.filter(end -> end.isBefore(agreement.until())).orElse(agreement.until());
    }

    /// Whether its dates are running. A suspended one may be.
    public boolean runsAt(Instant instant) {
        return !instant.isBefore(agreement.from()) && instant.isBefore(end());
    }

    public boolean isSuspended() {
        return !suspendedBy.isEmpty();
    }

    public boolean isBetween(Team one, Team other) {
        return agreement.isBetween(one, other);
    }

    /// What may flow one way; empty if a team is not a party.
    public Optional<Direction> direction(Team author, Team recipient) {
        if (first.from().equals(author) && first.to().equals(recipient)) {
            return Optional.of(first);
        }
        return second.from().equals(author) && second.to().equals(recipient) ? Optional.of(second) : Optional.empty();
    }
}
