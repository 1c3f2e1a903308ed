package org.tocsin.cli.emergency;

import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tocsin emergency show ID`: one emergency and its timeline.
@Command(
        name = "show",
        description = {
            "Shows an emergency, how it stands at every team, and what happened, by the clocks of here and of there.",
            "A step is signed by an officer, or attested by the node of the team that states it."
        },
        footer = {"", "  tocsin emergency show 3f9a1c", "  tocsin emergency show 3f9a1c --lang ja"})
final class EmergencyShowCommand extends EmergencyCommand {
    @Parameters(paramLabel = "ID", description = "its id, or the first 6 digits or more")
    private String id = "";

    EmergencyShowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String about() {
        return id;
    }

    @Override
    void check() {
        id(id);
    }

    @Override
    ExitCode ask(OperatorClient client, OfficerFile officer) {
        new Stories(console(), language()).story(client.emergencies().story(id(id)));
        return ExitCode.OK;
    }
}
