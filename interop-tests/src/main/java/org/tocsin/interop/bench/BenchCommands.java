package org.tocsin.interop.bench;

import java.util.List;
import org.tocsin.cli.CommandGroup;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Surroundings;

/// What a checkout adds to `tocsin`: the measurements.
public final class BenchCommands implements CommandModule {
    @Override
    public List<Mount> commands(Surroundings surroundings) {
        return List.of(
                new Mount(CommandGroup.BENCH, new ExchangeCommand(surroundings)),
                new Mount(CommandGroup.BENCH, new SyncCommand(surroundings)),
                new Mount(CommandGroup.BENCH, new PeersCommand(surroundings)),
                new Mount(CommandGroup.BENCH, new EmergencyCommand(surroundings)));
    }
}
