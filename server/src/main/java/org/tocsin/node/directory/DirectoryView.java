package org.tocsin.node.directory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tocsin.model.Team;
import org.tocsin.node.policy.Standing;
import org.tocsin.trust.PinnedTeam;

/// Whom this node knows and what was agreed, at one moment: immutable, and read without a lock.
public final class DirectoryView {
    private final Team own;
    private final Map<Team, PinnedTeam> teams;
    private final Map<Team, Cut> cuts;
    private final Map<Team, List<Standing>> agreements;

    /// A team was cut off: when, by whom and why.
    public record Cut(Instant at, String officer, String reason) {}

    DirectoryView(Team own, Map<Team, PinnedTeam> teams, Map<Team, Cut> cuts, Map<Team, List<Standing>> agreements) {
        this.own = own;
        this.teams = new TreeMap<>(teams);
        this.cuts = Map.copyOf(cuts);
        this.agreements = Map.copyOf(agreements);
    }

    public Team own() {
        return own;
    }

    /// A pinned team; the own team is one, and so is one that is cut off: what it stated can still be proven.
    public Optional<PinnedTeam> team(Team team) {
        return Optional.ofNullable(teams.get(team));
    }

    /// All pinned teams but the own one, by name.
    public List<PinnedTeam> partners() {
        return teams.values().stream().filter(team -> !team.team().equals(own)).toList();
    }

    /// Whether and how a team is cut off. Rule R-PEER-6.
    public Optional<Cut> cut(Team team) {
        return Optional.ofNullable(cuts.get(team));
    }

    /// The teams to whom doors are open: all that are pinned and not cut off, the own one among them.
    List<PinnedTeam> welcome() {
        return teams.values().stream()
                .filter(team -> !cuts.containsKey(team.team()))
                .toList();
    }

    /// All agreements with a team under which anything may flow: every version that both parties signed, lapsed ones
    /// too.
    /// `policy` says which of them counts at an instant. None with a team that is cut off.
    public List<Standing> agreementsWith(Team partner) {
        return cuts.containsKey(partner) ? List.of() : agreementsHeldWith(partner);
    }

    /// As above, also with a team that is cut off: what binds those who hold something of each other.
    public List<Standing> agreementsHeldWith(Team partner) {
        return agreements.getOrDefault(partner, List.of());
    }

    Map<Team, PinnedTeam> teams() {
        return teams;
    }

    Map<Team, Cut> cuts() {
        return cuts;
    }

    Map<Team, List<Standing>> agreements() {
        return agreements;
    }
}
