package org.tocsin.node.delivery;

import java.util.Collection;
import org.tocsin.model.Digest;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;
import org.tocsin.node.directory.ProfileParts;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.store.Session;

/// Gives our profile to partners on their control lanes. Rules R-PRO-1, R-CTL-1.
record ProfileAddressing(LaneScan scan) implements ProfileParts.Addressing {
    @Override
    public boolean isOpen(Session session, Team partner) {
        return LaneOutTable.find(session, partner, Lane.CONTROL).isPresent();
    }

    @Override
    public void address(Batch batch, long index, Digest leaf, Collection<Team> partners) {
        scan.addressed(batch, Lane.CONTROL, index, leaf, partners);
    }
}
