package org.tocsin.node.directory;

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
    private final Map<Team, List<Standing>> agreements;

    DirectoryView(Team own, Map<Team, PinnedTeam> teams, Map<Team, List<Standing>> agreements) {
        this.own = own;
        this.teams = new TreeMap<>(teams);
        this.agreements = Map.copyOf(agreements);
    }

    public Team own() {
        return own;
    }

    /// A pinned team; the own team is one.
    public Optional<PinnedTeam> team(Team team) {
        return Optional.ofNullable(teams.get(team));
    }

    /// All pinned teams but the own one, by name.
    public List<PinnedTeam> partners() {
        return teams.values().stream().filter(team -> !team.team().equals(own)).toList();
    }

    /// All agreements with a team that both parties signed: every version, lapsed ones too. `policy` says which of them
    /// counts at an instant.
    public List<Standing> agreementsWith(Team partner) {
        return agreements.getOrDefault(partner, List.of());
    }

    Map<Team, PinnedTeam> teams() {
        return teams;
    }

    Map<Team, List<Standing>> agreements() {
        return agreements;
    }
}
