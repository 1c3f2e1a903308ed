package org.tocsin.node.directory;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.store.Transactions;

/// What the life of agreements works with.
///
/// @param announcing sends what is stated to the other party
/// @param approvals how many officers of the own team must approve at least, whatever terms say
public record AgreementParts(
        Directory directory,
        Ledger ledger,
        Transactions transactions,
        SecureRandom random,
        Audit audit,
        InstantSource clock,
        Announcing announcing,
        int approvals) {
    /// Sends a statement to the other party on the control lane, in the commit that appends it.
    public interface Announcing {
        void announce(Batch batch, long index, Digest leaf, Team partner);
    }
}
