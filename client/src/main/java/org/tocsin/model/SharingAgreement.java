package org.tocsin.model;

import java.time.Instant;
import java.util.Optional;

/// The terms that two teams signed: from when to when, and the strictest marking that may flow each way. Rules R-AGR-1
/// to R-AGR-4.
public record SharingAgreement(
        Bytes id,
        int version,
        String title,
        String legalBasis,
        Instant from,
        Instant until,
        Direction first,
        Direction second) {
    public static final int ID_BYTES = 16;

    /// What may flow one way. No ceiling: nothing may.
    public record Direction(Team from, Team to, Optional<Tlp> ceiling) {}

    public SharingAgreement {
        if (id.length() != ID_BYTES || version < 1) {
            throw new IllegalArgumentException("an agreement has an id of 16 bytes and a version from 1");
        }
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("an agreement lapses after it comes into force");
        }
        if (first.from().compareTo(first.to()) >= 0
                || !second.from().equals(first.to())
                || !second.to().equals(first.from())) {
            throw new IllegalArgumentException("two directions between two teams, the lower team's first");
        }
    }

    public boolean inForceAt(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(until);
    }

    /// The strictest marking that may flow from one team to the other; none if nothing may, or a team is not a party.
    public Optional<Tlp> ceiling(Team author, Team recipient) {
        if (first.from().equals(author) && first.to().equals(recipient)) {
            return first.ceiling();
        }
        if (second.from().equals(author) && second.to().equals(recipient)) {
            return second.ceiling();
        }
        return Optional.empty();
    }

    public boolean isBetween(Team one, Team other) {
        return (first.from().equals(one) && first.to().equals(other))
                || (first.from().equals(other) && first.to().equals(one));
    }
}
