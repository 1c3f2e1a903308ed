package org.tocsin.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When drills may happen. Rule R-EMG-10.
class DrillWindowTest {
    private static final String WEEKLY =
            "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY;BYDAY=MO DURATION:PT2H";

    @ParameterizedTest
    @CsvSource({
        "2026-01-05T08:59:59.999Z, false",
        "2026-01-05T09:00:00Z, true",
        "2026-01-05T10:59:59.999Z, true",
        "2026-01-05T11:00:00Z, false",
        // In summer the same local time is an hour earlier.
        "2026-07-06T07:59:59Z, false",
        "2026-07-06T08:00:00Z, true",
        "2026-07-06T10:00:00Z, false",
        "2026-07-07T08:00:00Z, false",
        "2025-12-29T09:30:00Z, false",
        "2126-01-07T09:30:00Z, true",
    })
    void aDrillIsWithinTheWindowOrNot(Instant instant, boolean within) {
        // The first Monday in a hundred years is 2126-01-07.
        assertEquals(within, DrillWindow.parse(WEEKLY).contains(instant));
        assertEquals(within, DrillWindow.parse(WEEKLY.replace(" ", "\r\n")).contains(instant));
    }

    @Test
    void theNextWindowIsTold() {
        DrillWindow window = DrillWindow.parse(WEEKLY);
        Span span = new Span(Instant.parse("2026-07-06T08:00:00Z"), Instant.parse("2026-07-06T10:00:00Z"));

        assertEquals(Optional.of(span), window.next(Instant.parse("2026-06-30T00:00:00Z")));
        assertEquals(Optional.of(span), window.next(Instant.parse("2026-07-06T09:59:59Z")));
        assertEquals(
                Optional.empty(),
                DrillWindow.parse(WEEKLY.replace("BYDAY=MO", "COUNT=1")).next(Instant.parse("2026-07-06T09:59:59Z")));
    }

    @ParameterizedTest
    @CsvSource({
        // The clocks jump from 02:00 to 03:00: 02:30 is 03:30.
        "20260329T023000, PT30M, 2026-03-29T01:30:00Z, 2026-03-29T02:00:00Z",
        // 02:30 comes twice: the first is meant.
        "20261025T023000, PT30M, 2026-10-25T00:30:00Z, 2026-10-25T01:00:00Z",
        // A day has 23 hours then; 24 hours are 24 hours.
        "20260328T120000, P1D, 2026-03-28T11:00:00Z, 2026-03-29T10:00:00Z",
        "20260328T120000, PT24H, 2026-03-28T11:00:00Z, 2026-03-29T11:00:00Z",
        "20260328T120000, P1DT1H30M, 2026-03-28T11:00:00Z, 2026-03-29T11:30:00Z",
        "20260328T120000, P7D, 2026-03-28T11:00:00Z, 2026-04-04T10:00:00Z",
        "20260328T120000, PT1M, 2026-03-28T11:00:00Z, 2026-03-28T11:01:00Z",
    })
    void clocksAreReadAsTheStandardSays(String start, String duration, Instant from, Instant until) {
        DrillWindow window =
                DrillWindow.parse("DTSTART;TZID=Europe/Madrid:" + start + " RRULE:FREQ=YEARLY DURATION:" + duration);

        assertEquals(Optional.of(new Span(from, until)), window.next(from.minusSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "always",
                "DTSTART:20260105T100000Z RRULE:FREQ=WEEKLY DURATION:PT2H",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 DURATION:PT2H RRULE:FREQ=WEEKLY",
                "DTSTART;TZID=Europe/Madrid:20260105T100000  RRULE:FREQ=WEEKLY DURATION:PT2H",
                " DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:PT2H",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:PT2H\n",
                "DTSTART;TZID=Europe/Madrid:20260105T100030 RRULE:FREQ=WEEKLY DURATION:PT2H",
                "DTSTART;TZID=Europe/Madrid:20260230T100000 RRULE:FREQ=WEEKLY DURATION:PT2H",
                "DTSTART;TZID=Europe/Madrid:20260105T240000 RRULE:FREQ=WEEKLY DURATION:PT2H",
                "DTSTART;TZID=Europe/Toledo:20260105T100000 RRULE:FREQ=WEEKLY DURATION:PT2H",
                "DTSTART;TZID=+01:00:20260105T100000 RRULE:FREQ=WEEKLY DURATION:PT2H",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=SECONDLY DURATION:PT2H",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY;BYDAY=TU DURATION:PT2H",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:P",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:PT",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:PT0M",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:P1DT",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:P1W",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:P8D",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:P7DT1M",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:PT99999999999H",
                "DTSTART;TZID=Europe/Madrid:20260105T100000 RRULE:FREQ=WEEKLY DURATION:-PT2H",
                "DTSTART;TZID=Europe/Madrid:２０２６0105T100000 RRULE:FREQ=WEEKLY DURATION:PT2H"
            })
    void aTextThatSaysNoWindowIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> DrillWindow.parse(text));
    }

    @Test
    void aTextIsBounded() {
        String rule = "FREQ=DAILY;BYMONTHDAY=" + "1,".repeat(300);
        assertThrows(
                IllegalArgumentException.class, () -> DrillWindow.parse(WEEKLY.replace("FREQ=WEEKLY;BYDAY=MO", rule)));
    }

    @Test
    void theWorkIsBounded() {
        DrillWindow often = DrillWindow.parse("DTSTART;TZID=UTC:20000101T000000 RRULE:FREQ=DAILY;BYHOUR="
                + "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23 DURATION:PT1M");

        assertTimeout(Duration.ofSeconds(60), () -> often.contains(Instant.parse("2199-01-01T00:00:00Z")));
    }
}
