package org.tocsin.cli.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.model.profile.HoursText;
import org.tocsin.model.profile.OpenHours;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.testing.ProfileSamples;

/// A profile file says what the profile says, and names every problem by its line. Rule R-PRO-2.
class ProfileFileTest {
    private static final Instant NOW = ProfileSamples.AT;

    @Test
    void whatIsWrittenReadsBackAsTheSameProfile() {
        TeamProfile filled = ProfileSamples.filled();
        assertEquals(filled.stated(1, NOW, Optional.empty()), read(ProfileWriter.text(filled)));
        var samples = new ProfileSamples(3);
        for (int i = 0; i < 300; i++) {
            TeamProfile sample = samples.profile();
            Instant changed = sample.updated();
            // Blank space around texts is not kept: read once, it is the same from then on.
            TeamProfile once = read(ProfileWriter.text(sample), changed);
            assertEquals(once, read(ProfileWriter.text(once), changed));
            assertEquals(sample.reach().phones(), once.reach().phones());
            assertEquals(sample.constituency(), once.constituency());
        }
    }

    @Test
    void aTeamWithoutAProfileStartsFromOneThatCanBeRead() {
        TeamProfile template = ProfileWriter.template(ProfileSamples.JP, NOW);
        String text = ProfileWriter.text(template);
        assertEquals(template, read(text));
        // The examples in it are right when their comment signs are taken away.
        String filled = text.replaceAll("(?m)^# (\\[\\[[a-z_]+]]|[a-z_]+ = )", "$1");
        assertEquals(1, read(filled).reach().phones().size());
        assertEquals(1, read(filled).openPgpKeys().size());
        assertEquals(1, read(filled).memberships().size());
    }

    @Test
    void everyProblemIsNamedByItsLine() {
        String text = """
                team = "cert-jp.example"
                review = 2027-01-01
                valid_until = 2026-01-01
                short_name = "x"
                official_name = ""
                time_zone = "Asia/Nowhere"
                languages = ["en", "en"]
                colour = "red"
                business_hours = "Mo-Fr 9-17"
                [[phone]]
                number = "03-5555-0100"
                kind = "emergency"
                [[phone]]
                number = "+81 3 5555 0100"
                kind = "pager"
                visibility = "secret"
                [[open_pgp]]
                fingerprint = "0011"
                [constituency]
                networks = ["10.0.0.1/8"]
                countries = ["XX"]
                [rfc2350]
                mission_statement = "wrong key"
                """;
        var refused = assertInstanceOf(ProfileReading.Refused.class, ProfileReader.read(text, NOW));
        List<String> where = refused.problems().stream()
                .map(problem -> problem.line() + " " + problem.key())
                .toList();
        assertEquals(
                List.of(
                        "3 valid_until",
                        "5 official_name",
                        "6 time_zone",
                        "7 languages",
                        "8 colour",
                        "9 business_hours",
                        "11 phone.number",
                        "15 phone.kind",
                        "16 phone.visibility",
                        "18 open_pgp.fingerprint",
                        "20 constituency.networks",
                        "21 constituency.countries",
                        "23 rfc2350.mission_statement"),
                where);
        assertInstanceOf(ProfileReading.Refused.class, ProfileReader.read("not = = toml", NOW));
    }

    @Test
    void aControlCharacterIsNamedWhereItStands() {
        String text = """
                team = "cert-jp.example"
                review = 2027-01-01
                valid_until = 2028-01-01
                short_name = "x"
                official_name = "y"
                time_zone = "Asia/Tokyo"
                languages = ["en"]
                business_hours = ""
                host = "a\\u0007b"
                [[phone]]
                number = "+81 3 5555 0100"
                kind = "emergency"
                note = "\\u001B[2J"
                [rfc2350]
                mission = "line\\nline\\u0000"
                """;
        var refused = assertInstanceOf(ProfileReading.Refused.class, ProfileReader.read(text, NOW));
        assertEquals(
                List.of("9 host", "13 phone.note", "15 rfc2350.mission"),
                refused.problems().stream()
                        .filter(problem -> problem.what().equals("has control characters"))
                        .map(problem -> problem.line() + " " + problem.key())
                        .toList(),
                refused.problems().toString());
    }

    @Test
    void hoursReadAsPeopleWriteThem() {
        for (String text : List.of("", "24x7", "Mon-Fri 09:00-17:30; Sat 10:00-14:00", "Mon,Wed-Fri 22:00-06:00")) {
            assertEquals(text, HoursText.of(HoursText.parse(text).orElseThrow()));
        }
        assertEquals(HoursText.parse("Sat-Mon 00:00-24:00"), HoursText.parse("Sat,Sun,Mon 00:00-24:00"));
        assertEquals(Optional.of(OpenHours.NOT_SAID), HoursText.parse(" "));
        for (String text : List.of(
                "always",
                "Mon 9:00-17:00",
                "Mon 09:00-25:00",
                "Mon 09:60-10:00",
                "Mo 09:00-17:00",
                "Mon 09:00-17:00;",
                "Mon 09:00",
                "Mon-Fri 09:00-17:00, Sat 10:00-12:00")) {
            assertTrue(HoursText.parse(text).isEmpty(), text);
        }
    }

    private static TeamProfile read(String text) {
        return read(text, NOW);
    }

    private static TeamProfile read(String text, Instant now) {
        return switch (ProfileReader.read(text, now)) {
            case ProfileReading.Read read -> read.profile();
            case ProfileReading.Refused refused -> throw new AssertionError(refused.problems() + "\n" + text);
        };
    }
}
