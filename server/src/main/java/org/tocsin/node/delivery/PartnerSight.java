package org.tocsin.node.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tocsin.model.Delivery.Consistency;
import org.tocsin.model.Delivery.StopReason;
import org.tocsin.model.Digest;
import org.tocsin.model.Origin;
import org.tocsin.model.Seen;
import org.tocsin.model.Team;
import org.tocsin.model.TreeHead;
import org.tocsin.peer.PeerFault;
import org.tocsin.proof.MerkleProofs;
import org.tocsin.proof.TreeDomain;

/// What was seen of the ledger of the partner that receipts: every head it shows must go on from the one before.
/// Belongs
/// to one stream. Rule R-LED-6.
final class PartnerSight {
    private final LaneLine.Asking asking;
    private final TreeMap<Integer, TreeHead> heads;

    PartnerSight(LaneLine.Asking asking, Map<Integer, TreeHead> heads) {
        this.asking = asking;
        this.heads = new TreeMap<>(heads);
    }

    /// Takes a head that is signed. An older one may come late; a newer one needs its proof, which is asked for if the
    /// receipt did not bring it.
    void take(int epoch, TreeHead head, Optional<Consistency> brought) throws PeerFault, LaneStopped {
        TreeHead known = heads.get(epoch);
        if (known != null && known.size() > head.size()) {
            return;
        }
        if (known != null && known.size() == head.size()) {
            if (!known.root().equals(head.root())) {
                throw new LaneStopped(StopReason.INCONSISTENT, "the partner's ledger has two roots for one size");
            }
            return;
        }
        if (known != null && known.size() > 0 && !extended(known, head, proof(epoch, known, head, brought))) {
            throw new LaneStopped(
                    StopReason.INCONSISTENT, "the partner's ledger does not go on from the head that was seen");
        }
        heads.put(epoch, head);
    }

    /// The highest heads that are known, one an epoch.
    List<Seen> seen(Team partner, Instant now) {
        return heads.entrySet().stream()
                .map(known -> new Seen(new Origin(partner, known.getKey()), known.getValue(), now))
                .toList();
    }

    private List<Digest> proof(int epoch, TreeHead known, TreeHead head, Optional<Consistency> brought)
            throws PeerFault {
        if (brought.isPresent() && brought.get().fromSize() == known.size()) {
            return brought.get().hashes();
        }
        return asking.consistency(epoch, known.size(), head.size());
    }

    private static boolean extended(TreeHead known, TreeHead head, List<Digest> hashes) {
        return MerkleProofs.verifyConsistency(
                TreeDomain.LEDGER, known.size(), known.root(), head.size(), head.root(), hashes);
    }
}
