package org.tocsin.node.intake;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.control.Relay;
import org.tocsin.node.delivery.Partners;
import org.tocsin.node.emergency.EmergencyIntake;
import org.tocsin.node.emergency.RelayIntake;
import org.tocsin.node.policy.Standing;
import org.tocsin.proof.FragmentTree;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;
import org.tocsin.wire.FragmentCodec;
import org.tocsin.wire.WireException;

/// Judges what partners state about emergencies, as far as that needs nothing that is held. Rules R-EMG-1 to R-EMG-4,
/// R-EMG-9.
record EmergencyReader(Trust trust, EmergencyIntake intake, Partners partners) {
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
                Optional<Team> via =
                        attested.relay().map(relay -> stated.frame().origin().team());
                yield new Judgement.Control(
                        stated, attested, new ControlStatement.Called(said.statement(), place, intake, via));
            }
        };
    }

    /// Whether a partner's records may come ahead of its emergencies. Rule R-EMG-11.
    boolean takesRecords(Team author, Collection<Standing> agreements, Instant at) {
        return intake.takesRecords(agreements, author, at);
    }

    /// What comes through a mutual partner: to be handed on, or judged as if its author had sent it. Rule R-EMG-9.
    ///
    /// @throws WireException if it is not what relays are
    Judgement relayed(Arrival.Stated stated, Attested relay, Instant at) throws WireException {
        Optional<Bytes> document = ControlReader.document(relay.statement(), relay.fragments());
        if (document.isEmpty()) {
            return new Judgement.Refuse(stated, RefusalReason.MALFORMED);
        }
        Team from = relay.origin().team();
        return switch (intake.relays().read(from, relay.statement().references(), document.get(), at)) {
            case RelayIntake.Read.Refused refused -> new Judgement.Refuse(stated, refused.reason());
            case RelayIntake.Read.Onward onward ->
                new Judgement.Control(stated, relay, new ControlStatement.HandedOver(onward, intake.relays()));
            case RelayIntake.Read.Opened opened -> {
                var author = opened.author();
                var attested = new Attested(
                        author.origin(),
                        author.index(),
                        author.leafHash(),
                        author.statement(),
                        opened.fragments(),
                        Optional.of(new Relay(opened.evidence(), opened.manifests())));
                yield judge(
                        stated, attested, partners.agreements(author.origin().team()), at);
            }
        };
    }
}
