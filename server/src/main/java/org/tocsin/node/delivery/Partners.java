package org.tocsin.node.delivery;

import java.util.Collection;
import java.util.List;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;
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
}
