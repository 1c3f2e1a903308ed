package org.tocsin.node.directory;

import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.model.agreement.SharingAgreement.Direction;
import org.tocsin.proof.Sha256;
import org.tocsin.wire.AgreementCodec;
import org.tocsin.wire.WireException;

/// Accessions to a hub's general terms: what a hub offers to all, each member signs with the hub alone. Rule R-AGR-10.
///
/// @param general the exact bytes of the general terms that this node knows, its own or its hub's; empty if it knows
/// none
record Accessions(Optional<Bytes> general) {
    /// Who stands in general terms where a member is to stand.
    static final Team MEMBER = new Team("member.invalid");

    static final Accessions NONE = new Accessions(Optional.empty());

    /// Why an agreement is not the accession that it says it is; empty if it is, or says nothing of the kind.
    ///
    /// A hub takes no accession to terms that it does not offer; a member that does not have its hub's general terms
    /// signs what its officers read.
    Optional<String> objection(SharingAgreement agreement, Team own) {
        Optional<Conduct.Accession> said = agreement.conduct().accession();
        if (said.isEmpty()) {
            return Optional.empty();
        }
        Team hub = said.get().hub();
        Team first = agreement.first().from();
        Team member = first.equals(hub) ? agreement.first().to() : first;
        boolean known = general.map(Sha256::of).equals(Optional.of(said.get().generalTerms()));
        if (!known) {
            return hub.equals(own) ? Optional.of("it accedes to terms that we do not offer") : Optional.empty();
        }
        return accedes(agreement, hub, member)
                ? Optional.empty()
                : Optional.of("its terms are not the general terms that it names");
    }

    private boolean accedes(SharingAgreement agreement, Team hub, Team member) {
        try {
            SharingAgreement offered = AgreementCodec.decode(general.orElseThrow());
            return offered.isBetween(hub, MEMBER)
                    && offered.conduct().equals(alone(agreement.conduct()))
                    && agreement.direction(hub, member).equals(named(offered.direction(hub, MEMBER), hub, member))
                    && agreement.direction(member, hub).equals(named(offered.direction(MEMBER, hub), member, hub));
        } catch (WireException unreadable) {
            return false;
        }
    }

    private static Conduct alone(Conduct conduct) {
        return new Conduct(
                conduct.review(),
                conduct.noticeDays(),
                conduct.approvals(),
                conduct.languages(),
                conduct.emergency(),
                conduct.checkInDays(),
                conduct.annexes(),
                Optional.empty());
    }

    private static Optional<Direction> named(Optional<Direction> offered, Team from, Team to) {
        return offered.map(direction -> new Direction(
                from,
                to,
                direction.ceiling(),
                direction.backfillDays(),
                direction.onward(),
                direction.scope(),
                direction.withholding(),
                direction.handling()));
    }
}
