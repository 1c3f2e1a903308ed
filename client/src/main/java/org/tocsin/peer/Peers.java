package org.tocsin.peer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;
import org.tocsin.model.TeamManifest;

/// What a node says of its peers to its own officers.
public final class Peers {
    private Peers() {}

    /// A pinned team and the lanes to and from it. `certificateExpiresAt` is the earliest end of its certificates that
    /// the node has met, `cutAt` when an officer cut it off.
    public record Summary(
            Team team,
            String displayName,
            int manifestVersion,
            String fingerprint,
            List<String> endpoints,
            boolean agreementInForce,
            Optional<Instant> certificateExpiresAt,
            Optional<Instant> cutAt,
            String cutReason,
            LaneOut out,
            LaneIn in) {
        public Summary {
            endpoints = List.copyOf(endpoints);
        }
    }

    /// The lane to a partner: connection, records decided on, sequences given out, and what became of them.
    public record LaneOut(
            String state,
            String detail,
            long decided,
            long released,
            Map<String, Long> withheld,
            long through,
            Map<String, Long> refused,
            long voided,
            Optional<Instant> lastReceiptAt) {
        public LaneOut {
            withheld = Map.copyOf(withheld);
            refused = Map.copyOf(refused);
        }

        /// Sequences that no receipt covers yet.
        public long lag() {
            return released - through;
        }
    }

    /// The lane from a partner.
    public record LaneIn(long through, long stored, Map<String, Long> refused, long duplicates) {
        public LaneIn {
            refused = Map.copyOf(refused);
        }
    }

    /// What each side holds of the other, as counts: what it brought and we took, what we gave and it has receipted,
    /// what
    /// it must delete and what it must answer, and what waits on lanes to it, with content and without.
    public record Holdings(
            long taken,
            long given,
            long deletionsOwed,
            long answersOverdue,
            long unsentContent,
            long unsentNotices,
            List<HeldTerms> terms) {
        public Holdings {
            terms = List.copyOf(terms);
        }
    }

    /// An agreement that binds what we hold of a team. `keepDays` 0: without end.
    public record HeldTerms(
            String agreement, int version, String title, Instant until, int keepDays, boolean deleteAtEnd) {}

    /// A team as a partner introduced it; `disputed` if others did with another root key.
    public record Introduced(
            Team team,
            Team introducer,
            Digest fingerprint,
            List<TeamManifest.Signed> manifests,
            String reason,
            Instant at,
            boolean pinned,
            boolean disputed) {
        public Introduced {
            manifests = List.copyOf(manifests);
        }
    }

    /// A team was cut off.
    public record Cut(Instant at, boolean before) {}

    /// A team that was pinned.
    public record Pinned(Team team, int manifestVersion) {}

    /// An agreement as the node holds it: proposed, in-force, not-yet-in-force or lapsed.
    public record Agreement(String id, Bytes terms, String partner, String state) {}

    /// The node itself. `detail` says why it does not sign, and what to do; lanes with teams that are `halted` stand
    /// still
    /// until an officer decides.
    public record Node(
            Team team,
            String origin,
            long size,
            Digest root,
            boolean signing,
            String detail,
            Bytes checkpoint,
            String programVersion,
            List<String> reminders,
            List<String> halted) {
        public Node {
            reminders = List.copyOf(reminders);
            halted = List.copyOf(halted);
        }
    }
}
