package org.tocsin.node.duty;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/// A ladder as it stood at one instant, with the people that it names: what is climbed for one emergency, whatever
/// becomes of
/// `duty.toml` meanwhile.
///
/// @param rounds how often it is climbed in all
/// @param silence see `Ladder`
/// @param rungs also those that reach nobody: they fall through at once, and that is recorded
public record LadderSnapshot(Instant takenAt, int rounds, Duration silence, List<Rung> rungs) {
    public LadderSnapshot {
        rungs = List.copyOf(rungs);
    }

    /// One step of it.
    ///
    /// @param who as `Ladder.Who.words()`
    /// @param people those who can be reached; empty: nobody
    /// @param emptyBecause why nobody can be reached, for people; empty text if somebody can
    public record Rung(String who, List<Person> people, Duration patience, String emptyBecause) {
        public Rung {
            people = List.copyOf(people);
            if (people.isEmpty() == emptyBecause.isEmpty()) {
                throw new IllegalArgumentException("a rung is empty for a reason, or is not empty");
            }
        }

        public boolean isEmpty() {
            return people.isEmpty();
        }
    }

    /// Somebody who is summoned.
    ///
    /// @param officer the officer's id
    /// @param channels names, in the order in which they are tried; never empty
    public record Person(
            String officer, String name, DutyRole role, ZoneId zone, List<String> languages, List<String> channels) {
        public Person {
            languages = List.copyOf(languages);
            channels = List.copyOf(channels);
            if (channels.isEmpty() || languages.isEmpty()) {
                throw new IllegalArgumentException("whoever is summoned has a channel and a language");
            }
        }
    }

    /// All of it as lines of text, to be stored; `parse` reads it back.
    public String text() {
        return SnapshotText.write(this);
    }

    /// @throws IllegalArgumentException if it is not what `text` writes
    public static LadderSnapshot parse(String text) {
        return SnapshotText.read(text);
    }
}
