package org.tocsin.node.cli;

import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.node.config.OfficerRole;
import org.tocsin.node.config.Roster;
import org.tocsin.node.config.RosterReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tocsin node officers`: who may do what, as `roles.toml` says now.
@Command(
        name = "officers",
        description = {
            "Shows the officers of the team and their roles, as roles.toml in the node's directory says. A running node",
            "has read it at its start or at the last SIGHUP. Exit 1: nobody has a role."
        })
final class OfficersCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    OfficersCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Roster roster =
                switch (RosterReader.read(surroundings.workingDirectory().resolve(node.directory()))) {
                    case RosterReader.Result.Unusable unusable ->
                        throw CommandFault.unusable(
                                unusable.problems().getFirst().what(),
                                unusable.problems().getFirst().where(),
                                unusable.problems().getFirst().remedy());
                    case RosterReader.Result.Read read -> read.roster();
                };
        try (Table table = surroundings.console().table("officer", "roles")) {
            roster.roles()
                    .forEach((officer, roles) -> table.row(Answer.of()
                            .put("officer", officer)
                            .put("roles", roles.stream().map(OfficerRole::text).toList())));
        }
        return roster.roles().isEmpty() ? ExitCode.NEGATIVE : ExitCode.OK;
    }
}
