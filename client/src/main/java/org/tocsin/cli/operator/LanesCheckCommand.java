package org.tocsin.cli.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.Surroundings;
import org.tocsin.model.Team;
import org.tocsin.peer.LaneWatch;
import org.tocsin.peer.OperatorClient;
import org.tocsin.peer.Transit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin lanes check TEAM`: a sign of life on the emergency lane, and how long its receipt took. Rule R-CTL-4.
@Command(
        name = "check",
        description = {
            "Sends a check-in on the emergency lane to a partner, waits for its receipt, and shows how long it took.",
            "Exit 1 if no receipt comes in time; the check-in stays on its way."
        })
final class LanesCheckCommand extends NodeCommand {
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final int SECONDS_MAX = 86_400;

    @Parameters(paramLabel = "TEAM", description = "the team's domain")
    private String team = "";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "how long to wait for the receipt (default: 30)")
    private int timeoutSeconds = 30;

    LanesCheckCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void check() {
        TeamArgument.of(team);
        if (timeoutSeconds < 1 || timeoutSeconds > SECONDS_MAX) {
            throw CommandFault.unusable("not a time to wait", "--timeout " + timeoutSeconds, "1 to 86400 seconds");
        }
    }

    @Override
    ExitCode ask(OperatorClient client) throws InterruptedException {
        Team partner = TeamArgument.of(team);
        Transit.CheckIn sent = client.delivery().checkIn(partner);
        Instant end = surroundings().clock().instant().plusSeconds(timeoutSeconds);
        try (LaneWatch watch = client.delivery().watch(Optional.of(partner))) {
            Transit.Lane lane = emergency(watch.ask(), partner);
            boolean waiting = lane.through() < sent.sequence();
            while (waiting && surroundings().clock().instant().isBefore(end)) {
                // Nobody counts down: the wait ends with the time, or with Ctrl-C.
                waiting = !new CountDownLatch(1).await(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                lane = emergency(watch.ask(), partner);
                waiting = waiting && lane.through() < sent.sequence();
            }
            return report(partner, sent, lane);
        }
    }

    private ExitCode report(Team partner, Transit.CheckIn sent, Transit.Lane lane) {
        boolean arrived = lane.through() >= sent.sequence();
        Answer answer = Answer.of()
                .put("partner", partner.domain())
                .put("verdict", arrived ? "receipted" : "no receipt")
                .put("sent_at", sent.sentAt())
                .put(
                        "round_trip",
                        lane.lastReceiptAt()
                                .filter(at -> arrived)
                                .map(at -> at.isBefore(sent.sentAt())
                                        ? Duration.ZERO
                                        : Duration.between(sent.sentAt(), at)))
                .put("heard_from_them_at", sent.heardAt())
                .put("state", lane.state());
        console().answer(lane.detail().isEmpty() ? answer : answer.put("detail", lane.detail()));
        return arrived ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private static Transit.Lane emergency(Transit.Lanes lanes, Team partner) {
        return lanes.lanes().stream()
                .filter(lane -> lane.lane().equals("emergency") && !lane.inbound())
                .findFirst()
                .orElseThrow(() -> CommandFault.refused("no emergency lane", partner.domain(), "see: tocsin lanes"));
    }
}
