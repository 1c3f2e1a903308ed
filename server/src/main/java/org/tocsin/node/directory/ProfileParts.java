package org.tocsin.node.directory;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.node.audit.Audit;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.ledger.Ledger;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;

/// What the life of profiles works with.
///
/// @param sealingKey the public one, which stands in our profile
public record ProfileParts(
        Directory directory,
        Ledger ledger,
        Transactions transactions,
        SecureRandom random,
        Audit audit,
        InstantSource clock,
        Addressing addressing,
        Bytes sealingKey) {
    /// Sends a statement to partners on the control lane, in the commit that appends it.
    public interface Addressing {
        /// Whether there is a control lane to a partner yet.
        boolean isOpen(Session session, Team partner);

        void address(Batch batch, long index, Digest leaf, Collection<Team> partners);
    }
}
