package org.tocsin.node.directory;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.store.Transactions;

/// What the life of agreements works with.
///
/// @param announcing sends what is stated to the other party
/// @param rules of the own team
public record AgreementParts(
        Directory directory,
        Ledger ledger,
        Transactions transactions,
        SecureRandom random,
        Audit audit,
        InstantSource clock,
        Announcing announcing,
        Rules rules) {
    /// What the own team asks of every agreement, whatever its terms say.
    ///
    /// @param approvals how many officers of the own team must approve at least
    /// @param generalTerms that a hub offers, or that a member's hub does, exact bytes; none if empty
    public record Rules(int approvals, Optional<Bytes> generalTerms) {
        public static final Rules NONE = new Rules(0, Optional.empty());
    }

    /// Sends a statement to the other party on the control lane, in the commit that appends it.
    public interface Announcing {
        void announce(Batch batch, long index, Digest leaf, Team partner);
    }
}
