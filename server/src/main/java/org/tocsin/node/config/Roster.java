package org.tocsin.node.config;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The officers of the team and their roles, as `roles.toml` says. Whoever is not in it may do nothing, and an empty
/// one admits nobody (I5).
public record Roster(Map<String, Set<OfficerRole>> roles) {
    /// Name of the file in the node's directory.
    public static final String FILE = "roles.toml";
    /// Officers of a team.
    public static final int OFFICERS_MAX = 1_000;

    /// Nobody.
    public static final Roster EMPTY = new Roster(Map.of());

    /// @param roles by the officers' ids, as in their certificates
    public Roster {
        var copy = new TreeMap<String, Set<OfficerRole>>();
        roles.forEach((id, held) -> copy.put(
                id,
                Collections.unmodifiableSet(
                        held.isEmpty() ? EnumSet.noneOf(OfficerRole.class) : EnumSet.copyOf(held))));
        roles = Collections.unmodifiableMap(copy);
    }

    /// What an officer is; nothing, if the roster does not know them.
    public Set<OfficerRole> of(String officer) {
        return roles.getOrDefault(officer, Set.of());
    }

    /// Whether an officer has one of some roles.
    public boolean allows(String officer, Collection<OfficerRole> anyOf) {
        return anyOf.stream().anyMatch(of(officer)::contains);
    }

    /// The officers that have one of some roles.
    public List<String> having(Collection<OfficerRole> anyOf) {
        return roles.keySet().stream().filter(officer -> allows(officer, anyOf)).toList();
    }
}
