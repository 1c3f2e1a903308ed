package org.tocsin.cli.emergency;

import java.util.List;
import org.tocsin.cli.CommandGroup;
import org.tocsin.cli.CommandModule;
import org.tocsin.cli.Surroundings;

/// The commands for emergencies.
public final class EmergencyCommands implements CommandModule {
    @Override
    public List<Mount> commands(Surroundings surroundings) {
        return List.of(
                new Mount(CommandGroup.EMERGENCY, new RaiseCommand(surroundings)),
                new Mount(CommandGroup.EMERGENCY, new EmergencyListCommand(surroundings)),
                new Mount(CommandGroup.EMERGENCY, new EmergencyShowCommand(surroundings)),
                new Mount(CommandGroup.EMERGENCY, new StepCommand.Acknowledge(surroundings)),
                new Mount(CommandGroup.EMERGENCY, new StepCommand.Refuse(surroundings)),
                new Mount(CommandGroup.EMERGENCY, new StepCommand.Tell(surroundings)),
                new Mount(CommandGroup.EMERGENCY, new StepCommand.HandOver(surroundings)),
                new Mount(CommandGroup.EMERGENCY, new StepCommand.StandDown(surroundings)),
                new Mount(CommandGroup.EMERGENCY, new EmergencyWatchCommand(surroundings)),
                new Mount(CommandGroup.EMERGENCY, new CardCommand(surroundings)),
                new Mount(CommandGroup.DUTY, new DutyWatchCommand(surroundings)),
                new Mount(CommandGroup.DUTY, new DutyCheckInCommand(surroundings)),
                new Mount(CommandGroup.DUTY, new DutyStatisticsCommand(surroundings)),
                new Mount(CommandGroup.DUTY, new DutyReportCommand(surroundings)));
    }
}
