package org.tocsin.node.intake;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.control.Introduction;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.directory.AgreementIntake;
import org.tocsin.node.directory.IntroductionIntake;
import org.tocsin.proof.FragmentTree;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;
import org.tocsin.wire.ControlCodec;
import org.tocsin.wire.EvidenceCodec;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.ManifestCodec;
import org.tocsin.wire.WireException;

/// Judges what partners state about agreements, and about themselves, as far as that needs nothing that is held. Rules
/// R-AGR-1, R-AGR-6, R-PRO-3, R-MAN-8, R-PEER-4.
record AgreementReader(Trust trust, AgreementIntake intake, Partners partners) {
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

    /// A team speaks for itself only.
    ///
    /// @throws WireException if the statement is not what its kind says
    Judgement profile(Arrival.Stated stated, Attested attested) throws WireException {
        Optional<ControlStatement> said = ControlReader.read(attested.statement(), attested.fragments());
        if (said.isEmpty() || !(said.get() instanceof ControlStatement.Profiled profiled)) {
            return new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        }
        if (!profiled.profile().team().equals(attested.origin().team())) {
            return new Judgement.Refuse(stated, RefusalReason.NOT_ENTITLED);
        }
        var taking =
                new ControlStatement.Profiled(profiled.profile(), profiled.document(), Optional.of(intake.profiles()));
        return new Judgement.Control(stated, attested, taking);
    }

    /// What is introduced must follow from its own root, and be neither of the two teams.
    ///
    /// @throws WireException if the statement is not what its kind says
    Judgement introduction(Arrival.Stated stated, Attested attested) throws WireException {
        Optional<Bytes> document = ControlReader.document(attested.statement(), attested.fragments());
        if (document.isEmpty()) {
            return new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        }
        Introduction said = ControlCodec.decodeIntroduction(document.get());
        Team introducer = attested.origin().team();
        if (said.team().equals(introducer) || said.team().equals(trust.own())) {
            return new Judgement.Refuse(stated, RefusalReason.NOT_ENTITLED);
        }
        return switch (intake.introductions().read(introducer, said)) {
            case IntroductionIntake.Read.Refused refused -> new Judgement.Refuse(stated, refused.reason());
            case IntroductionIntake.Read.Said whole ->
                new Judgement.Control(stated, attested, new ControlStatement.Introduced(whole, intake.introductions()));
        };
    }

    /// A manifest counts by its root's signature, from the moment it is read: the statement only brings it.
    ///
    /// @throws WireException if the statement is not what its kind says
    Judgement manifest(Arrival.Stated stated, Attested attested) throws WireException {
        Optional<Bytes> document = ControlReader.document(attested.statement(), attested.fragments());
        if (document.isEmpty()) {
            return new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        }
        TeamManifest.Signed signed = ManifestCodec.decodeSigned(document.get());
        return partners.extend(attested.origin().team(), List.of(signed))
                ? new Judgement.Control(stated, attested, new ControlStatement.Announced())
                : new Judgement.Refuse(stated, RefusalReason.NOT_ENTITLED);
    }
}
