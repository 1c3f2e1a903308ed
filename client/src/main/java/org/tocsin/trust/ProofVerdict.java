package org.tocsin.trust;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.Origin;
import org.tocsin.model.Statement;
import org.tocsin.model.TreeHead;

/// What an offline check of a statement and its proof comes to.
public sealed interface ProofVerdict {
    /// The author stated it. `fragments` is what was disclosed, all of it under the statement's own root.
    ///
    /// `closedAt` is present if the key's period is closed at a later head than the one proven: the checkpoint then
    /// counts with consistency to that head, which a proof file does not carry.
    record Verified(
            Statement statement,
            Digest leafHash,
            Origin origin,
            long index,
            TreeHead head,
            List<Fragment> fragments,
            int manifestVersion,
            Optional<TreeHead> closedAt)
            implements ProofVerdict {
        public Verified {
            fragments = List.copyOf(fragments);
        }
    }

    /// The first step that fails (from 1, as [ProofFileVerifier] numbers them), and why. `detail` is our own text.
    record Refused(int step, Reason reason, String detail) implements ProofVerdict {}

    /// Why a proof is refused.
    enum Reason {
        /// The manifests do not follow from the pinned root.
        MANIFESTS,
        /// Not a signed checkpoint.
        CHECKPOINT,
        /// A checkpoint of another team's ledger.
        OTHER_TEAM,
        /// No key of the team signs this epoch at this size, or the period was closed at another root.
        KEY_PERIOD,
        /// The checkpoint's signature does not verify.
        SIGNATURE,
        /// The statement does not stand in the ledger under this checkpoint.
        INCLUSION,
        /// The proven bytes are not a statement.
        STATEMENT,
        /// The statement names another team or epoch than the ledger it stands in.
        ORIGIN,
        /// What is disclosed does not belong to the statement.
        FRAGMENTS
    }
}
