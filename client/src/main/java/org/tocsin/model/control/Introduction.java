package org.tocsin.model.control;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;

/// A team introduces another one to a partner: its manifests, as the author knows them, and why. Rule R-PEER-4.
public record Introduction(Team team, List<TeamManifest.Signed> manifests, String reason) {
    public static final int REASON_BYTES_MAX = 500;

    public Introduction {
        manifests = List.copyOf(manifests);
        if (manifests.isEmpty()) {
            throw new IllegalArgumentException("an introduction without manifests");
        }
        if (reason.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES_MAX) {
            throw new IllegalArgumentException("a reason has at most " + REASON_BYTES_MAX + " bytes");
        }
    }
}
