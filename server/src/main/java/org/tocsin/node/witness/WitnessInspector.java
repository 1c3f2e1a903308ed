package org.tocsin.node.witness;

import java.util.Optional;
import java.util.function.Function;
import org.tocsin.model.Team;
import org.tocsin.node.ledger.Inspector;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.StoreException;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.wire.WireException;
import org.tocsin.wire.WitnessCodec;
import org.tocsin.witness.EquivocationVerdict;
import org.tocsin.witness.EquivocationVerifier;

/// Checks what speaks against partners: every row against its seal, evidence against the accused team's root, heads
/// that wait to be compared against their signatures.
public final class WitnessInspector implements Inspector {
    private final Function<Team, Optional<PinnedTeam>> teams;

    /// @param teams the pinned teams, as the directory's inspector verified them
    public WitnessInspector(Function<Team, Optional<PinnedTeam>> teams) {
        this.teams = teams;
    }

    @Override
    public String name() {
        return "what speaks against partners";
    }

    @Override
    public void inspect(Session session, Report report) {
        try {
            for (DoubtTable.Kept kept : DoubtTable.kept(session)) {
                doubt(kept, report);
                report.checked();
            }
        } catch (IllegalArgumentException | StoreException unreadable) {
            throw report.bad(DoubtTable.NAME, 0, "", 0, "it cannot be read: " + unreadable.getMessage());
        }
        try {
            for (ClaimTable.Kept kept : ClaimTable.kept(session)) {
                claim(kept, report);
                report.checked();
            }
        } catch (IllegalArgumentException | StoreException unreadable) {
            throw report.bad(ClaimTable.NAME, 0, "", 0, "it cannot be read: " + unreadable.getMessage());
        }
        try {
            for (SightingTable.Kept kept : SightingTable.kept(session)) {
                if (!kept.isSealed()) {
                    throw report.bad(SightingTable.NAME, 0, "seal", 0, "the row, or its seal, was changed");
                }
                report.checked();
            }
        } catch (IllegalArgumentException | StoreException unreadable) {
            throw report.bad(SightingTable.NAME, 0, "", 0, "it cannot be read: " + unreadable.getMessage());
        }
    }

    private void doubt(DoubtTable.Kept kept, Report report) {
        Doubt doubt = kept.doubt();
        if (!kept.isSealed()) {
            throw report.bad(DoubtTable.NAME, 0, "seal", 0, "the row, or its seal, was changed");
        }
        if (doubt.isEvidence() && !(doubt.id().equals(DoubtTable.idOf(doubt.document())) && proves(doubt))) {
            throw report.bad(DoubtTable.NAME, 0, "document", 0, "it proves nothing against " + doubt.team());
        }
    }

    private boolean proves(Doubt doubt) {
        try {
            var evidence = WitnessCodec.equivocation(doubt.document());
            return teams.apply(doubt.team())
                    .filter(accused -> EquivocationVerifier.verify(accused.rootFingerprint(), evidence)
                            instanceof EquivocationVerdict.Proven)
                    .isPresent();
        } catch (WireException unreadable) {
            return false;
        }
    }

    private void claim(ClaimTable.Kept kept, Report report) {
        ClaimTable.Claim claim = kept.claim();
        boolean isSigned = teams.apply(claim.origin().team())
                .filter(author -> author.everSigned(claim.checkpoint(), claim.origin(), claim.head()))
                .isPresent();
        if (!kept.isSealed() || !isSigned) {
            throw report.bad(ClaimTable.NAME, 0, "checkpoint", 0, "it is not a head that its author signed");
        }
    }
}
