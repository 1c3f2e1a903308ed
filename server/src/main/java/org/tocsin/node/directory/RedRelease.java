package org.tocsin.node.directory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Fragment;
import org.tocsin.model.RecordId;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.node.fault.Fault;
import org.tocsin.node.fault.Fault.Reason;
import org.tocsin.node.policy.FourEyes;
import org.tocsin.node.policy.FourEyes.Officers;
import org.tocsin.node.policy.Trace;
import org.tocsin.node.store.Session;
import org.tocsin.node.store.Transactions;
import org.tocsin.proof.Sha256;
import org.tocsin.trust.OfficerApprovals;
import org.tocsin.wire.ConditionsCodec;

/// Four eyes for what is RED: it is stated to a named audience only if an officer who is not the one that publishes it,
/// and who may, approved exactly this document for exactly these teams. Rule R-REL-10; threat T39.
public final class RedRelease {
    private final Directory directory;
    private final ReleaseDrafts drafts;
    private final Approvers approvers;
    private final InstantSource clock;

    /// Which officers may approve a release, now; or that nobody has to.
    public interface Approvers {
        /// Whether a further officer's approval is needed at this node.
        boolean areNeeded();

        /// The officers who may give it.
        Collection<String> all();
    }

    public RedRelease(Directory directory, Transactions transactions, Approvers approvers, InstantSource clock) {
        this.directory = directory;
        this.drafts = new ReleaseDrafts(transactions, clock);
        this.approvers = approvers;
        this.clock = clock;
    }

    /// A node at which nobody approves: for trials.
    public static RedRelease unattended(Directory directory, Transactions transactions) {
        return new RedRelease(
                directory,
                transactions,
                new Approvers() {
                    @Override
                    public boolean areNeeded() {
                        return false;
                    }

                    @Override
                    public List<String> all() {
                        return List.of();
                    }
                },
                () -> Instant.EPOCH);
    }

    /// What waits for an approval.
    public ReleaseDrafts drafts() {
        return drafts;
    }

    /// Why something may not be stated to its audience, for whoever publishes it; empty if it may.
    ///
    /// @param publisher the name of the officer who publishes it; empty: the node itself does
    public Optional<String> objection(
            Collection<Fragment> fragments,
            Bytes content,
            Set<Team> audience,
            String publisher,
            Optional<OfficerApproval> approval) {
        Optional<String> approver = Optional.empty();
        if (FourEyes.missing(fragments, audience, officers(publisher, approver)).isEmpty()) {
            return Optional.empty();
        }
        if (approval.isPresent()) {
            Officer verified = officer(content, audience, approval.get());
            if (verified.objection().isPresent()) {
                return verified.objection();
            }
            approver = Optional.of(verified.name());
        }
        String name = approver.orElse("");
        return FourEyes.missing(fragments, audience, officers(publisher, approver))
                .map(missing -> switch (missing) {
                    case APPROVAL ->
                        "it is RED: a signatory other than you must approve it for this audience" + may(publisher);
                    case ANOTHER_OFFICER ->
                        "the approval is your own: another signatory must approve it" + may(publisher);
                    case SIGNATORY -> "officer " + name + ", who approved it, is no signatory of this node";
                });
    }

    /// The same as a step of an explanation, of what nobody has approved yet.
    public Trace.Step step(Collection<Fragment> fragments, Set<Team> audience, String publisher) {
        return FourEyes.step(fragments, audience, officers(publisher, Optional.empty()));
    }

    /// The officers who may approve what an officer published.
    public List<String> further(String publisher) {
        return officers(publisher, Optional.empty()).further();
    }

    private String may(String publisher) {
        List<String> further = further(publisher);
        return further.isEmpty()
                ? " (there is none: give another officer that role in roles.toml)"
                : " (" + String.join(", ", further) + ")";
    }

    private Officers officers(String publisher, Optional<String> approver) {
        SortedSet<String> signatories = new TreeSet<>(approvers.all());
        return new Officers(approvers.areNeeded(), publisher, approver, signatories);
    }

    /// Who approved, or why that does not hold.
    private record Officer(String name, Optional<String> objection) {}

