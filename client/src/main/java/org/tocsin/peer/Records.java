package org.tocsin.peer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.RecordVersion;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conditions;

/// What a node says of records to its own officers.
public final class Records {
    private Records() {}

    /// A document to publish. `label` is the caller's own name for it: it comes back with the answer and does not
    /// travel.
    public record Document(
            String label,
            Bytes content,
            Set<Team> audience,
            String supersedes,
            Conditions conditions,
            Optional<Bytes> approval) {
        public Document {
            audience = Set.copyOf(audience);
        }

        public Document(String label, Bytes content, Set<Team> audience, String supersedes, Conditions conditions) {
            this(label, content, audience, supersedes, conditions, Optional.empty());
        }

        public Document(String label, Bytes content, Set<Team> audience, String supersedes) {
            this(label, content, audience, supersedes, Conditions.NONE);
        }
    }

    /// The answer to one document.
    public sealed interface Outcome {
        /// Durable, and under a signed checkpoint.
        record Published(RecordVersion version, long index, Digest leafHash, Tlp marking) implements Outcome {}

        /// Refused; nothing was stated.
        ///
        /// @param draft it waits for a further officer's approval under this id; empty: it does not
        record Refused(List<Reason> reasons, String draft) implements Outcome {
            public Refused {
                reasons = List.copyOf(reasons);
            }
        }
    }

    /// One rule that a document breaks: in which object and property, which rule, and in words.
    public record Reason(String object, String property, String rule, String text) {}

    /// What is RED and waits for a further officer's approval.
    ///
    /// @param summary as it would be stated; a new record's name is not the one that it will get
    /// @param supersedes whether it is the next version of a record
    public record Waiting(
            String id,
            List<Team> audience,
            Summary summary,
            boolean supersedes,
            Conditions conditions,
            String createdBy,
            List<String> mayApprove) {
        public Waiting {
            audience = List.copyOf(audience);
            mayApprove = List.copyOf(mayApprove);
        }
    }

    /// A record in a line.
    ///
    /// @param marking the stricter one, if its author narrowed it
    /// @param withdrawal that its author withdrew it, if so: of other teams' records nothing else is held then
    public record Summary(
            RecordVersion version,
            Tlp marking,
            Instant storedAt,
            long index,
            Digest leafHash,
            String name,
            long contentBytes,
            Optional<Withdrawal> withdrawal,
            Optional<Withdrawal> narrowing) {}

    /// When this node learned that a record was withdrawn, or narrowed, and why, in its author's words.
    public record Withdrawal(Instant at, String reason) {}

    /// A page of records; no token: no more.
    public record Page(List<Summary> records, Optional<String> nextToken) {
        public Page {
            records = List.copyOf(records);
        }
    }

    /// One record with its header, the hub that it came through, and, for an own one, what was decided for each
    /// partner.
    public record Detail(Summary summary, Optional<Team> via, List<Facet> facets, List<Decision> decisions) {
        public Detail {
            facets = List.copyOf(facets);
            decisions = List.copyOf(decisions);
        }
    }

    /// A facet of a header.
    public record Facet(String name, List<String> values) {
        public Facet {
            values = List.copyOf(values);
        }
    }

    /// What was decided for a partner. `reason` is empty if it was released, `refused` unless the partner refused it.
    public record Decision(
            Team partner, boolean released, String reason, long sequence, boolean processed, String refused) {}

    /// The content of one record, as held; `cursor` says where to go on behind it.
    public record Exported(Summary summary, Bytes content, String cursor) {}
}
