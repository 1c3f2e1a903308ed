package org.tocsin.node.intake;

import java.util.Optional;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.node.witness.WitnessIntake;
import org.tocsin.wire.WireException;

/// Judges what partners state about third teams' ledgers, as far as that needs nothing that is held. Rules R-SEE-3 and
/// R-EVI-3.
record WitnessReader(WitnessIntake intake) {
    /// @throws WireException if the statement is not what its kind says
    Judgement judge(Arrival.Stated stated, Attested attested) throws WireException {
        Optional<ControlStatement> said = ControlReader.read(attested.statement(), attested.fragments());
        if (said.isEmpty()) {
            return new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        }
        Team from = attested.origin().team();
        return switch (said.get()) {
            case ControlStatement.Sighted sighted ->
                judged(
                        stated,
                        attested,
                        intake.objection(from, sighted.sighting()),
                        new ControlStatement.Sighted(sighted.sighting(), Optional.of(intake)));
            case ControlStatement.Accused accused ->
                judged(
                        stated,
                        attested,
                        intake.objection(from, accused.evidence()),
                        new ControlStatement.Accused(accused.evidence(), accused.document(), Optional.of(intake)));
            case ControlStatement other -> new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        };
    }

    private static Judgement judged(
            Arrival.Stated stated, Attested attested, Optional<RefusalReason> objection, ControlStatement said) {
        return objection.isPresent()
                ? new Judgement.Refuse(stated, objection.get())
                : new Judgement.Control(stated, attested, said);
    }
}
