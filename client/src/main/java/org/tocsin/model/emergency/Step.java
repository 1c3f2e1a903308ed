package org.tocsin.model.emergency;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency.Words;

/// What happened about an emergency at one of its teams, as that team states it. Rule R-EMG-3.
///
/// @param to who is told: the originator; or, if the originator states it, those teams of the emergency that it
/// concerns
/// @param emergency the leaf hash of the emergency's statement
/// @param at by the clock of the team that states it
public record Step(SortedSet<Team> to, Digest emergency, Instant at, What what) {
    public static final int REASON_BYTES_MAX = 500;

    public Step {
        to = new TreeSet<>(to);
        if (to.isEmpty() || to.size() > Emergency.TEAMS_MAX) {
            throw new IllegalArgumentException("a step is told to 1 to 16 teams, not " + to.size());
        }
        if (at.toEpochMilli() < 0) {
            throw new IllegalArgumentException("a step happened after 1970");
        }
    }

    /// Why an emergency is declined.
    public enum DeclineReason {
        /// It is not of that team's constituency.
        NOT_OURS,
        /// It is known and handled already.
        KNOWN,
        /// It is not an emergency.
        NO_EMERGENCY,
        /// The team has no right to do it.
        NO_AUTHORITY,
        /// The team cannot do it.
        NO_MEANS,
        /// Something else.
        OTHER
    }

    /// Who may state a step.
    public enum Side {
        /// A team that is called.
        CALLED,
        /// Whoever raised it.
        ORIGINATOR,
        /// Each for its own side.
        BOTH
    }

    /// What happened.
    public sealed interface What {
        /// Officers are being summoned.
        ///
        /// @param round how often the ladder was begun, from 1
        /// @param rung from 1
        /// @param empty whether nobody stood on it
        record Summoning(int round, int rung, boolean empty) implements What {
            public static final int MAX = 1_000;

            public Summoning {
                if (round < 1 || round > MAX || rung < 1 || rung > MAX) {
                    throw new IllegalArgumentException("rounds and rungs count from 1 to 1000");
                }
            }
        }

        /// It wakes nobody itself: it belongs to another one, by the leaf hash of that one's statement.
        record Coalesced(Digest into) implements What {}

        /// A human took it.
        ///
        /// @param eta when something will be done
        /// @param byNode whether the node says so for an officer who did not sign
        record Acknowledged(Owner owner, Optional<Instant> eta, boolean byNode) implements What {}

        /// Whoever took it was silent for so many minutes: officers are summoned again.
        record Resumed(int silentMinutes) implements What {
            public static final int MAX = 10_080;

            public Resumed {
                if (silentMinutes < 1 || silentMinutes > MAX) {
                    throw new IllegalArgumentException("1 to 10080 minutes of silence");
                }
            }
        }

        /// A human declined it.
        record Declined(DeclineReason reason, Optional<Words> text) implements What {
            public Declined {
                bounded(text);
                if (reason == DeclineReason.OTHER && text.isEmpty()) {
                    throw new IllegalArgumentException("for another reason, in words");
                }
            }
        }

        /// News.
        record Update(Words text) implements What {
            public Update {
                if (text.bytes() > Emergency.TEXT_BYTES_MAX) {
                    throw new IllegalArgumentException("a text has at most 2000 bytes");
                }
            }
        }

        /// Somebody else has it now.
        record HandedOver(Owner owner, Optional<Instant> eta) implements What {}

        /// It is over.
        record StoodDown(Optional<Words> text) implements What {
            public StoodDown {
                bounded(text);
            }
        }

        /// Nobody answered.
        ///
        /// @param rounds how often the ladder was begun; 0 if there is none
        /// @param tried how many officers a channel reached
        record Unanswered(int rounds, int tried) implements What {
            public static final int MAX = 1_000_000;

            public Unanswered {
                if (rounds < 0 || rounds > MAX || tried < 0 || tried > MAX) {
                    throw new IllegalArgumentException("rounds and officers tried, from 0 to 1000000");
                }
            }
        }

        /// Who may state it.
        default Side side() {
            return switch (this) {
                case Summoning s -> Side.CALLED;
                case Coalesced c -> Side.CALLED;
                case Acknowledged a -> Side.CALLED;
                case Resumed r -> Side.CALLED;
                case Declined d -> Side.CALLED;
                case Update u -> Side.BOTH;
                case HandedOver h -> Side.CALLED;
                case StoodDown s -> Side.ORIGINATOR;
                case Unanswered u -> Side.BOTH;
            };
        }
    }

    private static void bounded(Optional<Words> text) {
        if (text.isPresent() && text.get().bytes() > REASON_BYTES_MAX) {
            throw new IllegalArgumentException("a text has at most 500 bytes here");
        }
    }
}
