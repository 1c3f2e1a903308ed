package org.tocsin.model.control;

import java.util.List;
import org.tocsin.model.Evidence;
import org.tocsin.model.TeamManifest;

/// Another team's statement with its own proof, as a hub hands it on, and the author's manifests from the first one on.
/// Rule R-RLY-1.
public record Relay(Evidence evidence, List<TeamManifest.Signed> manifests) {
    public Relay {
        manifests = List.copyOf(manifests);
    }
}
