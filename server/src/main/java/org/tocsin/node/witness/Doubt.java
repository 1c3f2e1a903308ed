package org.tocsin.node.witness;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// Something that speaks against a partner's ledger: its lanes stand still until an officer has decided. Rules R-EVI-3
/// and
/// R-SEE-4.
///
/// @param id of the evidence the SHA-256; else of what was asked in vain
/// @param what our own text
/// @param document the evidence, exact bytes; empty where there is none that others could verify
/// @param toldBy the partner that sent the evidence; empty if this node found it
/// @param isTold whether the witnesses that the team named were told
/// @param decision what an officer made of it
public record Doubt(
        Digest id,
        Team team,
        Kind kind,
        int epoch,
        String what,
        Bytes document,
        Optional<Team> toldBy,
        Instant foundAt,
        boolean isTold,
        Optional<Decision> decision) {
    /// What is wrong. The first three are proven to anyone.
    public enum Kind {
        /// Two roots for one size.
        TWO_ROOTS,
        /// Two statements at one index.
        TWO_LEAVES,
        /// Two statements of one version of one record.
        TWO_VERSIONS,
        /// Its author did not show that one of two signed heads goes on from the other.
        NOT_CONSISTENT
    }

    /// An officer's. `goesOn` is whether the lanes go on.
    public record Decision(boolean goesOn, String officer, Instant at) {}

    /// Whether anyone can verify it.
    public boolean isEvidence() {
        return !document.isEmpty();
    }

    /// Whether lanes stand still because of it.
    public boolean halts() {
        return decision.filter(Decision::goesOn).isEmpty();
    }
}
