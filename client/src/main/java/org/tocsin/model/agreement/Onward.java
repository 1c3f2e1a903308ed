package org.tocsin.model.agreement;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tocsin.model.Team;

/// What a receiver may hand on, and whether receipts come back from those behind it. Rules R-RLY-2, R-RLY-4.
///
/// @param hubs the teams to hand on to; NAMED_HUBS only
public record Onward(Reach reach, SortedSet<Team> hubs, boolean receiptsToAuthor) {
    public static final int HUBS_MAX = 64;
    public static final Onward NOTHING = new Onward(Reach.NOBODY, new TreeSet<>(), false);

    /// To whom, from the fewest to the most.
    public enum Reach {
        NOBODY,
        /// Constituents of the receiver, outside this protocol; no other team.
        OWN_CONSTITUENTS,
        /// The teams that are named.
        NAMED_HUBS,
        /// Whoever the record's marking lets.
        AS_MARKED
    }

    public Onward {
        hubs = Collections.unmodifiableSortedSet(new TreeSet<>(hubs));
        if (hubs.size() > HUBS_MAX || (reach != Reach.NAMED_HUBS && !hubs.isEmpty())) {
            throw new IllegalArgumentException("at most 64 hubs, and only where hubs are named");
        }
    }

    public static Onward asMarked(boolean receiptsToAuthor) {
        return new Onward(Reach.AS_MARKED, new TreeSet<>(), receiptsToAuthor);
    }

    /// Whether a record may be handed on to a team, if its marking lets it.
    public boolean reaches(Team team) {
        return reach == Reach.AS_MARKED || (reach == Reach.NAMED_HUBS && hubs.contains(team));
    }

    /// Whether a record may be handed on to any team at all.
    public boolean reachesTeams() {
        return reach == Reach.AS_MARKED || (reach == Reach.NAMED_HUBS && !hubs.isEmpty());
    }

    /// What both let. Receipts come back if either says so.
    public Onward narrowedBy(Onward other) {
        Reach fewer = reach.compareTo(other.reach) <= 0 ? reach : other.reach;
        SortedSet<Team> both = new TreeSet<>();
        if (fewer == Reach.NAMED_HUBS) {
            both.addAll(reach == Reach.NAMED_HUBS ? hubs : other.hubs);
            if (reach == other.reach) {
                both.retainAll(other.hubs);
            }
        }
        return new Onward(fewer, both, receiptsToAuthor || other.receiptsToAuthor);
    }
}
