package org.tocsin.node.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tocsin.calendar.Span;
import org.tocsin.cli.Answer;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.cli.Table;
import org.tocsin.node.duty.Coverage;
import org.tocsin.node.duty.DutyPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tocsin duty coverage`: every minute at which a rung of the ladder would reach nobody.
@Command(
        name = "coverage",
        description = {
            "Names every minute of the next year at which a rung of the ladder reaches nobody; exit 1 if there is one.",
            "Looks at duty.toml alone: whether channels work is tried with duty try-channel."
        })
final class DutyCoverageCommand implements Callable<ExitCode> {
    private static final int DAYS_MAX = 3_660;

    private final Surroundings surroundings;

    @Mixin
    private NodeOption node = new NodeOption();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            defaultValue = "",
            description = "from when on (default: now); without an offset in the zone of duty.toml")
    private String from = "";

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "366",
            description = "how many days of 24 hours (default: 366, at most 3660)")
    private int days = 366;

    DutyCoverageCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        if (days < 1 || days > DAYS_MAX) {
            throw CommandFault.unusable("is not from 1 to " + DAYS_MAX, "--days " + days, "correct it");
        }
        DutyPlan plan = DutyDirectory.plan(surroundings, node);
        Instant begin = from.isEmpty()
                ? surroundings.clock().instant().truncatedTo(ChronoUnit.MINUTES)
                : DutyDirectory.time("--from", from, plan.zone());
        Coverage coverage = Coverage.of(plan, new Span(begin, begin.plus(days, ChronoUnit.DAYS)));
        if (surroundings.console().isJson()) {
            surroundings.console().answer(json(coverage, plan.zone()));
        } else {
            show(coverage, plan.zone());
        }
        return coverage.isWhole() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private static Answer json(Coverage coverage, ZoneId zone) {
        return Answer.of()
                .put("verdict", coverage.isWhole() ? "whole" : "holes")
                .put("from", coverage.range().from())
                .put("until", coverage.range().until())
                .put("zone", zone.getId())
                .put(
                        "holes",
                        coverage.holes().stream().map(hole -> row(hole, zone)).toList())
                .put(
                        "unanswered",
                        coverage.unanswered().stream()
                                .map(span -> Answer.of()
                                        .put("from", span.from())
                                        .put("until", span.until())
                                        .put("minutes", minutes(span)))
                                .toList());
    }

    private static Answer row(Coverage.Hole hole, ZoneId zone) {
        return Answer.of()
                .put("rung", hole.rung())
                .put("who", hole.who())
                .put("from", hole.when().from())
                .put("until", hole.when().until())
                .put("begins", DutyDirectory.shown(hole.when().from(), zone))
                .put("ends", DutyDirectory.shown(hole.when().until(), zone))
                .put("minutes", minutes(hole.when()))
                .put("why", hole.cause().name().toLowerCase(Locale.ROOT))
                .put("officers", hole.officers());
    }

    private void show(Coverage coverage, ZoneId zone) {
        String range = DutyDirectory.shown(coverage.range().from(), zone) + " to "
                + DutyDirectory.shown(coverage.range().until(), zone);
        if (coverage.isWhole()) {
            surroundings.console().say("Every rung reaches somebody at every minute from " + range + ".");
            return;
        }
        try (Table table =
                surroundings.console().table("rung", "who", "begins", "ends", "minutes", "why", "officers")) {
            coverage.holes().forEach(hole -> table.row(row(hole, zone)));
        }
        long minutes = coverage.holes().stream()
                .mapToLong(hole -> minutes(hole.when()))
                .sum();
        surroundings
                .console()
                .say("Holes: " + coverage.holes().size() + ", together " + minutes + " minutes, from " + range
                        + ". There a rung falls through to the next one at once, for every precedence.");
        List<Span> unanswered = coverage.unanswered();
        surroundings
                .console()
                .say(
                        unanswered.isEmpty()
                                ? "At every minute some other rung reaches somebody."
                                : "NO RUNG AT ALL reaches anybody " + unanswered.size() + " times, for together "
                                        + unanswered.stream()
                                                .mapToLong(DutyCoverageCommand::minutes)
                                                .sum()
                                        + " minutes; first from "
                                        + DutyDirectory.shown(
                                                unanswered.getFirst().from(), zone) + " to "
                                        + DutyDirectory.shown(
                                                unanswered.getFirst().until(), zone) + ".");
    }

    private static long minutes(Span span) {
        return Duration.between(span.from(), span.until()).toMinutes();
    }
}
