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

    /// What may flow one way. No ceiling: nothing may. `backfillDays` is how far its history reaches back
    /// behind the agreement's beginning.
    public record Direction(Team from, Team to, Optional<Tlp> ceiling, int backfillDays, Onward onward) {
        public static final int BACKFILL_DAYS_MAX = 36_500;

        public Direction {
            if (backfillDays < 0 || backfillDays > BACKFILL_DAYS_MAX) {
                throw new IllegalArgumentException("history of 0 to 36500 days, not " + backfillDays);
            }
        }

        /// Without history, and without handing on.
        public Direction(Team from, Team to, Optional<Tlp> ceiling) {
            this(from, to, ceiling, 0, Onward.NOTHING);
        }
    }

    /// Whether the receiver may hand on what it received, and whether receipts come back from those behind it.
    public record Onward(boolean asMarked, boolean receiptsToAuthor) {
        public static final Onward NOTHING = new Onward(false, false);
    }

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
        return direction(author, recipient).flatMap(Direction::ceiling);
    }

    /// What was agreed for one way; empty if a team is not a party.
    public Optional<Direction> direction(Team author, Team recipient) {
        if (first.from().equals(author) && first.to().equals(recipient)) {
            return Optional.of(first);
        }
        if (second.from().equals(author) && second.to().equals(recipient)) {
            return Optional.of(second);
        }
        return Optional.empty();
    }

    public boolean isBetween(Team one, Team other) {
        return (first.from().equals(one) && first.to().equals(other))
                || (first.from().equals(other) && first.to().equals(one));
    }
}
