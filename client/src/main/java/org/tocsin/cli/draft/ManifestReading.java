package org.tocsin.cli.draft;

import java.util.List;
import org.tocsin.model.TeamManifest;

/// What a manifest's draft says.
public sealed interface ManifestReading {
    /// A manifest that the root key can sign.
    record Read(TeamManifest manifest) implements ManifestReading {}

    /// None. Every problem is named, in the order of the lines.
    record Refused(List<DraftReading.Problem> problems) implements ManifestReading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
