package org.tocsin.certsdev;

import java.util.List;
import org.tocsin.cli.CommandGroup;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Surroundings;

/// The commands of this module.
public final class CertsDevCommands implements CommandModule {
    @Override
    public List<Mount> commands(Surroundings surroundings) {
        return List.of(new Mount(CommandGroup.ROOT, new DevPkiCommand(surroundings)));
    }
}
