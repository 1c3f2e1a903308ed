package org.tocsin.cli.emergency;

import java.util.Optional;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin emergency list`: those that this team raised, and those that it was called for.
@Command(
        name = "list",
        description = {
            "Lists emergencies, the latest first: those that may still need somebody, or all.",
            "The rows of drills begin with the exercise phrase."
        },
        footer = {"", "  tocsin emergency list", "  tocsin emergency list --all --partner cert-jp.example"})
final class EmergencyListCommand extends EmergencyCommand {
    private static final int MOST = 1_000;

    @Option(names = "--all", description = "also those that are over")
    private boolean all;

    @Option(names = "--partner", paramLabel = "TEAM", description = "only those with this team")
    private Optional<String> partner = Optional.empty();

    @Option(names = "--most", paramLabel = "N", defaultValue = "100", description = "at most so many (default: 100)")
    private int most = 100;

    EmergencyListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String about() {
        return partner.orElse("emergencies");
    }

    @Override
    void check() {
        partner.ifPresent(EmergencyCommand::team);
        if (most < 1 || most > MOST) {
            throw CommandFault.unusable("not a number of emergencies", "--most " + most, "1 to 1000");
        }
    }

    @Override
    ExitCode ask(OperatorClient client, OfficerFile officer) {
        Stories stories = new Stories(console(), language());
        EmergencyLine.Listed listed = client.emergencies().list(!all, partner.map(EmergencyCommand::team), most);
        try (Table table = console().table(EmergencyAnswers.COLUMNS)) {
            listed.emergencies().forEach(view -> table.row(stories.row(view, listed.own(), listed.now())));
        }
        if (listed.emergencies().isEmpty()) {
            console().say(all ? "There are none." : "None is open; --all shows those that are over.");
        }
        return ExitCode.OK;
    }
}
