package org.tocsin.cli.record;

import java.util.List;
import org.tocsin.cli.CommandGroup;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Surroundings;

/// The commands on documents that need no node.
public final class RecordCommands implements CommandModule {
    @Override
    public List<Mount> commands(Surroundings surroundings) {
        return List.of(new Mount(CommandGroup.RECORD, new CheckCommand(surroundings)));
    }
}
