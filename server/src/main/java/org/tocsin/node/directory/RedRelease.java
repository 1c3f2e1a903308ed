package org.tocsin.node.directory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.model.Bytes;
import org.tocsin.model.Team;
import org.tocsin.model.agreement.OfficerApproval;
import org.tocsin.trust.OfficerApprovals;

/// Four eyes for what is RED: it is stated to a named audience only if an officer who is not the one that publishes it,
/// and who may, approved exactly this document for exactly these teams. Rule R-REL-10; threat T39.
public final class RedRelease {
    private final Directory directory;
    private final Approvers approvers;
    private final InstantSource clock;

    /// Which officers may approve a release, now; or that nobody has to.
    public interface Approvers {
        /// Whether a further officer's approval is needed at this node.
        boolean areNeeded();

        /// Whether an officer is one of them.
        boolean has(String officer);
    }

    public RedRelease(Directory directory, Approvers approvers, InstantSource clock) {
        this.directory = directory;
        this.approvers = approvers;
        this.clock = clock;
    }

    /// A node at which nobody approves: for trials.
    public static RedRelease unattended(Directory directory) {
        return new RedRelease(
                directory,
                new Approvers() {
                    @Override
                    public boolean areNeeded() {
                        return false;
                    }

                    @Override
                    public boolean has(String officer) {
                        return false;
                    }
                },
                () -> Instant.EPOCH);
    }

    /// Why something RED may not be stated to its audience; empty if it may.
    ///
    /// @param publisher the name of the officer who publishes it; empty: the node itself does
    public Optional<String> objection(
            Bytes content, Set<Team> audience, String publisher, Optional<OfficerApproval> approval) {
        if (!approvers.areNeeded() || audience.isEmpty()) {
            return Optional.empty();
        }
        if (approval.isEmpty()) {
            return Optional.of("it is RED: a signatory other than you must approve it for this audience"
                    + " (tocsin record approve, then publish it with --approval)");
        }
        DirectoryView view = directory.view();
        var own = view.team(view.own()).orElseThrow();
        var verdict = OfficerApprovals.verify(
                List.of(approval.get()),
                own,
                OfficerApprovals.Subject.RELEASE,
                OfficerApprovals.release(content, audience));
        return switch (verdict) {
            case OfficerApprovals.Verdict.Refused refused ->
                Optional.of(
                        "the approval is not for this document and this audience, or does not hold: " + refused.why());
            case OfficerApprovals.Verdict.Approved approved ->
                objection(publisher, approved.officers().getFirst(), approval.get());
        };
    }

    private Optional<String> objection(String publisher, String approver, OfficerApproval approval) {
        if (approver.equals(publisher)) {
            return Optional.of("the approval is your own: another signatory must approve it");
        }
        if (!OfficerApprovals.isValid(approval, clock.instant())) {
            return Optional.of("the certificate of officer " + approver + ", who approved it, is not valid now");
        }
        if (!approvers.has(approver)) {
            return Optional.of("officer " + approver + ", who approved it, is no signatory of this node");
        }
        return Optional.empty();
    }
}
