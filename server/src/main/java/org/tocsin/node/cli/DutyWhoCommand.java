package org.tocsin.node.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.duty.LadderSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tocsin duty who`: whom an emergency that came now would summon, rung by rung.
@Command(
        name = "who",
        description =
                "Shows whom an emergency would summon now, or at another time, rung by rung; exit 1 if a rung is empty.")
final class DutyWhoCommand implements Callable<ExitCode> {
    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            defaultValue = "",
            description = "when (default: now); without an offset in the zone of duty.toml")
    private String at = "";

    DutyWhoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        DutyPlan plan = DutyDirectory.plan(surroundings, node);
        Instant instant = at.isEmpty()
                ? surroundings.clock().instant().truncatedTo(ChronoUnit.MINUTES)
                : DutyDirectory.time("--at", at, plan.zone());
        LadderSnapshot snapshot = plan.snapshot(instant);
        boolean empty = false;
        try (Table table =
                surroundings.console().table("rung", "who", "officer", "name", "role", "channels", "wait", "empty")) {
            int number = 0;
            for (LadderSnapshot.Rung rung : snapshot.rungs()) {
                number++;
                if (rung.isEmpty()) {
                    table.row(row(number, rung, instant).put("empty", rung.emptyBecause()));
                    empty = true;
                }
                for (LadderSnapshot.Person person : rung.people()) {
                    table.row(row(number, rung, instant)
                            .put("officer", person.officer())
                            .put("name", person.name())
                            .put("role", person.role().word())
                            .put("channels", person.channels()));
                }
            }
        }
        surroundings
                .console()
                .say("At " + DutyDirectory.shown(instant, plan.zone()) + "; climbed " + snapshot.rounds()
                        + " times in all.");
        return empty ? ExitCode.NEGATIVE : ExitCode.OK;
    }

    private static Answer row(int number, LadderSnapshot.Rung rung, Instant instant) {
        return Answer.of()
                .put("at", instant)
                .put("rung", number)
                .put("who", rung.who())
                .put("wait", rung.patience());
    }
}
