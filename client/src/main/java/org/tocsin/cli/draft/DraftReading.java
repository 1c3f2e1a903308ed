package org.tocsin.cli.draft;

import java.util.List;
import org.tocsin.model.agreement.SharingAgreement;

/// What a draft file says.
public sealed interface DraftReading {
    /// Terms that can be proposed.
    record Read(SharingAgreement agreement) implements DraftReading {}

    /// No terms. Every problem is named, in the order of the lines.
    record Refused(List<Problem> problems) implements DraftReading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /// @param line in the file, from 1
    /// @param key such as `gives.ceiling`
    record Problem(int line, String key, String what) {}
}