    private Officer officer(Bytes content, Set<Team> audience, OfficerApproval approval) {
        DirectoryView view = directory.view();
        var own = view.team(view.own()).orElseThrow();
        var verdict = OfficerApprovals.verify(
                List.of(approval), own, OfficerApprovals.Subject.RELEASE, OfficerApprovals.release(content, audience));
        return switch (verdict) {
            case OfficerApprovals.Verdict.Refused refused ->
                new Officer(
                        "",
                        Optional.of("the approval is not for this document and this audience, or does not hold: "
                                + refused.why()));
            case OfficerApprovals.Verdict.Approved approved -> {
                String name = approved.officers().getFirst();
                yield new Officer(
                        name,
                        OfficerApprovals.isValid(approval, clock.instant())
                                ? Optional.empty()
                                : Optional.of(
                                        "the certificate of officer " + name + ", who approved it, is not valid now"));
            }
        };
    }

    /// RED documents that an officer published and that wait for a further one: never shared, in no ledger, and stated
    /// when
    /// a signatory approves them. Rule R-REL-10.
    public static final class ReleaseDrafts {
        /// Drafts that wait, at most.
        public static final int DRAFTS_MAX = 64;
        /// Bytes of their documents together, at most.
        public static final long BYTES_MAX = 64L * 1024 * 1024;

        private static final Pattern ID_START = Pattern.compile("[0-9a-f]{8,64}");

        private final Transactions transactions;
        private final InstantSource clock;

        public ReleaseDrafts(Transactions transactions, InstantSource clock) {
            this.transactions = transactions;
            this.clock = clock;
        }

        /// What an officer wants published: the document, exactly for whom, of which own record it is the next version,
        /// and
        /// how it is to be handled.
        public record Wanted(Bytes content, Set<Team> audience, Optional<RecordId> supersedes, Conditions conditions) {
            public Wanted {
                audience = Set.copyOf(audience);
                if (audience.isEmpty()) {
                    throw new IllegalArgumentException("nobody is to have it: nobody has to approve that");
                }
            }

            /// The same wish has the same id.
            public Digest id() {
                Bytes release = OfficerApprovals.release(content, audience);
                return Sha256.of(Bytes.ofUtf8("tocsin/release-draft/v1\n"
                        + Sha256.of(release).hex() + "\n"
                        + supersedes.map(RecordId::toString).orElse("") + "\n"
                        + Sha256.of(ConditionsCodec.encode(conditions)).hex() + "\n"));
            }
        }

        /// A document that waits.
        ///
        /// @param createdBy the name of the officer who published it
        public record Draft(Digest id, Wanted wanted, Instant createdAt, String createdBy) {}

        /// Keeps what an officer wants published. The same again is the same draft, and still its first officer's.
        ///
        /// @return the draft; empty if too many wait
        public Optional<Draft> keep(Wanted wanted, String officer) {
            Draft draft = new Draft(wanted.id(), wanted, clock.instant(), officer);
            return transactions.write(session -> {
                Optional<Draft> before = ReleaseDraftTable.find(session, draft.id());
                if (before.isPresent()) {
                    return before;
                }
                ReleaseDraftTable.Held held = ReleaseDraftTable.held(session);
                if (held.drafts() >= DRAFTS_MAX
                        || held.bytes() + wanted.content().length() > BYTES_MAX) {
                    return Optional.empty();
                }
                ReleaseDraftTable.insert(session, draft);
                return Optional.of(draft);
            });
        }

        /// All drafts, the oldest first.
        public List<Draft> all() {
            return transactions.read(ReleaseDraftTable::all);
        }

        /// One draft, by its id or the first 8 digits of it and more; empty if there is none, or several begin so.
        public Optional<Draft> lookUp(String id) {
            if (!ID_START.matcher(id).matches()) {
                return Optional.empty();
            }
            List<Draft> found = all().stream()
                    .filter(draft -> draft.id().hex().startsWith(id))
                    .toList();
            return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
        }

        /// @throws org.tocsin.node.fault.FaultException if there is none
        public Draft find(String id) {
            return lookUp(id)
                    .orElseThrow(() -> Fault.of(
                                    Reason.NOT_FOUND,
                                    "no such draft waits: it may have been published (tocsin record list) or thrown away")
                            .exception());
        }

        /// Throws a draft away.
        public Draft discard(String id) {
            Draft draft = find(id);
            transactions.writing(session -> ReleaseDraftTable.delete(session, draft.id()));
            return draft;
        }

        /// A draft is stated: part of the commit that states it, so that nothing is stated twice.
        ///
        /// @return whether it still waited
        public static boolean stated(Session session, Digest id) {
            if (ReleaseDraftTable.find(session, id).isEmpty()) {
                return false;
            }
            ReleaseDraftTable.delete(session, id);
            return true;
        }
    }
}
