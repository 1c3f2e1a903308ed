package org.tocsin.node.cli;

import java.util.List;
import org.tocsin.cli.CommandGroup;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Surroundings;

/// What the server contributes to `tocsin`: the commands that work on a node's directory.
public final class NodeCommands implements CommandModule {
    @Override
    public List<Mount> commands(Surroundings surroundings) {
        return List.of(
                new Mount(CommandGroup.NODE, new InitCommand(surroundings)),
                new Mount(CommandGroup.NODE, new CheckConfigCommand(surroundings)),
                new Mount(CommandGroup.NODE, new RunCommand(surroundings)),
                new Mount(CommandGroup.NODE, new NodeRebuildCommand(surroundings)),
                new Mount(CommandGroup.NODE, new OfficerAddCommand(surroundings)),
                new Mount(CommandGroup.NODE, new NodeManifestCommand(surroundings)),
                new Mount(CommandGroup.NODE, new NodeRotateCommand(surroundings)),
                new Mount(CommandGroup.NODE, new NodeKeysCommand(surroundings)),
                new Mount(CommandGroup.NODE, new OfficersCommand(surroundings)),
                new Mount(CommandGroup.DUTY, new DutyWhoCommand(surroundings)),
                new Mount(CommandGroup.DUTY, new DutyCoverageCommand(surroundings)),
                new Mount(CommandGroup.DUTY, new DutyTemplateCommand(surroundings)),
                new Mount(CommandGroup.DUTY, new DutyTryChannelCommand(surroundings)),
                new Mount(CommandGroup.ROOT, new FsckCommand(surroundings)),
                new Mount(CommandGroup.ROOT, new BackupCommand(surroundings)),
                new Mount(CommandGroup.ROOT, new RestoreCommand(surroundings)),
                new Mount(CommandGroup.LEDGER, new LedgerVerifyCommand(surroundings)),
                new Mount(CommandGroup.LEDGER, new LedgerReopenCommand(surroundings)));
    }
}
