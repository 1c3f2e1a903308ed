package org.tocsin.node.duty;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.WEEKS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tocsin.calendar.Span;

/// The holes that were planted in rotas are found, to the minute, and no others: as planted, and as a walk over every
/// minute finds them. The year has a leap day, its end, and both changes of Madrid's clocks; Tokyo's never change.
class CoverageTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final Instant FROM = Instant.parse("2027-06-01T00:00:00Z");
    private static final Instant UNTIL = FROM.plus(366, DAYS);
    private static final int MINUTES = 366 * 24 * 60;
    private static final String MADRID = "Europe/Madrid";
    private static final String TOKYO = "Asia/Tokyo";
    private static final LocalDate MONDAY_1 = LocalDate.parse("2026-01-05");
    private static final int DAY = 24 * 60;

    /// A rota, and the holes that it has.
    private record Planted(String name, RotaOracle rota, List<String> holes) {}

    @TestFactory
    List<DynamicTest> everyHoleIsNamedToTheMinuteAndNoOther() {
        List<Planted> all = new ArrayList<>();
        all.addAll(clocks());
        all.addAll(calendar());
        all.addAll(overrides());
        all.addAll(people());
        assertTrue(all.size() >= 20);
        return all.stream()
                .map(planted -> DynamicTest.dynamicTest(planted.name(), () -> check(planted)))
                .toList();
    }

    private static void check(Planted planted) {
        DutyPlan plan = DutyPlanTest.plan(planted.rota().toml());
        long began = THREADS.getCurrentThreadCpuTime();
        Coverage coverage = Coverage.of(plan, new Span(FROM, UNTIL));
        Duration took = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - began);

        assertEquals(planted.holes(), stretches(coverage.unanswered()), "as planted");
        assertEquals(planted.rota().holes(FROM, MINUTES), stretches(coverage.unanswered()), "as minutes are walked");
        assertEquals(planted.holes(), joined(coverage.holes()), "rung by rung");
        assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, "a year took " + took);
    }

    private static List<Planted> clocks() {
        return List.of(
                new Planted(
                        "turns that meet on the clock leave no hole when clocks change",
                        new RotaOracle()
                                .turn(MADRID, "2026-01-05T09:00", 12 * 60, "FREQ=DAILY", CoverageTest::anyDay, "a")
                                .turn(MADRID, "2026-01-05T21:00", 12 * 60, "FREQ=DAILY", CoverageTest::anyDay, "b"),
                        List.of()),
                new Planted(
                        "turns that meet in the hour that is jumped over and in the one that comes twice leave none",
                        new RotaOracle()
                                .turn(MADRID, "2026-01-05T02:30", 20 * 60, "FREQ=DAILY", CoverageTest::anyDay, "a")
                                .turn(MADRID, "2026-01-05T22:30", 4 * 60, "FREQ=DAILY", CoverageTest::anyDay, "b"),
                        List.of()),
                new Planted(
                        "Madrid by day and Tokyo by day meet in winter, and miss an hour of every summer day",
                        new RotaOracle()
                                .turn(MADRID, "2026-01-05T09:00", 12 * 60, "FREQ=DAILY", CoverageTest::anyDay, "a")
                                .turn(TOKYO, "2026-01-05T05:00", 12 * 60, "FREQ=DAILY", CoverageTest::anyDay, "b"),
                        daily("19:00", "20:00", day -> isSummer(day))),
                new Planted(
                        "Madrid by day and Tokyo by day meet in summer, and miss an hour of every winter day",
                        new RotaOracle()
                                .turn(MADRID, "2026-07-06T09:00", 12 * 60, "FREQ=DAILY", CoverageTest::anyDay, "a")
                                .turn(TOKYO, "2026-01-05T04:00", 12 * 60, "FREQ=DAILY", CoverageTest::anyDay, "b"),
                        daily("07:00", "08:00", day -> !isSummer(day))),
                new Planted(
                        "turns written in UTC miss an hour of every summer day of Madrid's",
                        new RotaOracle()
                                .turn("UTC", "2026-01-05T08:00", 12 * 60, "FREQ=DAILY", CoverageTest::anyDay, "a")
                                .turn(MADRID, "2026-01-05T21:00", 12 * 60, "FREQ=DAILY", CoverageTest::anyDay, "b"),
                        daily("07:00", "08:00", day -> isSummer(day))),
                new Planted(
                        "an hour that is missed every night is two when it comes twice, and none when it is jumped over",
                        new RotaOracle()
                                .turn(MADRID, "2026-01-05T03:00", 23 * 60, "FREQ=DAILY", CoverageTest::anyDay, "a"),
                        missedTwoToThree()),
                new Planted(
                        "Tokyo alone has no clocks to change",
                        new RotaOracle()
                                .turn(TOKYO, "2026-01-05T00:00", 8 * 60, "FREQ=DAILY", CoverageTest::anyDay, "a")
                                .turn(TOKYO, "2026-01-05T08:00", 8 * 60, "FREQ=DAILY", CoverageTest::anyDay, "b")
                                .turn(TOKYO, "2026-01-05T16:00", 8 * 60, "FREQ=DAILY", CoverageTest::anyDay, "c"),
                        List.of()));
    }

    private static List<Planted> calendar() {
        Predicate<LocalDate> workdays = day -> day.getDayOfWeek().compareTo(FRIDAY) <= 0;
        Predicate<LocalDate> otherWeeks =
                day -> day.getDayOfWeek() == SATURDAY && WEEKS.between(MONDAY_1, day) % 2 == 0;
        return List.of(
                new Planted(
                        "the 29th of February, where the ends of months are written one by one",
                        new RotaOracle()
                                .turn(
                                        MADRID,
                                        "2026-01-01T00:00",
                                        DAY,
                                        "FREQ=MONTHLY;BYMONTHDAY=" + upTo(28),
                                        day -> day.getDayOfMonth() <= 28,
                                        "a",
                                        "b")
                                .turn(
                                        MADRID,
                                        "2026-01-29T00:00",
                                        DAY,
                                        "FREQ=YEARLY;BYMONTH=1,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=29,30,31",
                                        day -> day.getDayOfMonth() > 28 && day.getMonthValue() != 2,
                                        "c"),
                        List.of("2028-02-28T23:00:00Z/2028-02-29T23:00:00Z")),
                new Planted(
                        "the end of the year, where a rule's end was forgotten",
                        new RotaOracle()
                                .turn(
                                        MADRID,
                                        "2026-01-05T00:00",
                                        DAY,
                                        "FREQ=DAILY;UNTIL=20271230T230000Z",
                                        day -> day.isBefore(LocalDate.parse("2028-01-01")),
                                        "a"),
                        List.of("2027-12-31T23:00:00Z/2028-06-01T00:00:00Z")),
                new Planted(
                        "a rule that was counted ends in the middle of the year",
                        new RotaOracle()
                                .turn(
                                        MADRID,
                                        "2027-01-04T09:00",
                                        7 * DAY,
                                        "FREQ=WEEKLY;COUNT=52",
                                        52,
                                        CoverageTest::isMonday,
                                        "a",
                                        "b"),
                        List.of("2028-01-03T08:00:00Z/2028-06-01T00:00:00Z")),
                new Planted(
                        "every other weekend, where a rule has an interval that the other has not",
                        new RotaOracle()
                                .turn(
                                        MADRID,
                                        "2026-01-05T00:00",
                                        DAY,
                                        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
                                        workdays,
                                        "a",
                                        "b",
                                        "c")
                                .turn(MADRID, "2026-01-10T00:00", 2 * DAY, "FREQ=WEEKLY;INTERVAL=2", otherWeeks, "d"),
                        weekends(day -> WEEKS.between(MONDAY_1, day) % 2 == 1)),
                new Planted(
                        "the fifth Friday of a month",
                        new RotaOracle()
                                .turn(
                                        MADRID,
                                        "2026-01-05T00:00",
                                        DAY,
                                        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,SA,SU",
                                        day -> day.getDayOfWeek() != FRIDAY,
                                        "a")
                                .turn(
                                        MADRID,
                                        "2026-01-09T00:00",
                                        DAY,
                                        "FREQ=MONTHLY;BYDAY=1FR,2FR,3FR,4FR",
                                        day -> day.getDayOfWeek() == FRIDAY && day.getDayOfMonth() <= 28,
                                        "b"),
                        days(day -> day.getDayOfWeek() == FRIDAY && day.getDayOfMonth() > 28)),
                new Planted(
                        "turns without an end last until the next one, also by months",
                        new RotaOracle()
                                .turn(
                                        MADRID,
                                        "2026-01-01T09:00",
                                        0,
                                        "FREQ=MONTHLY",
                                        day -> day.getDayOfMonth() == 1,
                                        "a",
                                        "b",
                                        "c"),
                        List.of()));
    }

    private static List<Planted> overrides() {
        return List.of(
                new Planted(
                        "a holiday at which nobody is put on call",
                        always().override("2027-12-24T23:00:00Z", "2027-12-25T23:00:00Z"),
                        List.of("2027-12-24T23:00:00Z/2027-12-25T23:00:00Z")),
                new Planted(
                        "a holiday of which a later override covers the middle",
                        always().override("2027-12-24T23:00:00Z", "2027-12-25T23:00:00Z")
                                .override("2027-12-25T11:00:00Z", "2027-12-25T17:00:00Z", "b"),
                        List.of(
                                "2027-12-24T23:00:00Z/2027-12-25T11:00:00Z",
                                "2027-12-25T17:00:00Z/2027-12-25T23:00:00Z")),
                new Planted(
                        "overlapping overrides, the later of which says nobody",
                        always().override("2027-08-01T00:00:00Z", "2027-08-15T00:00:00Z", "b")
                                .override("2027-08-14T22:13:00Z", "2027-08-15T06:07:00Z"),
                        List.of("2027-08-14T22:13:00Z/2027-08-15T06:07:00Z")),
                new Planted(
                        "overlapping overrides, the later of which says somebody",
                        always().override("2027-08-03T00:00:00Z", "2027-08-05T00:00:00Z")
                                .override("2027-08-01T00:00:00Z", "2027-08-15T00:00:00Z", "b"),
                        List.of()),
                new Planted(
                        "an override that ends with the first of two hours of the same name",
                        always().override("2027-10-31T00:00:00Z", "2027-10-31T01:00:00Z"),
                        List.of("2027-10-31T00:00:00Z/2027-10-31T01:00:00Z")),
                new Planted(
                        "overrides before the year begins and behind its end",
                        always().override("2027-05-31T23:00:00Z", "2027-06-01T00:01:00Z")
                                .override("2028-05-31T23:59:00Z", "2028-06-02T00:00:00Z")
                                .override("2027-01-01T00:00:00Z", "2027-06-01T00:00:00Z"),
                        List.of(
                                "2027-06-01T00:00:00Z/2027-06-01T00:01:00Z",
                                "2028-05-31T23:59:00Z/2028-06-01T00:00:00Z")));
    }

    private static List<Planted> people() {
        return List.of(
                new Planted(
                        "an override by somebody without a channel",
                        always().override("2027-09-01T08:00:00Z", "2027-09-01T08:01:00Z", "mute"),
                        List.of("2027-09-01T08:00:00Z/2027-09-01T08:01:00Z")),
                new Planted(
                        "somebody without a channel beside somebody who has one",
                        always().override("2027-09-01T08:00:00Z", "2027-09-01T09:00:00Z", "mute", "b"),
                        List.of()),
                new Planted(
                        "every third week, taken by somebody without a channel",
                        new RotaOracle()
                                .turn(
                                        MADRID,
                                        "2026-01-05T09:00",
                                        0,
                                        "FREQ=WEEKLY",
                                        CoverageTest::isMonday,
                                        "a",
                                        "b",
                                        "mute"),
                        weeksOfTheThird()),
                new Planted(
                        "a swap with somebody without a channel",
                        always().swap("2027-07-05T07:00:00Z", "2027-07-12T07:00:00Z", "mute", "a"),
                        List.of("2027-07-05T07:00:00Z/2027-07-12T07:00:00Z")),
                new Planted(
                        "overlapping swaps, of which the second takes back the first",
                        always().swap("2027-07-05T07:00:00Z", "2027-07-12T07:00:00Z", "a", "mute")
                                .swap("2027-07-06T07:00:00Z", "2027-07-07T07:00:00Z", "mute", "a"),
                        List.of(
                                "2027-07-05T07:00:00Z/2027-07-06T07:00:00Z",
                                "2027-07-07T07:00:00Z/2027-07-12T07:00:00Z")));
    }

    private static boolean anyDay(LocalDate day) {
        return true;
    }

    private static boolean isMonday(LocalDate day) {
        return day.getDayOfWeek() == MONDAY;
    }

    private static RotaOracle always() {
        return new RotaOracle().turn(MADRID, "2026-01-05T09:00", DAY, "FREQ=DAILY", CoverageTest::anyDay, "a");
    }

    private static boolean isSummer(LocalDate day) {
        return day.isBefore(LocalDate.parse("2027-10-31")) || !day.isBefore(LocalDate.parse("2028-03-26"));
    }

    private static List<String> daily(String from, String until, Predicate<LocalDate> day) {
        List<String> holes = new ArrayList<>();
        for (LocalDate at = LocalDate.parse("2027-06-01");
                at.isBefore(LocalDate.parse("2028-06-01"));
                at = at.plusDays(1)) {
            if (day.test(at)) {
                holes.add(at + "T" + from + ":00Z/" + at + "T" + until + ":00Z");
            }
        }
        return holes;
    }

    private static List<String> missedTwoToThree() {
        List<String> holes = new ArrayList<>();
        for (LocalDate day = LocalDate.parse("2027-06-01");
                day.isBefore(LocalDate.parse("2028-06-01"));
                day = day.plusDays(1)) {
            switch (day.toString()) {
                case "2027-10-31" -> holes.add("2027-10-31T00:00:00Z/2027-10-31T02:00:00Z");
                case "2028-03-26" -> {
                    // From 02:00 to 03:00 is no time at all.
                }
                default ->
                    holes.add(
                            isSummer(day)
                                    ? day + "T00:00:00Z/" + day + "T01:00:00Z"
                                    : day + "T01:00:00Z/" + day + "T02:00:00Z");
            }
        }
        return holes;
    }

    /// Whole days of Madrid.
    private static List<String> days(Predicate<LocalDate> wanted) {
        return stretches(wanted, 1);
    }

    private static List<String> weekends(Predicate<LocalDate> wanted) {
        return stretches(day -> day.getDayOfWeek() == SATURDAY && wanted.test(day), 2);
    }

    private static List<String> stretches(Predicate<LocalDate> wanted, int days) {
        List<String> holes = new ArrayList<>();
        for (LocalDate day = LocalDate.parse("2027-06-01");
                day.isBefore(LocalDate.parse("2028-06-01"));
                day = day.plusDays(1)) {
            if (wanted.test(day)) {
                holes.add(midnight(day) + "/" + midnight(day.plusDays(days)));
            }
        }
        return holes;
    }

    private static String midnight(LocalDate day) {
        boolean summer = isSummer(day.minusDays(1));
        return day.minusDays(1) + (summer ? "T22:00:00Z" : "T23:00:00Z");
    }

    private static List<String> weeksOfTheThird() {
        List<String> holes = new ArrayList<>();
        for (LocalDate day = MONDAY_1.plusWeeks(2);
                day.isBefore(LocalDate.parse("2028-06-01"));
                day = day.plusWeeks(3)) {
            if (!day.isBefore(LocalDate.parse("2027-05-31"))) {
                Instant from = Instant.parse(nine(day));
                Instant until = Instant.parse(nine(day.plusWeeks(1)));
                holes.add((from.isBefore(FROM) ? FROM : from) + "/" + (until.isAfter(UNTIL) ? UNTIL : until));
            }
        }
        return holes;
    }

    private static String nine(LocalDate day) {
        return day + (isSummer(day) ? "T07:00:00Z" : "T08:00:00Z");
    }

    private static String upTo(int last) {
        StringBuilder days = new StringBuilder("1");
        for (int day = 2; day <= last; day++) {
            days.append(',').append(day);
        }
        return days.toString();
    }

    static List<String> stretches(List<Span> spans) {
        return spans.stream().map(span -> span.from() + "/" + span.until()).toList();
    }

    /// Holes that follow upon one another for different causes are one stretch of minutes.
    static List<String> joined(List<Coverage.Hole> holes) {
        List<Span> spans = new ArrayList<>();
        for (Coverage.Hole hole : holes) {
            Span when = hole.when();
            if (!spans.isEmpty() && spans.getLast().until().equals(when.from())) {
                when = new Span(spans.removeLast().from(), when.until());
            }
            spans.add(when);
        }
        return stretches(spans);
    }
}
