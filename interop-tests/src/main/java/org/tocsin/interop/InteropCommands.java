package org.tocsin.interop;

import java.util.List;
import org.tocsin.cli.CommandGroup;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Surroundings;

/// What a checkout adds to `tocsin`: the demonstration.
public final class InteropCommands implements CommandModule {
    @Override
    public List<Mount> commands(Surroundings surroundings) {
        return List.of(new Mount(CommandGroup.ROOT, new DemoCommand(surroundings)));
    }
}
