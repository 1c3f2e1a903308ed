package org.tocsin.node.duty;

import java.time.Duration;
import java.util.List;

/// Who is summoned one after the other until somebody acknowledges.
///
/// @param rounds how often the ladder is climbed in all, 1 to `ROUNDS_MAX`
/// @param silence an acknowledgement after which nothing is heard for so long no longer counts, and the ladder resumes
public record Ladder(int rounds, Duration silence, List<Rung> rungs) {
    public static final int ROUNDS_MAX = 10;
    public static final int ROUNDS = 3;
    public static final int RUNGS_MAX = 16;
    public static final Duration SILENCE_MIN = Duration.ofMinutes(1);
    public static final Duration SILENCE_MAX = Duration.ofDays(7);
    public static final Duration SILENCE = Duration.ofMinutes(30);
    public static final Duration WAIT_MIN = Duration.ofSeconds(1);
    public static final Duration WAIT_MAX = Duration.ofHours(24);
    public static final Duration WAIT = Duration.ofMinutes(5);

    public Ladder {
        rungs = List.copyOf(rungs);
        if (rounds < 1 || rounds > ROUNDS_MAX || rungs.size() > RUNGS_MAX) {
            throw new IllegalArgumentException("up to " + ROUNDS_MAX + " rounds over up to " + RUNGS_MAX + " rungs");
        }
        if (silence.compareTo(SILENCE_MIN) < 0 || silence.compareTo(SILENCE_MAX) > 0) {
            throw new IllegalArgumentException("a silence of a minute to seven days");
        }
    }

    /// One step of the ladder.
    ///
    /// @param channels names or kinds (`mail`, `webhook`, `command`, `terminal`): of the people's channels only these;
    /// empty:
    ///     all of them
    /// @param patience how long to wait until the next rung is summoned
    public record Rung(Who who, List<String> channels, Duration patience) {
        public Rung {
            channels = List.copyOf(channels);
            if (patience.compareTo(WAIT_MIN) < 0 || patience.compareTo(WAIT_MAX) > 0) {
                throw new IllegalArgumentException("a wait of a second to a day");
            }
        }
    }

    /// Whom a rung summons.
    public sealed interface Who {
        /// In words, for tables and logs.
        String words();

        /// Whoever is on call by a rota.
        record OnCall(String rota) implements Who {
            @Override
            public String words() {
                return "on-call " + rota;
            }
        }

        /// One officer, by id.
        record Named(String officer) implements Who {
            @Override
            public String words() {
                return "officer " + officer;
            }
        }

        /// All officers of a role.
        record InRole(DutyRole role) implements Who {
            @Override
            public String words() {
                return role.word();
            }
        }

        /// All officers.
        record Everyone() implements Who {
            @Override
            public String words() {
                return "everyone";
            }
        }
    }
}
