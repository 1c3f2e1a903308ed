package org.tocsin.cli.emergency;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.Team;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Owner;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step.What;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.OperatorClient;
import org.tocsin.wire.EmergencyCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin duty check-in TEAM`: both duty desks confirm that they reach each other. Rule R-EMG-6.
@Command(
        name = "check-in",
        description = {
            "Confirms a partner's check-in that waits for an officer, signed; if none waits, asks the partner for one.",
            "The agreement says how often they fall due by themselves."
        },
        footer = {"", "  tocsin duty check-in cert-jp.example"})
final class DutyCheckInCommand extends EmergencyCommand {
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final int MOST = 1_000;

    @Parameters(paramLabel = "TEAM", description = "the partner's domain")
    private String team = "";

    @Option(names = "--owner", paramLabel = "NAME", description = "who confirms (default: the officer's own name)")
    private Optional<String> owner = Optional.empty();

    DutyCheckInCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String about() {
        return team;
    }

    @Override
    void check() {
        team(team);
    }

    @Override
    ExitCode ask(OperatorClient client, OfficerFile officer) {
        EmergencyLine line = client.emergencies();
        Team partner = team(team);
        EmergencyLine.Listed listed = line.list(true, Optional.of(partner), MOST);
        List<EmergencyView> waiting = listed.emergencies().stream()
                .filter(view -> view.emergency().kind() == Emergency.Kind.CHECK_IN)
                .filter(view -> view.originator().equals(partner))
                .filter(view ->
                        view.called().stream().anyMatch(called -> called.life().isOpen()))
                .toList();
        Stories stories = new Stories(console(), language());
        if (waiting.isEmpty()) {
            stories.emergency(line.raise(EmergencyCodec.encode(checkIn(partner))), listed.own());
            console().note("asked for; when they confirm, it shows: tocsin emergency list --all --partner " + partner);
        }
        EmergencySigning signing = new EmergencySigning(surroundings(), officer, line);
        for (EmergencyView view : waiting) {
            var confirmed = new What.Acknowledged(
                    new Owner(
                            owner.or(() -> listed.officer().map(EmergencyLine.OnPlan::name))
                                    .orElseGet(() -> OfficerNames.of(officer)),
                            "",
                            Optional.of(listed.officer()
                                    .map(EmergencyLine.OnPlan::zone)
                                    .orElseGet(this::here))),
                    Optional.empty(),
                    false);
            stories.emergency(signing.state(new TreeSet<>(List.of(partner)), view.id(), confirmed, true), listed.own());
        }
        return ExitCode.OK;
    }

    private Emergency checkIn(Team partner) {
        Instant now = Instant.ofEpochMilli(surroundings().clock().millis());
        return new Emergency(
                new TreeSet<>(List.of(partner)),
                Emergency.Kind.CHECK_IN,
                Precedence.ROUTINE,
                "test/test",
                new TreeSet<>(List.of("contact-sender")),
                Optional.empty(),
                List.of(),
                now,
                now.plus(PATIENCE),
                here());
    }
}
