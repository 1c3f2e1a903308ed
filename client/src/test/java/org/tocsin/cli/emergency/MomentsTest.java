package org.tocsin.cli.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.tocsin.cli.CommandFault;

class MomentsTest {
    private static final Instant NOW = Instant.parse("2026-03-29T00:30:00Z");
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

    @Test
    void spansAndTimesAreReadByTheClockOfTheZone() {
        assertEquals(Duration.ofMinutes(30), Moments.span("30m", "--within"));
        assertEquals(NOW.plusSeconds(900), moment("15m"));
        // It is 01:30 there, and at 02:00 the clock goes to 03:00.
        assertEquals(Instant.parse("2026-03-29T01:00:00Z"), moment("03:00"));
        assertEquals(Instant.parse("2026-03-29T23:00:00Z"), moment("01:00"), "that is tomorrow");
        assertEquals(Instant.parse("2026-03-30T01:00:00Z"), moment("2026-03-30T03:00"));
        assertEquals(Instant.parse("2026-03-29T18:00:00Z"), moment("2026-03-30T03:00+09:00"));
    }

    @Test
    void whatIsNoTimeIsSaidToBeNone() {
        for (String typed :
                new String[] {"", "soon", "30", "25:00", "2026-02-30T00:00", "2026-03-29T02:30", "0m", "30min"}) {
            assertThrows(CommandFault.class, () -> moment(typed), typed);
        }
    }

    private static Instant moment(String typed) {
        return Moments.moment(typed, "--eta", NOW, MADRID);
    }
}
