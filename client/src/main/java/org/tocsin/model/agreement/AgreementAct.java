package org.tocsin.model.agreement;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;

/// What one party states about an agreement alone. Rule R-AGR-8.
///
/// @param number counts what this party states about this agreement, from 1 without a gap
public record AgreementAct(Bytes agreement, int version, Team to, int number, String reason, Instant at, Act act) {
    public AgreementAct {
        if (agreement.length() != SharingAgreement.ID_BYTES || version < 1 || number < 1) {
            throw new IllegalArgumentException("an act names an agreement, a version from 1 and a number from 1");
        }
    }

    /// What is stated.
    public sealed interface Act {
        /// Does not sign the version proposed.
        record Decline() implements Act {}

        /// Nothing with content flows either way until this party resumes.
        record Suspend() implements Act {}

        record Resume() implements Act {}

        /// Less may flow from now on, until this party lifts it.
        record Restrict(SharingAgreement.Direction first, SharingAgreement.Direction second) implements Act {
            /// What may flow one way at most; empty if a team is not a party.
            public Optional<SharingAgreement.Direction> direction(Team author, Team recipient) {
                if (first.from().equals(author) && first.to().equals(recipient)) {
                    return Optional.of(first);
                }
                return second.from().equals(author) && second.to().equals(recipient)
                        ? Optional.of(second)
                        : Optional.empty();
            }
        }

        /// Ends a restriction of this party's own, by the number of its act.
        record Lift(int restriction) implements Act {}

        /// The agreement ends at an instant, after its notice.
        record Terminate(Instant effective) implements Act {}
    }
}
