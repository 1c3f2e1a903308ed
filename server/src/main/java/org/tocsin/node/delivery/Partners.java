package org.tocsin.node.delivery;

import java.util.Collection;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Lane;
import org.tocsin.model.Origin;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.TreeHead;
import org.tocsin.node.ledger.Batch;
import org.tocsin.node.policy.Standing;

/// What lanes need to know of the teams at their other ends; the directory knows it.
public interface Partners {
    /// All agreements with a team that both signed, whatever their dates.
    Collection<Standing> agreements(Team partner);

    /// Takes newer manifests that a partner sent about itself; those that do not follow from what is pinned are refused
    /// and audited, and nothing changes.
    ///
    /// @return whether they follow from what is pinned
    boolean extend(Team partner, List<TeamManifest.Signed> manifests);

    /// Whether a lane to a partner stands still until an officer has decided on what speaks against it. Rule R-EVI-3.
    default boolean halts(Team partner, Lane lane) {
        return false;
    }

    /// A partner showed a signed head that does not go on from what was seen.
    default void contradicted(Origin origin, TreeHead head, Bytes checkpoint) {}

    /// A partner showed a signed head beside a higher one, and nothing said how they belong together.
    default void unordered(Batch batch, Origin origin, TreeHead head, Bytes checkpoint, String lane) {}
}
