package org.tocsin.render;

import java.util.Locale;
import java.util.Optional;
import org.tocsin.model.Team;

/// A term that two sets of terms put differently.
///
/// @param way of a term of one way: from which team to which
/// @param before in words; as the parties wrote it, not escaped
public record TermChange(Term term, Optional<Way> way, String label, String before, String after, Direction direction) {
    /// From one party to the other.
    public record Way(Team from, Team to) {}

    /// Whether more or less may be done under the later terms. Rule R-AGR-13.
    public enum Direction {
        WIDER,
        NARROWER,
        /// Neither, or both.
        OTHER;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
