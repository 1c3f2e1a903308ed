package org.tocsin.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.model.Evidence;
import org.tocsin.model.TeamManifest;
import org.tocsin.model.Tlp;

/// What a node says to its own officers when they ask why, and what went out. Texts may quote partners and documents.
public final class Insight {
    private Insight() {}

    /// What a report is to hold.
    ///
    /// @param agreementId only under this agreement, in hex; empty: under any
    public record SharedQuestion(
            String partner, String agreementId, Instant from, Optional<Instant> until, boolean withEvidence) {}

    /// A page of releases.
    ///
    /// @param nextToken empty: no more
    /// @param manifests the own team's, if evidence was asked for
    public record SharedPage(List<Shared> releases, String nextToken, List<TeamManifest.Signed> manifests) {
        public SharedPage {
            releases = List.copyOf(releases);
            manifests = List.copyOf(manifests);
        }
    }

    /// One release to a partner.
    ///
    /// @param record empty if the node can no longer tell which it was
    /// @param receipt owed, processed, refused, void
    /// @param deletion kept, owed, deleted, none
    /// @param deletionAt since when it is owed, or when it was done
    public record Shared(
            Optional<Records.Summary> record,
            String lane,
            int laneEpoch,
            long sequence,
            Instant releasedAt,
            String agreementId,
            int agreementVersion,
            boolean inPart,
            String receipt,
            String receiptDetail,
            Optional<Instant> receiptedAt,
            String deletion,
            Optional<Instant> deletionAt,
            Optional<Instant> backupsBy,
            int ledgerEpoch,
            long index,
            Digest leaf,
            Optional<Evidence> evidence) {}

    /// What a node says of one record and one team.
    ///
    /// @param own whether the record is the node's own: then it is about what goes out, else about what came in
    /// @param past what lanes to the team decided before, if the record is the own team's
    /// @param via the hub that it came through; empty: none
    public record Explanation(
            Records.Summary record,
            boolean own,
            String author,
            String recipient,
            Instant at,
            Trace trace,
            List<Past> past,
            String via,
            Optional<Instant> storedAt) {
        public Explanation {
            past = List.copyOf(past);
        }
    }

    /// What every rule said, in order.
    ///
    /// @param outcome released, withheld, admitted, held, refused
    /// @param reason of the rule that decided; empty if all let it pass
    /// @param wakeAt when it is decided again by itself
    /// @param agreementId under which it passes; empty if it does not
    public record Trace(
            String outcome,
            String reason,
            Optional<Instant> wakeAt,
            String agreementId,
            int agreementVersion,
            List<Step> steps,
            List<LeftOut> leftOut) {
        public Trace {
            steps = List.copyOf(steps);
            leftOut = List.copyOf(leftOut);
        }

        public boolean passes() {
            return reason.isEmpty();
        }

        /// The first that says no.
        public Optional<Step> deciding() {
            return steps.stream().filter(Step::decided).findFirst();
        }
    }

    /// One rule, or one thing that a rule looks at.
    ///
    /// @param asked whether it had anything to go by
    /// @param reason why it says no; empty: it lets pass
    public record Step(
            String rule, String name, boolean asked, List<LookedAt> lookedAt, String reason, boolean decided) {
        public Step {
            lookedAt = List.copyOf(lookedAt);
        }

        /// What it found a thing to be, each time that it looked at it.
        public List<String> all(String what) {
            return lookedAt.stream()
                    .filter(looked -> looked.what().equals(what))
                    .map(LookedAt::value)
                    .toList();
        }

        /// What it found a thing to be; empty if it did not look at it.
        public Optional<String> first(String what) {
            return all(what).stream().findFirst();
        }
    }

    public record LookedAt(String what, String value) {}

    /// Parts that are not shown, of one kind and for one reason.
    ///
    /// @param part object, property, facet, audience
    /// @param what its STIX type, or its name
    public record LeftOut(String part, String what, Tlp marking, String reason, int count) {}

    /// What a lane decided before.
    ///
    /// @param withheld why it was; empty: it was released
    public record Past(
            String lane,
            Optional<Instant> at,
            String withheld,
            long sequence,
            String agreementId,
            int agreementVersion,
            Optional<Instant> processedAt,
            String refused,
            String voided) {}

    /// An item of a partner's lane that the node refused.
    ///
    /// @param record empty if it cannot be told
    public record Refused(
            String lane, long sequence, String reason, Digest leaf, Instant at, String record, int version) {}

    /// How it stands with a partner.
    ///
    /// @param lanes to the partner
    /// @param receipted sequences that receipts have covered since then
    /// @param stated records that were decided on since then
    public record LaneExplanation(
            String partner,
            Instant at,
            Instant since,
            List<Agreed> agreements,
            List<Transit.Lane> lanes,
            long receipted,
            long stated,
            long released,
            List<Withheld> withheld,
            Map<String, Long> refused,
            Map<String, Long> voided) {
        public LaneExplanation {
            agreements = List.copyOf(agreements);
            lanes = List.copyOf(lanes);
            withheld = List.copyOf(withheld);
            refused = Map.copyOf(refused);
            voided = Map.copyOf(voided);
        }
    }

    /// An agreement with the partner.
    ///
    /// @param ceiling of what it lets flow to the partner; empty: nothing
    public record Agreed(
            String id,
            int version,
            String title,
            String state,
            Instant from,
            Instant until,
            List<String> suspendedBy,
            Optional<Instant> terminatedAt,
            int restrictions,
            List<String> restrictedBy,
            String ceiling) {
        public Agreed {
            restrictedBy = List.copyOf(restrictedBy);
            suspendedBy = List.copyOf(suspendedBy);
        }
    }

    /// What is withheld for one reason, with the newest records of it.
    public record Withheld(String reason, long count, List<String> newest) {
        public Withheld {
            newest = List.copyOf(newest);
        }
    }

    /// What proposed terms would have done.
    public record Preview(
            String partner,
            Instant at,
            Instant since,
            long records,
            long gone,
            List<Cell> cells,
            List<Change> changes,
            long changed,
            Duration took) {
        public Preview {
            cells = List.copyOf(cells);
            changes = List.copyOf(changes);
        }
    }

    /// Records of one kind that come out alike.
    ///
    /// @param today why today's terms withhold them; empty: they release them
    /// @param proposed why the proposed terms do
    public record Cell(String kind, String today, String proposed, long count, long showLess, long showMore) {}

    /// A record on which today's terms and the proposed ones differ.
    public record Change(String record, String name, Tlp marking, String today, String proposed) {}

    /// One thing that a checkup of the node names.
    ///
    /// @param where a file, or a table with its row, column and byte
    public record Finding(String part, String where, String what, String remedy) {}

    /// What a checkup looked at.
    public record Sum(long entries, long contents, long erased, long evidence) {}

    /// Is told how far a checkup is and what is found, in order.
    public interface Hearing {
        /// @param total -1: not known
        void progress(String part, long done, long total);

        void finding(Finding finding);
    }
}
