package org.tocsin.node.cli;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.tocsin.calendar.Span;
import org.tocsin.cli.CommandFault;
import org.tocsin.cli.NodeOption;
import org.tocsin.cli.Surroundings;
import org.tocsin.node.config.ConfigProblem;
import org.tocsin.node.duty.DutyPlan;
import org.tocsin.node.duty.DutyPlanResult;

/// What commands about duty share: the plan in a node's directory, and times as people type and read them.
final class DutyDirectory {
    static final int YEAR_MAX = 2200;

    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm xxx", Locale.ROOT);

    private DutyDirectory() {}

    /// @throws CommandFault if there is no plan, or one with problems: the first is named, `node check-config` lists
    /// all
    static DutyPlan plan(Surroundings surroundings, NodeOption node) {
        Path directory = surroundings.workingDirectory().resolve(node.directory());
        return switch (DutyPlan.read(directory)) {
            case DutyPlanResult.Read read -> read.plan();
            case DutyPlanResult.Unusable unusable -> throw fault(unusable.problems());
            case DutyPlanResult.Absent absent ->
                throw CommandFault.unusable(
                        "is not there, so that nobody is summoned",
                        directory.resolve(DutyPlan.FILE).toString(),
                        "write it; begin with what tocsin duty template prints");
        };
    }

    private static CommandFault fault(List<ConfigProblem> problems) {
        ConfigProblem first = problems.getFirst();
        int more = problems.size() - 1;
        return CommandFault.unusable(
                first.what(),
                first.where(),
                more == 0 ? first.remedy() : first.remedy() + " (and " + more + " more: tocsin node check-config)");
    }

    /// A time that somebody typed: a day, a local time in the plan's zone, or one with its offset. Down to the minute.
    static Instant time(String option, String text, ZoneId zone) {
        for (Reading reading : List.<Reading>of(
                typed -> OffsetDateTime.parse(typed).toInstant(),
                typed -> Span.instant(LocalDateTime.parse(typed.replace(' ', 'T')), zone),
                typed -> Span.instant(LocalDate.parse(typed).atStartOfDay(), zone))) {
            try {
                Instant instant = reading.of(text).truncatedTo(ChronoUnit.MINUTES);
                int year = instant.atZone(zone).getYear();
                if (year > 1970 && year < YEAR_MAX) {
                    return instant;
                }
            } catch (DateTimeException another) {
                // The next way of writing it.
            }
        }
        throw CommandFault.unusable(
                "is no time",
                option + " " + text,
                "write for example 2026-12-25, 2026-12-25T09:00 or 2026-12-25T08:00:00Z");
    }

    /// One way to write a time.
    @FunctionalInterface
    private interface Reading {
        Instant of(String text);
    }

    /// By the clocks of the team: `Fri 2026-12-25 09:00 +01:00`.
    static String shown(Instant instant, ZoneId zone) {
        return SHOWN.format(instant.atZone(zone));
    }
}
