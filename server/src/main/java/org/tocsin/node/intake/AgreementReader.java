package org.tocsin.node.intake;

import java.util.Optional;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.node.directory.AgreementIntake;
import org.tocsin.proof.FragmentTree;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// Judges what partners state about agreements, as far as that needs nothing that is held. Rules R-AGR-1, R-AGR-6.
record AgreementReader(Trust trust, AgreementIntake intake) {
    /// @throws WireException if the statement is not what its kind says
    Judgement judge(Arrival.Stated stated, Attested attested) throws WireException {
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
        return switch (intake.read(attested.statement().kind(), attested.fragments(), author.get())) {
            case AgreementIntake.Read.Refused refused -> new Judgement.Refuse(stated, refused.reason());
            case AgreementIntake.Read.Said said -> {
                var proof = new EvidenceCodec.Proof(
                        author.get().signed(),
                        ReceivedTable.evidence(stated.frame(), stated.entry(), attested.fragments()));
                var place = new AgreementIntake.Place(
                        team, attested.origin().epoch(), attested.index(), attested.leaf(), proof);
                yield new Judgement.Control(
                        stated, attested, new ControlStatement.Agreed(said.statement(), place, intake));
            }
        };
    }
}
