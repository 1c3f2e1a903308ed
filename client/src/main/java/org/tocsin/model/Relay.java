package org.tocsin.model;

import java.util.List;

/// Another team's statement with its own proof, as a hub hands it on, and the author's manifests from the first one on.
/// Rule R-RLY-1.
public record Relay(Evidence evidence, List<TeamManifest.Signed> manifests) {
    public Relay {
        manifests = List.copyOf(manifests);
    }
}
