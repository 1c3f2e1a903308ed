package org.tocsin.node.intake;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.node.emergency.EmergencyIntake;
import org.tocsin.node.policy.Standing;
import org.tocsin.proof.FragmentTree;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// Judges what partners state about emergencies, as far as that needs nothing that is held. Rules R-EMG-1 to R-EMG-4.
record EmergencyReader(Trust trust, EmergencyIntake intake) {
    /// @throws WireException if the statement is not what its kind says
    Judgement judge(Arrival.Stated stated, Attested attested, Collection<Standing> agreements, Instant at)
            throws WireException {
        Team team = attested.origin().team();
        Optional<PinnedTeam> author = trust.pinned(team);
        if (author.isEmpty()) {
            return new Judgement.Refuse(stated, RefusalReason.NOT_ENTITLED);
        }
        boolean isWhole = FragmentTree.root(FragmentCodec.decodeSet(attested.fragments()))
                .equals(Optional.of(attested.statement().fragmentsRoot()));
        if (!isWhole) {
            return new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        }
        EmergencyIntake.Read read = intake.read(
                attested.statement().kind(),
                attested.statement().references(),
                attested.fragments(),
                author.get(),
                agreements,
                at);
        return switch (read) {
            case EmergencyIntake.Read.Refused refused -> new Judgement.Refuse(stated, refused.reason());
            case EmergencyIntake.Read.Said said -> {
                var place =
                        new EmergencyIntake.Place(team, attested.origin().epoch(), attested.index(), attested.leaf());
                yield new Judgement.Control(
                        stated, attested, new ControlStatement.Called(said.statement(), place, intake));
            }
        };
    }
}
