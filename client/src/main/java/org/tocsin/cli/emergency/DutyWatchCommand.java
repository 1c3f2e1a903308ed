package org.tocsin.cli.emergency;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.model.emergency.Owner;
import org.tocsin.peer.EmergencyLine;
import org.tocsin.peer.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tocsin duty watch`: the duty desk's screen.
@Command(
        name = "watch",
        description = {
            "Shows what is open, and rings when somebody is called: a screen on a terminal, lines elsewhere.",
            "One key acknowledges the chosen emergency, signed with the officer's key. What is shown here was delivered",
            "on the channel of kind terminal: keep it open where somebody is.",
            "Lines begin with what is open. If the node is not up it ends at once, exit 3; lines end so also when the node",
            "goes away, so that whoever started them starts them again. The screen says that it is away, and goes on."
        },
        footer = {"", "  tocsin duty watch --channel '+81 3 0000 0000'", "  tocsin duty watch --output json"})
final class DutyWatchCommand extends EmergencyCommand {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final int OPEN_MAX = 1_000;

    @Option(
            names = "--owner",
            paramLabel = "NAME",
            description = "who takes what (default: the officer, by the duty plan)")
    private Optional<String> owner = Optional.empty();

    @Option(names = "--channel", paramLabel = "TEXT", description = "how partners reach them, as '+81 3 0000 0000'")
    private String channel = "";

    @Option(names = "--lines", description = "lines, also on a terminal")
    private boolean lines;

    @Option(names = "--silent", description = "without the bell")
    private boolean silent;

    DutyWatchCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String about() {
        return "duty";
    }

    @Override
    ExitCode ask(OperatorClient client, OfficerFile officer) throws InterruptedException {
        EmergencyLine line = client.emergencies();
        if (lines || console().isJson() || !console().isTerminal()) {
            return inLines(line, new Stories(console(), language()));
        }
        var signing = new EmergencySigning(surroundings(), officer, line);
        Optional<EmergencyLine.OnPlan> onPlan =
                line.list(true, Optional.empty(), 1).officer();
        ZoneId there = onPlan.map(EmergencyLine.OnPlan::zone).orElseGet(this::here);
        var taker = new Owner(
                owner.or(() -> onPlan.map(EmergencyLine.OnPlan::name)).orElseGet(() -> OfficerNames.of(officer)),
                channel,
                Optional.of(there));
        return new DutyTerminal(
                        line,
                        new DutyTerminal.Officer(signing, taker),
                        new DutyScreen(language(), there),
                        surroundings().clock(),
                        new DutyTerminal.Looks(console().isColoured(), !silent))
                .run();
    }

    private ExitCode inLines(EmergencyLine line, Stories stories) throws InterruptedException {
        try (EmergencyLine.Watch<EmergencyLine.Notice> watch = line.duty()) {
            EmergencyLine.Listed listed = line.list(true, Optional.empty(), OPEN_MAX);
            listed.emergencies().reversed().forEach(view -> stories.open(view, listed));
            while (true) {
                watch.next(LOOK).ifPresent(this::told);
            }
        }
    }

    private void told(EmergencyLine.Notice notice) {
        if (!console().isJson()) {
            console().say(notice.subject());
            notice.lines().forEach(text -> console().say("  " + text));
            return;
        }
        console()
                .answer(Answer.of()
                        .put("at", notice.at())
                        .put("purpose", notice.purpose())
                        .put("exercise", notice.exercise())
                        .put("precedence", notice.precedence())
                        .put("team", notice.team())
                        .put("emergency", notice.emergency())
                        .put("subject", notice.subject())
                        .put("lines", notice.lines()));
    }
}
