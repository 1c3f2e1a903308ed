package org.tocsin.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.emergency.DutyFigures;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Owner;
import org.tocsin.operator.v1.EmergencyOccurrence;
import org.tocsin.testing.EmergencySamples;

/// What a node tells its officers of emergencies arrives as it was.
class EmergencyViewCodecTest {
    @Test
    void anEmergencyComesBackAsItWasInEveryState() throws WireException {
        var owner = new Owner("当直", "+81 3 0000 0000", Optional.of(ZoneId.of("Asia/Tokyo")));
        for (Life.State state : Life.State.values()) {
            Life life = new Life(
                    state,
                    Optional.of(owner),
                    Optional.of(EmergencySamples.AT),
                    2,
                    3,
                    true,
                    false,
                    EmergencySamples.AT.plusSeconds(3));
            EmergencyView view =
                    EmergencySamples.view(EmergencySamples.emergency(Emergency.Kind.EXERCISE, "ejercicio"), life);
            assertEquals(view, EmergencyViewCodec.model(EmergencyViewCodec.message(view)));
        }
    }

    @Test
    void everythingThatHappensComesBackAsItWas() throws WireException {
        for (Occurrence occurrence : EmergencySamples.timeline("応答なし")) {
            assertEquals(Optional.of(occurrence), EmergencyViewCodec.model(EmergencyViewCodec.message(occurrence)));
        }
    }

    @Test
    void whatIsOfAKindThatIsNotKnownHereIsPassedOver() throws WireException {
        assertEquals(Optional.empty(), EmergencyViewCodec.model(EmergencyOccurrence.getDefaultInstance()));
    }

    @Test
    void figuresComeBackAsTheyWere() throws WireException {
        var times = new DutyFigures.Times(Duration.ofMillis(12), Duration.ofSeconds(3), Duration.ofMinutes(9));
        var figures = new DutyFigures(
                EmergencySamples.JP,
                YearMonth.of(2026, 3),
                Emergency.Kind.CHECK_IN,
                true,
                9,
                8,
                7,
                1,
                2,
                1,
                Optional.of(times),
                Optional.empty(),
                4,
                3,
                2,
                5);
        assertEquals(figures, EmergencyViewCodec.model(EmergencyViewCodec.message(figures)));
        var unreadable = EmergencyViewCodec.message(figures).toBuilder()
                .setMonth("March")
                .build();
        assertThrows(WireException.class, () -> EmergencyViewCodec.model(unreadable));
    }
}
