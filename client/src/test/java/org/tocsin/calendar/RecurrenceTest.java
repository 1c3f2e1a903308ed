package org.tocsin.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which rules of RFC 5545 are followed, and where they lead. Rule R-EMG-10.
class RecurrenceTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

    private static Recurrence of(String start, String rule) {
        return Recurrence.of(LocalDateTime.parse(start), MADRID, rule);
    }

    private static List<String> first(int count, Recurrence recurrence) {
        List<String> times = new ArrayList<>();
        Iterator<LocalDateTime> occurrences = recurrence.occurrences();
        while (times.size() < count && occurrences.hasNext()) {
            times.add(occurrences.next().toString());
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FREQ=DAILY;INTERVAL=2 | 2026-01-05T09:00 2026-01-07T09:00 2026-01-09T09:00",
                "FREQ=WEEKLY;BYDAY=MO,FR | 2026-01-05T09:00 2026-01-09T09:00 2026-01-12T09:00",
                "FREQ=MONTHLY;BYDAY=1MO | 2026-01-05T09:00 2026-02-02T09:00 2026-03-02T09:00",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3 | 2026-01-05T09:00 2026-02-04T09:00 2026-03-04T09:00",
                "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0 | 2026-01-05T09:00 2026-01-05T17:00 2026-01-06T09:00",
                "FREQ=YEARLY;BYWEEKNO=2;BYDAY=MO | 2026-01-05T09:00",
                "FREQ=DAILY;COUNT=2 | 2026-01-05T09:00 2026-01-06T09:00 -",
                "FREQ=DAILY;UNTIL=20260106T080000Z | 2026-01-05T09:00 2026-01-06T09:00 -",
                "FREQ=DAILY;UNTIL=20260106T075959Z | 2026-01-05T09:00 -",
            })
    void aRuleIsFollowed(String rule, String times) {
        if (rule.contains("BYWEEKNO")) {
            assertThrows(IllegalArgumentException.class, () -> of("2026-01-06T09:00", rule));
            assertEquals(List.of("2026-01-05T09:00", "2027-01-11T09:00"), first(2, of("2026-01-05T09:00", rule)));
            return;
        }
        boolean ends = times.endsWith("-");
        List<String> expected = List.of(times.replace(" -", "").split(" ", -1));
        assertEquals(expected, first(ends ? 9 : 3, of("2026-01-05T09:00", rule)));
    }

    @Test
    void theTwentyNinthOfFebruaryComesInLeapYearsOnlyAlsoAcrossACenturyWithoutOne() {
        Recurrence leap = of("2092-02-29T00:00", "FREQ=YEARLY");

        assertEquals(List.of("2092-02-29T00:00", "2096-02-29T00:00", "2104-02-29T00:00"), first(3, leap));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "FREQ=SECONDLY",
                "FREQ=MINUTELY;INTERVAL=5",
                "FREQ=HOURLY",
                "INTERVAL=2",
                "freq=daily",
                "FREQ=DAILY ",
                "FREQ=DAILY;",
                "RRULE:FREQ=DAILY",
                "FREQ=DAILY;FREQ=DAILY",
                "FREQ=DAILY;INTERVAL=0",
                "FREQ=DAILY;INTERVAL=367",
                "FREQ=DAILY;INTERVAL=99999999999",
                "FREQ=DAILY;COUNT=0",
                "FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z",
                "FREQ=DAILY;COUNT=99999999999",
                "FREQ=DAILY;UNTIL=20270101",
                "FREQ=DAILY;UNTIL=20270101T000000",
                "FREQ=DAILY;UNTIL=20271301T000000Z",
                "FREQ=DAILY;UNTIL=20200101T000000Z",
                "FREQ=DAILY;BYSECOND=30",
                "FREQ=DAILY;BYHOUR=25",
                "FREQ=DAILY;BYHOUR=9;BYMINUTE=0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40,42,44,46,48",
                "FREQ=WEEKLY;BYDAY=XX",
                "FREQ=WEEKLY;BYDAY=1MO",
                "FREQ=WEEKLY;BYDAY=TU",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4",
                "FREQ=YEARLY;INTERVAL=366;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=DAILY;BYSETPOS=2",
                "FREQ=DAILY;RSCALE=HEBREW",
                "FREQ=MONTHLY;BYMONTHDAY=31;SKIP=FORWARD",
                "FREQ=DAILY;X-OWN=1",
                "FREQ=DAILY;BYMONTHDAY=",
                "FREQ=DAILY;BYDAY=,"
            })
    void aRuleThatCannotBeFollowedIsRefusedAtOnce(String rule) {
        assertTimeout(
                Duration.ofSeconds(60),
                () -> assertThrows(IllegalArgumentException.class, () -> of("2026-01-05T09:00", rule)));
    }

    @Test
    void aStartIsAWholeMinuteOfThisCentury() {
        assertThrows(IllegalArgumentException.class, () -> of("1999-12-31T23:59", "FREQ=DAILY"));
        assertThrows(IllegalArgumentException.class, () -> of("2101-01-01T00:00", "FREQ=DAILY"));
        assertThrows(IllegalArgumentException.class, () -> of("2026-01-05T09:00:30", "FREQ=DAILY"));
        of("2000-01-01T00:00", "FREQ=DAILY");
        of("2100-12-31T23:59", "FREQ=DAILY");
    }

    @Test
    void workEndsAlsoWhereARuleDoesNot() {
        int count = 0;
        Iterator<LocalDateTime> often = of(
                        "2000-01-01T00:00",
                        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23")
                .occurrences();
        while (often.hasNext()) {
            often.next();
            count++;
        }
        assertEquals(Recurrence.OCCURRENCES_MAX, count);
    }

    @Test
    void aRecurrenceEndsBeforeAGapOfMoreThanTenYears() {
        // A Saturday; the next 29 February on one is 28 years later.
        Recurrence rare = of("2020-02-29T12:00", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SA");
        Recurrence slow = of("2020-02-29T12:00", "FREQ=YEARLY;INTERVAL=12");

        assertEquals(List.of("2020-02-29T12:00"), first(2, rare));
        assertEquals(List.of("2020-02-29T12:00"), first(2, slow));
    }
}
