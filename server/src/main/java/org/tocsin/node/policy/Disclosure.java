package org.tocsin.node.policy;

import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;

/// Which fragments of a released record its recipient sees: those up to the ceiling; RED ones only if the recipient is
/// named; of the audience its own place only. Rules R-REL-2 to R-REL-5.
public record Disclosure(Team recipient, Tlp ceiling, boolean named) {
    /// Whether the recipient sees a fragment.
    public boolean shows(Fragment fragment) {
        Tlp marking = fragment.marking();
        if (marking.isStricterThan(ceiling) || (marking == Tlp.RED && !named)) {
            return false;
        }
        return !(fragment instanceof Fragment.Audience audience)
                || audience.team().equals(recipient);
    }
}
