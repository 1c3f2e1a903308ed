package org.tocsin.cli;

import java.util.List;

/// The commands of this module: those that need no node, and those that talk to one.
public final class ClientCommands implements CommandModule {
    @Override
    public List<Mount> commands(Surroundings surroundings) {
        return List.of();
    }
}
