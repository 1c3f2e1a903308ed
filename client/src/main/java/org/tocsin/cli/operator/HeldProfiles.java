package org.tocsin.cli.operator;

import java.util.Optional;
import org.tocsin.cli.CommandFault;
import org.tocsin.model.Team;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.TeamLine;

/// Finds what the node holds of a team.
final class HeldProfiles {
    private HeldProfiles() {}

    /// @param team empty: our own
    static TeamLine.Held find(OperatorClient client, Optional<Team> team) {
        return client.teams().profiles().stream()
                .filter(held -> team.map(held.team()::equals).orElse(held.isOwn()))
                .findFirst()
                .orElseThrow(() -> CommandFault.unusable(
                        "not a team that is pinned", team.map(Team::domain).orElse(""), "see: tocsin peer list"));
    }
}
