package org.tocsin.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Digest;

/// What a node says to its own officers of what is on its way to partners and from them.
public final class Transit {
    private Transit() {}

    /// All lanes at one instant, by the node's clock.
    public record Lanes(Instant at, List<Lane> lanes) {
        public Lanes {
            lanes = List.copyOf(lanes);
        }
    }

    /// One lane, in one direction. What is said of one direction only is 0, empty or false in the other.
    ///
    /// @param lane emergency, routine, bulk or control
    /// @param released the last sequence given out
    /// @param through the last sequence that receipts cover
    /// @param oldestOwedAt when the oldest sequence without a receipt was given out
    /// @param retryAt when it is tried again by itself
    /// @param alarm why it is out of step; empty: it is not
    public record Lane(
            String partner,
            String lane,
            boolean inbound,
            String state,
            String detail,
            long released,
            long through,
            Optional<Instant> oldestOwedAt,
            double recordsPerSecond,
            int windowFrames,
            int windowFramesMax,
            Optional<Instant> lastReceiptAt,
            Optional<Instant> retryAt,
            String alarm,
            boolean paused,
            long stored,
            long duplicates,
            Map<String, Long> refused) {
        public Lane {
            refused = Map.copyOf(refused);
        }

        /// Sequences that no receipt covers yet.
        public long lag() {
            return released - through;
        }

        /// How long the oldest of them has waited.
        public Optional<Duration> lagTime(Instant now) {
            return oldestOwedAt.map(since -> since.isAfter(now) ? Duration.ZERO : Duration.between(since, now));
        }

        /// Whether a human has to look.
        public boolean needsLooking() {
            return state.equals("stopped") || !alarm.isEmpty();
        }
    }

    /// A check-in that was stated: it has arrived when the emergency lane's receipts cover `sequence`.
    ///
    /// @param heardAt when the partner's own last one came
    public record CheckIn(Instant sentAt, long sequence, Optional<Instant> heardAt) {}

    /// What became of a record at every team that it went to; of another team's record, what this team said of it.
    public record Track(Records.Summary summary, List<TeamTrack> teams) {
        public Track {
            teams = List.copyOf(teams);
        }
    }

    /// What became of a record at one team.
    ///
    /// @param via the hub through which it has the record; empty: none
    /// @param withheld why it does not get it; empty: it does
    /// @param refused why its node did not take it; empty: it did
    /// @param voided why it went out without content; empty: it did not
    public record TeamTrack(
            String team,
            String via,
            String withheld,
            Optional<Instant> releasedAt,
            long sequence,
            boolean processed,
            Optional<Instant> processedAt,
            String refused,
            String voided,
            List<Mark> marks,
            Optional<Instant> withdrawnAt,
            Optional<Instant> narrowedAt,
            List<Owed> owed) {
        public TeamTrack {
            marks = List.copyOf(marks);
            owed = List.copyOf(owed);
        }
    }

    /// What officers said of a record: read, accepted, refused, acted or deleted.
    ///
    /// @param detail why it was refused, or what was done; otherwise empty
    /// @param backupsBy by when no backup holds a deleted one any more
    public record Mark(String kind, String detail, Instant at, Optional<Instant> backupsBy) {}

    /// Something that a team has yet to answer, and since when.
    ///
    /// @param due by when it was agreed; empty: at once
    public record Owed(String what, Instant since, Optional<Instant> due) {}

    /// A mark as it was stated.
    public record Marked(String record, int version, Mark mark) {}

    /// A withdrawal, or a narrowing, as it was stated: `told` are the teams that it goes to.
    public record Withdrawn(String record, int version, long index, Digest leafHash, List<String> told) {
        public Withdrawn {
            told = List.copyOf(told);
        }
    }

    /// How far the history is that one partner gets.
    ///
    /// @param state idle, running, paused or done
    /// @param from from when on; empty: none was agreed
    /// @param until what was stated from then on is no history
    public record Backfill(
            String partner,
            String state,
            Optional<Instant> from,
            Instant until,
            long scanned,
            long toScan,
            long released,
            long receipted) {}

    /// What an officer wants of a history.
    public enum Wish {
        START,
        PAUSE,
        RESUME
    }

    /// What became of the wish.
    public enum Granted {
        DONE,
        /// There is no agreement with the team.
        NO_LANES,
        /// No agreement in force gives it history.
        NO_HISTORY
    }

    /// Something that speaks against a partner's ledger.
    ///
    /// @param id of evidence the SHA-256, in hex
    /// @param toldBy empty: the node found it
    /// @param evidence whether anyone can verify it
    /// @param decision goes-on or stays; empty: nobody has decided
    public record Doubt(
            String id,
            String team,
            String kind,
            String what,
            String toldBy,
            Instant foundAt,
            boolean evidence,
            String decision,
            String decidedBy) {}
}
