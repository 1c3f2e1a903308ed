package org.tocsin.node.intake;

import java.util.List;
import java.util.Optional;
import org.tocsin.model.TeamManifest;
import org.tocsin.node.ledger.Head;
import org.tocsin.trust.PinnedTeam;
import org.tocsin.trust.Trust;

/// Our manifests as the other end of a stream was told them: what it can verify of us. Rule R-MAN-8.
record ToldManifests(Optional<PinnedTeam> own) {
    static ToldManifests of(Trust trust) {
        return new ToldManifests(trust.pinned(trust.own()));
    }

    List<TeamManifest.Signed> signed() {
        return own.map(PinnedTeam::signed).orElse(List.of());
    }

    /// Whether who knows these takes what is signed like this head.
    boolean take(Head head) {
        return head.checkpoint().isEmpty()
                || own.filter(known -> known.keyPeriods().takes(head.checkpoint(), head.origin(), head.tree()))
                        .isPresent();
    }
}
