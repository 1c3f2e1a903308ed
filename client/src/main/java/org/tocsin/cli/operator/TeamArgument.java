package org.tocsin.cli.operator;

import java.util.Optional;
import org.tocsin.cli.CommandFault;
import org.tocsin.model.Team;

/// A team as typed.
final class TeamArgument {
    private TeamArgument() {}

    static Team of(String text) {
        if (!Team.isDomain(text)) {
            throw CommandFault.unusable("not a team", text, "name it by its domain, as in cert-jp.example");
        }
        return new Team(text);
    }

    static Optional<Team> optional(Optional<String> text) {
        return text.map(TeamArgument::of);
    }
}
