package org.tocsin.node.witness;

import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Origin;
import org.tocsin.model.Receipt.RefusalReason;
import org.tocsin.model.Team;
import org.tocsin.model.control.Equivocation;
import org.tocsin.model.control.Sighting;
import org.tocsin.node.ledger.Batch;
import org.tocsin.proof.Checkpoint;
import org.tocsin.proof.CheckpointVerifier;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;
import org.tocsin.witness.EquivocationVerdict;
import org.tocsin.witness.EquivocationVerifier;
import org.tocsin.witness.Witnessed;

/// Takes in what partners saw of third teams' ledgers, and what they hold against them. Nothing counts but what the
/// third
/// team itself signed. Rules R-SEE-3 and R-EVI-3.
public final class WitnessIntake {
    private final Trust trust;
    private final Doubts doubts;
    private final Comparing comparing;

    WitnessIntake(Trust trust, Doubts doubts, Comparing comparing) {
        this.trust = trust;
        this.doubts = doubts;
        this.comparing = comparing;
    }

    /// Why a sighting is not taken; empty if it is.
    public Optional<RefusalReason> objection(Team from, Sighting sighting) {
        Origin origin = sighting.seen().origin();
        Optional<PinnedTeam> author = author(from, origin.team());
        if (author.isEmpty()) {
            return Optional.of(RefusalReason.NOT_ENTITLED);
        }
        boolean isSigned = CheckpointVerifier.claimed(sighting.checkpoint())
                        .filter(new Checkpoint(origin, sighting.seen().head())::equals)
                        .isPresent()
                && author.get()
                        .everSigned(
                                sighting.checkpoint(), origin, sighting.seen().head());
        return isSigned ? Optional.empty() : Optional.of(RefusalReason.EVIDENCE_FAILED);
    }

    /// Why evidence is not taken; empty if it is.
    public Optional<RefusalReason> objection(Team from, Equivocation evidence) {
        Optional<Team> accused = CheckpointVerifier.claimed(evidence.first().checkpoint())
                .flatMap(checkpoint -> team(checkpoint.origin()));
        if (accused.isEmpty()) {
            return Optional.of(RefusalReason.EVIDENCE_FAILED);
        }
        Optional<PinnedTeam> author = author(from, accused.get());
        if (author.isEmpty()) {
            return Optional.of(RefusalReason.NOT_ENTITLED);
        }
        return verdict(author.get(), evidence) instanceof EquivocationVerdict.Proven
                ? Optional.empty()
                : Optional.of(RefusalReason.EVIDENCE_FAILED);
    }

    /// Nobody is heard about itself, nor about us.
    private Optional<PinnedTeam> author(Team from, Team team) {
        return team.equals(from) || team.equals(trust.own()) ? Optional.empty() : trust.pinned(team);
    }

    private static Optional<Team> team(String origin) {
        try {
            return Optional.of(Origin.parse(origin).team());
        } catch (IllegalArgumentException notAnOrigin) {
            return Optional.empty();
        }
    }

    private static EquivocationVerdict verdict(PinnedTeam accused, Equivocation evidence) {
        return EquivocationVerifier.verify(accused.rootFingerprint(), evidence);
    }

    /// Takes a sighting that there is no objection to.
    public void seen(Batch batch, Team from, Sighting sighting) {
        comparing.compare(
                batch,
                sighting.seen().origin(),
                Witnessed.head(sighting.seen().head(), sighting.checkpoint()),
                from.domain());
    }

    /// Takes evidence that there is no objection to.
    public void accused(Batch batch, Team from, Equivocation evidence, Bytes document) {
        CheckpointVerifier.claimed(evidence.first().checkpoint())
                .flatMap(checkpoint -> team(checkpoint.origin()))
                .flatMap(trust::pinned)
                .map(accused -> verdict(accused, evidence))
                .ifPresent(verdict -> {
                    if (verdict instanceof EquivocationVerdict.Proven proven) {
                        doubts.proven(batch, proven.origin(), evidence, document, proven.what(), Optional.of(from));
                    }
                });
    }
}
