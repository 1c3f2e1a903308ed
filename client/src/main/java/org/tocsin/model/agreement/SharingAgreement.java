package org.tocsin.model.agreement;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;

/// The terms that two teams signed: from when to when, what may flow each way and how it is handled. Rules R-AGR-1 to
/// R-AGR-5 and R-AGR-11.
///
/// @param previous of the version before that both signed
public record SharingAgreement(
        Bytes id,
        int version,
        Optional<Digest> previous,
        String title,
        String legalBasis,
        Instant from,
        Instant until,
        Conduct conduct,
        Direction first,
        Direction second) {
    public static final int ID_BYTES = 16;

    /// What may flow one way. No ceiling: nothing may. `backfillDays` is how far its history reaches back
    /// behind the agreement's beginning.
    public record Direction(
            Team from,
            Team to,
            Optional<Tlp> ceiling,
            int backfillDays,
            Onward onward,
            Scope scope,
            Withholding withholding,
            Handling handling) {
        public static final int BACKFILL_DAYS_MAX = 36_500;

        public Direction {
            if (backfillDays < 0 || backfillDays > BACKFILL_DAYS_MAX) {
                throw new IllegalArgumentException("history of 0 to 36500 days, not " + backfillDays);
            }
        }

        /// Every record up to a ceiling, as it is.
        public Direction(Team from, Team to, Optional<Tlp> ceiling, int backfillDays, Onward onward) {
            this(from, to, ceiling, backfillDays, onward, Scope.ALL, Withholding.NOTHING, Handling.OPEN);
        }

        /// Without history, and without handing on.
        public Direction(Team from, Team to, Optional<Tlp> ceiling) {
            this(from, to, ceiling, 0, Onward.NOTHING);
        }

        /// What both let flow. Narrowing is commutative and associative, and never lets anything more flow.
        public Direction narrowedBy(Direction other) {
            if (!from.equals(other.from) || !to.equals(other.to)) {
                throw new IllegalArgumentException("one way is not narrowed by another way");
            }
            return new Direction(
                    from,
                    to,
                    ceiling.flatMap(own -> other.ceiling.map(theirs -> own.isStricterThan(theirs) ? theirs : own)),
                    Math.min(backfillDays, other.backfillDays),
                    onward.narrowedBy(other.onward),
                    scope.narrowedBy(other.scope),
                    withholding.narrowedBy(other.withholding),
                    handling.narrowedBy(other.handling));
        }
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
        Team one = first.from();
        Team other = first.to();
        if (conduct.accession()
                .filter(accession ->
                        !accession.hub().equals(one) && !accession.hub().equals(other))
                .isPresent()) {
            throw new IllegalArgumentException("a hub whose general terms are acceded to is a party");
        }
    }

    /// A first version that says nothing but what flows.
    public SharingAgreement(
            Bytes id,
            int version,
            String title,
            String legalBasis,
            Instant from,
            Instant until,
            Direction first,
            Direction second) {
        this(id, version, Optional.empty(), title, legalBasis, from, until, Conduct.PLAIN, first, second);
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
