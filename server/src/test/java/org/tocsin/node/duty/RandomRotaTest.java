package org.tocsin.node.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tocsin.calendar.Span;

/// Rotas that nobody would write have exactly the holes that a walk over their minutes finds, and whoever is on call at
/// a
/// minute is reached by the ladder of that minute.
class RandomRotaTest {
    private static final Instant FROM = Instant.parse("2027-09-15T00:00:00Z");
    private static final int DAYS = 240;
    private static final List<String> ZONES =
            List.of("Europe/Madrid", "Asia/Tokyo", "UTC", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu");
    private static final int SEEDS = Integer.getInteger("rotas", 15);

    /// A rule, the days that it means, and the first of them.
    private record Rule(String text, Predicate<LocalDate> day, LocalDate first) {}

    static List<Integer> seeds() {
        return java.util.stream.IntStream.range(0, SEEDS).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theHolesAreThoseOfAWalkOverTheMinutes(int seed) {
        Random random = new Random(seed);
        RotaOracle oracle = new RotaOracle();
        for (int turns = 1 + random.nextInt(4); turns > 0; turns--) {
            Rule rule = rule(random);
            String time = String.format("T%02d:%02d", random.nextInt(24), random.nextInt(4) * 15);
            int minutes = random.nextInt(5) == 0 ? 0 : 15 * (1 + random.nextInt(14 * 96));
            String[] officers =
                    RotaOracle.OFFICERS.subList(0, 1 + random.nextInt(5)).toArray(String[]::new);
            oracle.turn(
                    ZONES.get(random.nextInt(ZONES.size())),
                    rule.first() + time,
                    minutes,
                    rule.text(),
                    rule.day(),
                    officers);
        }
        for (int overrides = random.nextInt(8); overrides > 0; overrides--) {
            Span when = span(random);
            oracle.override(
                    when.from().toString(),
                    when.until().toString(),
                    RotaOracle.OFFICERS.subList(random.nextInt(5), 5).stream()
                            .limit(random.nextInt(3))
                            .toArray(String[]::new));
        }
        for (int swaps = random.nextInt(4); swaps > 0; swaps--) {
            Span when = span(random);
            int one = random.nextInt(5);
            oracle.swap(
                    when.from().toString(),
                    when.until().toString(),
                    RotaOracle.OFFICERS.get(one),
                    RotaOracle.OFFICERS.get((one + 1 + random.nextInt(4)) % 5));
        }
        DutyPlan plan = DutyPlanTest.plan(oracle.toml());

        Coverage coverage = Coverage.of(plan, new Span(FROM, FROM.plus(DAYS, ChronoUnit.DAYS)));

        assertEquals(oracle.holes(FROM, DAYS * 1_440), CoverageTest.joined(coverage.holes()), oracle::toml);
        for (int i = 0; i < 20; i++) {
            Instant at = FROM.plus(random.nextInt(DAYS * 1_440), ChronoUnit.MINUTES);
            boolean hole =
                    coverage.holes().stream().anyMatch(found -> found.when().contains(at));
            assertEquals(hole, plan.snapshot(at).rungs().getFirst().isEmpty(), () -> at + "\n" + oracle.toml());
        }
    }

    private static Span span(Random random) {
        Instant from = FROM.plus(random.nextInt(DAYS * 1_440) - 3_000, ChronoUnit.MINUTES);
        return new Span(from, from.plus(1 + random.nextInt(20_000), ChronoUnit.MINUTES));
    }

    private static Rule rule(Random random) {
        LocalDate base = LocalDate.parse("2026-01-01").plusDays(random.nextInt(700));
        int interval = 1 + random.nextInt(3);
        return switch (random.nextInt(6)) {
            case 0 ->
                new Rule(
                        "FREQ=DAILY;INTERVAL=" + interval,
                        day -> !day.isBefore(base) && ChronoUnit.DAYS.between(base, day) % interval == 0,
                        base);
            case 1 -> weekly(random, base, interval);
            case 2 -> {
                int date = 1 + random.nextInt(31);
                yield from(base, "FREQ=MONTHLY;BYMONTHDAY=" + date, day -> day.getDayOfMonth() == date);
            }
            case 3 -> {
                int last = 1 + random.nextInt(3);
                yield from(
                        base,
                        "FREQ=MONTHLY;BYMONTHDAY=-" + last,
                        day -> day.getDayOfMonth() == day.lengthOfMonth() + 1 - last);
            }
            case 4 -> {
                DayOfWeek weekday = DayOfWeek.of(1 + random.nextInt(7));
                int nth = random.nextBoolean() ? 1 + random.nextInt(5) : -1;
                yield from(
                        base,
                        "FREQ=MONTHLY;BYDAY=" + nth + abbreviation(weekday),
                        day -> day.equals(day.with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday))));
            }
            default -> {
                int month = 1 + random.nextInt(12);
                int date = month == 2 ? 29 : 1 + random.nextInt(30);
                yield from(
                        base,
                        "FREQ=YEARLY;BYMONTH=" + month + ";BYMONTHDAY=" + date,
                        day -> day.getMonthValue() == month && day.getDayOfMonth() == date);
            }
        };
    }

    private static Rule weekly(Random random, LocalDate base, int interval) {
        int first = 1 + random.nextInt(7);
        int second = 1 + random.nextInt(7);
        LocalDate start = base;
        while (start.getDayOfWeek().getValue() != first && start.getDayOfWeek().getValue() != second) {
            start = start.plusDays(1);
        }
        LocalDate begin = start;
        LocalDate monday = begin.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return new Rule(
                "FREQ=WEEKLY;INTERVAL=" + interval + ";BYDAY=" + abbreviation(DayOfWeek.of(first))
                        + (first == second ? "" : "," + abbreviation(DayOfWeek.of(second))),
                day -> !day.isBefore(begin)
                        && ChronoUnit.WEEKS.between(monday, day) % interval == 0
                        && (day.getDayOfWeek().getValue() == first
                                || day.getDayOfWeek().getValue() == second),
                begin);
    }

    private static Rule from(LocalDate base, String text, Predicate<LocalDate> day) {
        LocalDate first = base;
        while (!day.test(first)) {
            first = first.plusDays(1);
        }
        LocalDate begin = first;
        return new Rule(text, at -> !at.isBefore(begin) && day.test(at), begin);
    }

    private static String abbreviation(DayOfWeek weekday) {
        return weekday.name().substring(0, 2);
    }
}
