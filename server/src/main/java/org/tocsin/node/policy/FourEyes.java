package org.tocsin.node.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tocsin.model.Fragment;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;

/// The gate in front of stating what is RED: a further officer must have approved it for exactly its audience. Pure; in
/// doubt it says no.
///
/// Source: rule R-REL-10.
public final class FourEyes {
    /// The name of the no, as it stands in answers and explanations.
    public static final String REASON = "NEEDS_APPROVAL";

    private FourEyes() {}

    /// Who stands behind a release, and who could.
    ///
    /// @param areNeeded whether this team asks for a further officer
    /// @param publisher the officer who publishes it; empty: the node itself does
    /// @param approver the officer who approved exactly this, if that was verified and holds now
    /// @param signatories who may approve, now
    public record Officers(
            boolean areNeeded, String publisher, Optional<String> approver, SortedSet<String> signatories) {
        public Officers {
            signatories = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(signatories));
        }

        /// The signatories who may approve this: all but the publisher.
        public List<String> further() {
            return signatories.stream()
                    .filter(officer -> !officer.equals(publisher))
                    .toList();
        }
    }

    /// What is missing.
    public enum Missing {
        /// Nobody approved it.
        APPROVAL,
        /// Whoever publishes it approved it.
        ANOTHER_OFFICER,
        /// Who approved it is no signatory.
        SIGNATORY
    }

    /// Whether a record is RED, or has a part that is.
    public static boolean isRed(Collection<Fragment> fragments) {
        return !fragments.stream().allMatch(fragment -> Tlp.RED.isStricterThan(fragment.marking()));
    }

    /// What stands in the way of stating a record; empty if nothing does. A RED record without an audience goes
    /// nowhere (R-REL-4), so nobody has to approve that.
    public static Optional<Missing> missing(Collection<Fragment> fragments, Set<Team> audience, Officers officers) {
        if (!officers.areNeeded() || audience.isEmpty() || !isRed(fragments)) {
            return Optional.empty();
        }
        if (officers.approver().isEmpty()) {
            return Optional.of(Missing.APPROVAL);
        }
        String approver = officers.approver().get();
        if (approver.equals(officers.publisher())) {
            return Optional.of(Missing.ANOTHER_OFFICER);
        }
        return officers.signatories().contains(approver) ? Optional.empty() : Optional.of(Missing.SIGNATORY);
    }

    /// The same, as it is told to people.
    public static Trace.Step step(Collection<Fragment> fragments, Set<Team> audience, Officers officers) {
        List<Trace.Looked> looked = new ArrayList<>();
        looked.add(new Trace.Looked("red", isRed(fragments) ? "yes" : "no"));
        looked.add(new Trace.Looked("published by", officers.publisher()));
        officers.further().forEach(officer -> looked.add(new Trace.Looked("may approve", officer)));
        return new Trace.Step(
                "R-REL-10",
                "four-eyes",
                true,
                looked,
                missing(fragments, audience, officers).map(why -> new Trace.No(REASON, Optional.empty())));
    }
}
