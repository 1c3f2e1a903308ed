package org.tocsin.model.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tocsin.model.profile.VoiceCard.Answered;
import org.tocsin.model.profile.VoiceCard.Call;
import org.tocsin.testing.ProfileSamples;

/// Telephone numbers, hours at a place, networks, and the card that is read out of them. Rules R-PRO-2, R-PRO-5.
class ReachTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

    @Test
    void threeWaysOfWritingANumberAreReadAndOneIsKept() {
        for (String written : List.of(
                "+81355550100",
                "+81-3-5555-0100",
                "+81-355550100",
                "+81 3 5555 0100",
                "+81 355550100",
                "+81 3-5555-0100")) {
            assertEquals(Optional.of(new PhoneNumber("+81355550100")), PhoneNumber.parse(written), written);
        }
        for (String written : List.of(
                "",
                "+",
                "81355550100",
                "0081355550100",
                "+0355550100",
                "+123456",
                "+1234567890123456",
                "+81 (0)3 5555 0100",
                "+81 3 5555 0100 ",
                "+81.3.5555.0100",
                "+٨١٣٥٥٥٥٠١٠٠")) {
            assertEquals(Optional.empty(), PhoneNumber.parse(written), written);
        }
        assertTrue(PhoneNumber.parse("+1234567").isPresent());
        assertTrue(PhoneNumber.parse("+123456789012345").isPresent());
    }

    @Test
    void hoursAreThoseOfTheWallClockThere() {
        var office = new OpenHours(
                false, List.of(new OpenHours.Span(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), 9 * 60, 17 * 60)));
        // Friday and Monday around the end of summer time: an hour later by the clock of the world.
        assertTrue(office.holds(at("2026-10-23T07:00:00Z"), MADRID));
        assertFalse(office.holds(at("2026-10-23T06:59:59Z"), MADRID));
        assertFalse(office.holds(at("2026-10-23T15:00:00Z"), MADRID));
        assertFalse(office.holds(at("2026-10-26T07:59:59Z"), MADRID));
        assertTrue(office.holds(at("2026-10-26T08:00:00Z"), MADRID));
        assertEquals(Optional.of(at("2026-10-26T08:00:00Z")), office.nextBeginning(at("2026-10-23T15:00:00Z"), MADRID));
        assertFalse(OpenHours.NOT_SAID.holds(at("2026-10-23T07:00:00Z"), MADRID));
        assertTrue(OpenHours.ALWAYS.holds(at("2026-10-24T03:00:00Z"), MADRID));
    }

    @Test
    void hoursThatEndOnTheNextDayHoldOverMidnight() {
        var night = new OpenHours(false, List.of(new OpenHours.Span(EnumSet.of(DayOfWeek.SUNDAY), 22 * 60, 6 * 60)));
        assertFalse(night.holds(at("2026-11-22T20:59:59Z"), MADRID));
        assertTrue(night.holds(at("2026-11-22T21:00:00Z"), MADRID));
        assertTrue(night.holds(at("2026-11-23T04:59:59Z"), MADRID));
        assertFalse(night.holds(at("2026-11-23T05:00:00Z"), MADRID));
        var allSunday = new OpenHours(false, List.of(new OpenHours.Span(EnumSet.of(DayOfWeek.SUNDAY), 0, 1_440)));
        assertTrue(allSunday.holds(at("2026-11-22T22:59:59Z"), MADRID));
        assertFalse(allSunday.holds(at("2026-11-22T23:00:00Z"), MADRID));
    }

    @Test
    void networksHaveOneSpelling() {
        for (String good : List.of(
                "0.0.0.0/0",
                "192.0.2.0/24",
                "192.0.2.1/32",
                "::/0",
                "2001:db8::/32",
                "2001:db8::1/128",
                "2001:db8:0:1::/64",
                "1:0:0:1::/64",
                "1:2:3:4:5:6:7:8/128")) {
            assertTrue(Constituency.isNetwork(good), good);
        }
        for (String bad : List.of(
                "192.0.2.1/24",
                "192.0.2.0/33",
                "192.0.2.256/32",
                "192.0.02.0/24",
                "192.0.2.0",
                "::/129",
                "2001:DB8::/32",
                "2001:db8:0::/32",
                "2001:0db8::/32",
                "2001:db8::1/64",
                "1::2::3/128",
                ":1:2:3:4:5:6:7/128",
                "1:2:3:4:5:6:7::/128",
                "/24")) {
            assertFalse(Constituency.isNetwork(bad), bad);
        }
    }

    @Test
    void theCardTriesEmergencyTelephonesFirstAndSaysWhoIsThere() {
        // Sunday noon in Tokyo: the office is closed until Monday, the satellite telephone until ten in the evening.
        VoiceCard card = card("2026-11-22T03:00:00Z");
        assertEquals(
                List.of(Answered.NOW, Answered.NOT_NOW, Answered.NOT_NOW),
                card.calls().stream().map(Call::answered).toList());
        assertEquals(
                List.of("+81355550199", "+81355550100", "+881655550123"),
                card.calls().stream().map(call -> call.number().text()).toList());
        assertEquals(
                Optional.of(at("2026-11-23T00:00:00Z")), card.calls().get(1).opensAt());
        assertEquals(
                Optional.of(at("2026-11-22T13:00:00Z")), card.calls().get(2).opensAt());
        assertEquals(List.of("ja", "en"), card.languages());
        assertEquals(Optional.of(ZoneId.of("Asia/Tokyo")), card.timeThere());
        assertTrue(card.isValid());
        assertFalse(VoiceCard.of(
                        ProfileSamples.JP,
                        Optional.of(ProfileSamples.filled()),
                        ProfileSamples.filled().validUntil(),
                        List.of(),
                        List.of())
                .isValid());
        assertEquals(
                List.of(),
                VoiceCard.of(ProfileSamples.JP, Optional.empty(), at("2026-11-22T03:00:00Z"), List.of(), List.of())
                        .calls());
    }

    private static VoiceCard card(String at) {
        return VoiceCard.of(
                ProfileSamples.JP,
                Optional.of(ProfileSamples.filled()),
                at(at),
                Stream.of("one").toList(),
                List.of("two"));
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }
}
