package org.tocsin.cli.operator;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.model.Tlp;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin record narrow RECORD`: tightens a record for everybody who has it.
@Command(
        name = "narrow",
        description = {
            "Narrows an own record, all its versions: a stricter marking, fewer teams, or both. Cannot be taken back.",
            "Whoever holds it and no longer may deletes it and says so: tocsin record track RECORD. The others keep it",
            "under the new marking. It is given to nobody new: publish a new version for them."
        })
final class NarrowCommand extends NodeCommand {
    @Parameters(paramLabel = "RECORD", description = "TEAM/EPOCH/HEX, or the first 8 or more digits of HEX")
    private String record = "";

    @Option(names = "--marking", paramLabel = "TLP", description = "GREEN, AMBER, AMBER+STRICT or RED from now on")
    private Optional<String> marking = Optional.empty();

    @Option(
            names = "--audience",
            paramLabel = "TEAM",
            arity = "1..*",
            description = "only these teams may keep it, of those that may now")
    private List<String> audience = List.of();

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for those who hold it; at most 200 bytes")
    private String reason = "";

    NarrowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        tlp();
        teams();
        if (marking.isEmpty() && audience.isEmpty()) {
            throw CommandFault.unusable("narrows nothing", "record narrow", "give --marking, --audience, or both");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) {
        Transit.Withdrawn narrowed = client.delivery().narrow(record, tlp(), teams(), reason);
        console()
                .answer(Answer.of()
                        .put("record", narrowed.record())
                        .put("version", narrowed.version())
                        .put("index", narrowed.index())
                        .put("leaf_hash", narrowed.leafHash())
                        .put("told", narrowed.told()));
        return ExitCode.OK;
    }

    private Optional<Tlp> tlp() {
        return marking.map(label -> Tlp.ofLabel(label)
                .orElseThrow(() -> CommandFault.unusable(
                        "not a marking", "--marking " + label, "CLEAR, GREEN, AMBER, AMBER+STRICT or RED")));
    }

    private Optional<Set<Team>> teams() {
        Set<Team> teams = new HashSet<>();
        audience.forEach(name -> teams.add(TeamArgument.of(name)));
        return teams.isEmpty() ? Optional.empty() : Optional.of(teams);
    }
}
