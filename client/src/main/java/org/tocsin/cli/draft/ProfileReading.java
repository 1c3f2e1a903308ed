package org.tocsin.cli.draft;

import java.util.List;
import org.tocsin.model.profile.TeamProfile;

/// What a profile file says.
public sealed interface ProfileReading {
    /// A profile that can be published; its version and its time of change are the node's to give.
    record Read(TeamProfile profile) implements ProfileReading {}

    /// None. Every problem is named, in the order of the lines.
    record Refused(List<DraftReading.Problem> problems) implements ProfileReading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
