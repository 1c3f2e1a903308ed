package org.tocsin.node.directory;

import java.time.Instant;
import java.util.List;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.node.directory.Agreements.State;
import org.tocsin.node.policy.Standing;
import org.tocsin.node.store.Session;

/// Where versions of agreements are in their lives. Rules R-AGR-3, R-AGR-5, R-AGR-8, R-AGR-9.
final class AgreementStates {
    private AgreementStates() {}

    /// A version that only one party signed.
    static State open(Session session, SharingAgreement agreement) {
        boolean crossed =
                AgreementTable.own(session, agreement.id(), agreement.version()).isPresent()
                        && AgreementTable.theirs(session, agreement.id(), agreement.version())
                                .isPresent();
        if (crossed) {
            return State.CROSSED;
        }
        AgreementActs acts = AgreementActs.of(AgreementActTable.of(session, agreement.id()));
        if (acts.isDeclined(agreement.version())) {
            return State.DECLINED;
        }
        return AgreementIntake.follows(session, agreement) ? State.PROPOSED : State.OVERTAKEN;
    }

    /// A version that both parties signed.
    ///
    /// @param all that both signed, of the same two
    static State signed(Standing standing, List<Standing> all, Instant now) {
        SharingAgreement agreement = standing.agreement();
        boolean replaced = all.stream()
                .map(Standing::agreement)
                .anyMatch(other -> other.id().equals(agreement.id()) && other.version() > agreement.version());
        if (replaced) {
            return State.REPLACED;
        }
        if (!now.isBefore(standing.end())) {
            return standing.end().isBefore(agreement.until()) ? State.TERMINATED : State.LAPSED;
        }
        if (standing.isSuspended()) {
            return State.SUSPENDED;
        }
        return now.isBefore(agreement.from()) ? State.NOT_YET_IN_FORCE : State.IN_FORCE;
    }
}
