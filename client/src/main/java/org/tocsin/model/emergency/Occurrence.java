package org.tocsin.model.emergency;

import java.time.Instant;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// Something that happened about an emergency, as one node knows it. A series of them, in the order in which the node
/// learned of them, is the emergency's timeline.
///
/// @param at when this node learned of it, or did it, by its clock
public record Occurrence(Digest emergency, Instant at, Detail detail) {
    /// What happened.
    public sealed interface Detail {
        /// It was raised, here or by a partner.
        record Raised() implements Detail {}

        /// A called team's node has it: its signed receipt is held.
        record Received(Team team) implements Detail {}

        /// A called team's node refused it.
        ///
        /// @param reason a word of the table of refusals
        record Refused(Team team, String reason) implements Detail {}

        /// A step was stated.
        ///
        /// @param by who states it; its own clock is `step.at()`
        /// @param officer the name in the certificate of the officer who signed it, if one did
        /// @param isStated false while it is owed by a node that does not sign: no other team was told
        record Stepped(Team by, Step step, Optional<String> officer, boolean isStated) implements Detail {
            public Stepped(Team by, Step step, Optional<String> officer) {
                this(by, step, officer, true);
            }
        }

        /// An officer of this team was tried to be reached. Never told to others.
        ///
        /// @param outcome `pending`, `delivered`, or why it failed, a word
        /// @param said what the other end of the channel said; foreign text
        record Attempted(String officer, String channel, int round, int rung, String outcome, String said)
                implements Detail {}

        /// This node did something to reach a partner, or could not. Never told to others.
        ///
        /// @param team whom it wanted to reach
        /// @param what `no-receipt`, `relayed`, `mailed`, `voice-card` and the like, a word
        /// @param said what there is to say besides; may quote others
        record Tried(Team team, String what, String said) implements Detail {}
    }
}
