package org.tocsin.node.duty;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tocsin.calendar.Recurrence;
import org.tocsin.calendar.Span;

/// Reads the rotas of `duty.toml`.
final class RotaReader {
    static final int TURNS_MAX = 200;
    static final int OVERRIDES_MAX = 10_000;
    static final int SWAPS_MAX = 1_000;
    static final int OFFICERS_MAX = 100;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final String ONCE = "FREQ=DAILY;COUNT=1";

    private final ZoneId planZone;
    private final Set<String> officers;

    RotaReader(ZoneId planZone, Set<String> officers) {
        this.planZone = planZone;
        this.officers = officers;
    }

    Rota rota(DutyTable table) {
        String name = table.text("name");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            table.problem("name", "is not made of a-z, 0-9, dots, hyphens and underscores", "correct it");
        }
        ZoneId zone = table.zone("zone").orElse(planZone);
        table.require("turn");
        List<Turn> turns = new ArrayList<>();
        for (DutyTable turn : table.tables("turn", TURNS_MAX)) {
            turn(turn, zone).ifPresent(turns::add);
            turn.finish();
        }
        List<RotaOverride> overrides = new ArrayList<>();
        for (DutyTable override : table.tables("override", OVERRIDES_MAX)) {
            override(override, zone).ifPresent(overrides::add);
            override.finish();
        }
        List<Swap> swaps = new ArrayList<>();
        for (DutyTable swap : table.tables("swap", SWAPS_MAX)) {
            swap(swap, zone).ifPresent(swaps::add);
            swap.finish();
        }
        table.finish();
        return new Rota(name, turns, overrides, swaps);
    }

    private Optional<Turn> turn(DutyTable table, ZoneId rotaZone) {
        List<String> taken = known(table, "officers", table.texts("officers", OFFICERS_MAX));
        if (table.has("officers") && taken.isEmpty()) {
            table.problem("officers", "names nobody who takes the turn", "name an officer, or remove the turn");
        }
        ZoneId zone = table.zone("zone").orElse(rotaZone);
        Optional<LocalDateTime> start = table.localTime("start");
        Optional<String> rule = table.optionalText("rule");
        Optional<Duration> length = Optional.empty();
        if (table.has("end")) {
            Optional<LocalDateTime> end = table.localTime("end");
            if (start.isEmpty() || end.isEmpty()) {
                return Optional.empty();
            }
            length = Optional.of(Duration.between(start.get(), end.get()));
            if (!length.get().isPositive() || length.get().compareTo(Turn.LENGTH_MAX) > 0) {
                table.problem("end", "is not after start, or more than 366 days after it", "correct one of them");
                return Optional.empty();
            }
        } else if (rule.filter(text -> !text.contains("COUNT=") && !text.contains("UNTIL="))
                .isEmpty()) {
            table.problem("end", "is missing", "add it: only turns of an endless rule last until the next one begins");
            return Optional.empty();
        }
        if (start.isEmpty() || taken.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Turn(Recurrence.of(start.get(), zone, rule.orElse(ONCE)), length, taken));
        } catch (IllegalArgumentException unusable) {
            table.problem(
                    "rule",
                    String.valueOf(unusable.getMessage()),
                    "write for example rule = \"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO\"");
            return Optional.empty();
        }
    }

    private Optional<RotaOverride> override(DutyTable table, ZoneId zone) {
        List<String> standing = known(table, "officers", table.texts("officers", OFFICERS_MAX));
        String why = table.optionalText("why").orElse("");
        Optional<Span> when = table.span(zone);
        return when.map(span -> new RotaOverride(span, standing, why));
    }

    private Optional<Swap> swap(DutyTable table, ZoneId zone) {
        List<String> both = known(table, "between", table.texts("between", 2));
        if (table.has("between") && both.size() != 2) {
            table.problem("between", "does not name two officers", "write for example between = [\"7f3a\", \"b21c\"]");
        }
        Optional<Span> when = table.span(zone);
        return both.size() == 2 ? when.map(span -> new Swap(span, both.getFirst(), both.getLast())) : Optional.empty();
    }

    private List<String> known(DutyTable table, String key, List<String> ids) {
        for (String id : ids) {
            if (!officers.contains(id)) {
                table.problem(
                        key, "\"" + id + "\" is the id of no officer", "add [[officer]] with this id, or correct it");
            }
        }
        return key.equals("officers") ? ids : ids.stream().distinct().toList();
    }
}
