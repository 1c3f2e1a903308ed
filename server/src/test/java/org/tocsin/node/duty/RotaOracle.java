package org.tocsin.node.duty;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Who is on call, found by painting every minute: no recurrence library, no sweep. The same rota is also written as
/// `duty.toml` says it, so that two readings of it can be compared.
final class RotaOracle {
    /// Ids of officers; those in `MUTE` have no channel.
    static final List<String> OFFICERS = List.of("a", "b", "c", "d", "mute");

    private static final String MUTE = "mute";
    private static final int DAYS_MAX = 20_000;

    private final List<Painted> turns = new ArrayList<>();
    private final List<Replaced> overrides = new ArrayList<>();
    private final List<Exchanged> swaps = new ArrayList<>();
    private final StringBuilder toml = new StringBuilder();

    /// @param minutes by the clock; 0: until the next one
    /// @param limit how many at most; or 0
    private record Painted(
            List<String> officers,
            ZoneId zone,
            LocalDateTime start,
            int minutes,
            Predicate<LocalDate> day,
            int limit) {}

    private record Replaced(Instant from, Instant until, List<String> officers) {}

    private record Exchanged(Instant from, Instant until, String one, String other) {}

    /// A turn that begins at the same time of the days that are meant.
    ///
    /// @param day which days a turn begins on: what `rule` says, in other words
    RotaOracle turn(String zone, String start, int minutes, String rule, Predicate<LocalDate> day, String... officers) {
        return turn(zone, start, minutes, rule, 0, day, officers);
    }

    RotaOracle turn(
            String zone,
            String start,
            int minutes,
            String rule,
            int limit,
            Predicate<LocalDate> day,
            String... officers) {
        LocalDateTime first = LocalDateTime.parse(start);
        turns.add(new Painted(List.of(officers), ZoneId.of(zone), first, minutes, day, limit));
        toml.append("[[rota.turn]]\nofficers = ")
                .append(quoted(List.of(officers)))
                .append("\nzone = \"" + zone + "\"\nstart = " + start + ":00\n")
                .append(minutes == 0 ? "" : "end = " + first.plusMinutes(minutes) + ":00\n")
                .append("rule = \"" + rule + "\"\n");
        return this;
    }

    RotaOracle override(String from, String until, String... officers) {
        overrides.add(new Replaced(Instant.parse(from), Instant.parse(until), List.of(officers)));
        toml.append("[[rota.override]]\nfrom = " + from + "\nuntil = " + until + "\nofficers = ")
                .append(quoted(List.of(officers)))
                .append("\n");
        return this;
    }

    RotaOracle swap(String from, String until, String one, String other) {
        swaps.add(new Exchanged(Instant.parse(from), Instant.parse(until), one, other));
        toml.append("[[rota.swap]]\nfrom = " + from + "\nuntil = " + until + "\nbetween = ")
                .append(quoted(List.of(one, other)))
                .append("\n");
        return this;
    }

    private static String quoted(List<String> words) {
        return "["
                + String.join(
                        ", ", words.stream().map(word -> "\"" + word + "\"").toList()) + "]";
    }

    /// A whole plan with this rota and one rung for it.
    String toml() {
        StringBuilder plan = new StringBuilder("zone = \"UTC\"\n[[channel]]\nname = \"watch\"\nkind = \"terminal\"\n");
        for (String officer : OFFICERS) {
            plan.append("[[officer]]\nid = \"" + officer + "\"\nname = \"" + officer + "\"\nlanguages = [\"en\"]\n")
                    .append("channels = [" + (officer.equals(MUTE) ? "" : "\"watch\"") + "]\n");
        }
        return plan.append("[[rota]]\nname = \"first\"\n")
                .append(toml)
                .append("[ladder]\n[[ladder.rung]]\nwho = \"on-call\"\nrota = \"first\"\n")
                .toString();
    }

    /// Stretches of minutes at which nobody can be reached, `from/until`.
    List<String> holes(Instant from, int minutes) {
        boolean[] reached = reached(from, minutes);
        List<String> holes = new ArrayList<>();
        int begin = -1;
        for (int minute = 0; minute <= minutes; minute++) {
            boolean hole = minute < minutes && !reached[minute];
            if (hole && begin < 0) {
                begin = minute;
            }
            if (!hole && begin >= 0) {
                holes.add(from.plus(begin, ChronoUnit.MINUTES) + "/" + from.plus(minute, ChronoUnit.MINUTES));
                begin = -1;
            }
        }
        return holes;
    }

    private boolean[] reached(Instant from, int minutes) {
        int[] onCall = new int[minutes];
        for (Painted turn : turns) {
            paint(turn, from, onCall);
        }
        for (int minute = 0; minute < minutes; minute++) {
            Instant now = from.plusSeconds(60L * minute);
            for (Exchanged swap : swaps) {
                if (!now.isBefore(swap.from()) && now.isBefore(swap.until())) {
                    onCall[minute] = exchanged(onCall[minute], bit(swap.one()), bit(swap.other()));
                }
            }
        }
        for (Replaced override : overrides) {
            int mask = override.officers().stream().mapToInt(RotaOracle::bit).reduce(0, (a, b) -> a | b);
            paint(override.from(), override.until(), from, onCall, -1, mask);
        }
        boolean[] reached = new boolean[minutes];
        for (int minute = 0; minute < minutes; minute++) {
            reached[minute] = (onCall[minute] & ~bit(MUTE)) != 0;
        }
        return reached;
    }

    private static void paint(Painted turn, Instant from, int[] onCall) {
        List<LocalDateTime> starts = new ArrayList<>();
        LocalDate day = turn.start().toLocalDate();
        for (int i = 0; i < DAYS_MAX; i++) {
            if (turn.day().test(day) && (turn.limit() == 0 || starts.size() < turn.limit())) {
                starts.add(day.atTime(turn.start().toLocalTime()));
            }
            day = day.plusDays(1);
        }
        for (int i = 0; i < starts.size(); i++) {
            if (turn.minutes() == 0 && i + 1 == starts.size()) {
                break;
            }
            LocalDateTime end =
                    turn.minutes() == 0 ? starts.get(i + 1) : starts.get(i).plusMinutes(turn.minutes());
            paint(
                    ZonedDateTime.of(starts.get(i), turn.zone()).toInstant(),
                    ZonedDateTime.of(end, turn.zone()).toInstant(),
                    from,
                    onCall,
                    0,
                    bit(turn.officers().get(i % turn.officers().size())));
        }
    }

    /// @param clear what is taken away before `mask` is added
    private static void paint(Instant begin, Instant end, Instant from, int[] onCall, int clear, int mask) {
        long first = Math.max(0, ChronoUnit.MINUTES.between(from, begin));
        long last = Math.min(onCall.length, ChronoUnit.MINUTES.between(from, end));
        for (long minute = first; minute < last; minute++) {
            onCall[(int) minute] = (onCall[(int) minute] & ~clear) | mask;
        }
    }

    private static int exchanged(int mask, int one, int other) {
        int rest = mask & ~one & ~other;
        return rest | ((mask & one) != 0 ? other : 0) | ((mask & other) != 0 ? one : 0);
    }

    private static int bit(String officer) {
        return 1 << OFFICERS.indexOf(officer);
    }
}
