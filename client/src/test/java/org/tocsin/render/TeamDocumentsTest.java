package org.tocsin.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.cli.Escaper;
import org.tocsin.model.profile.Passage;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.testing.HostileStrings;
import org.tocsin.testing.ProfileSamples;

/// The forms in which others read a profile: complete, and nothing but what is public. Rule R-PRO-2.
class TeamDocumentsTest {
    /// The headings of RFC 2350, appendix D.
    private static final List<String> HEADINGS = List.of(
            "1. Document Information",
            "1.1. Date of Last Update",
            "1.2. Distribution List for Notifications",
            "1.3. Locations where this Document May Be Found",
            "1.4. Authenticating this Document",
            "2. Contact Information",
            "2.1. Name of the Team",
            "2.2. Address",
            "2.3. Time Zone",
            "2.4. Telephone Number",
            "2.5. Facsimile Number",
            "2.6. Other Telecommunication",
            "2.7. Electronic Mail Address",
            "2.8. Public Keys and Other Encryption Information",
            "2.9. Team Members",
            "2.10. Other Information",
            "2.11. Points of Customer Contact",
            "3. Charter",
            "3.1. Mission Statement",
            "3.2. Constituency",
            "3.3. Sponsorship and/or Affiliation",
            "3.4. Authority",
            "4. Policies",
            "4.1. Types of Incidents and Level of Support",
            "4.2. Co-operation, Interaction and Disclosure of Information",
            "4.3. Communication and Authentication",
            "5. Services",
            "5.1. Incident Response",
            "5.1.1. Incident Triage",
            "5.1.2. Incident Coordination",
            "5.1.3. Incident Resolution",
            "5.2. Proactive Activities",
            "6. Incident Reporting Forms",
            "7. Disclaimers");

    @Test
    void theDocumentIsTheGoldenOneAndHasEveryHeading() throws Exception {
        String text = Rfc2350.text(ProfileSamples.filled(), false);
        assertEquals(golden("rfc2350.txt"), text);
        assertEquals(
                HEADINGS, text.lines().filter(line -> line.matches("[0-9].*")).toList());
        String bare = Rfc2350.text(bare(), false);
        assertEquals(
                HEADINGS, bare.lines().filter(line -> line.matches("[0-9].*")).toList());
    }

    @Test
    void whatIsRestrictedIsShownOnlyWhereItIsAskedFor() {
        String forAll = Rfc2350.text(ProfileSamples.filled(), false);
        String forPartners = Rfc2350.text(ProfileSamples.filled(), true);
        for (String restricted : List.of("+81355550199", "+881655550123", "head@cert-jp.example")) {
            assertFalse(forAll.contains(restricted), restricted);
            assertTrue(forPartners.contains(restricted), restricted);
            assertFalse(SecurityTxt.text(ProfileSamples.filled()).contains(restricted), restricted);
        }
    }

    @Test
    void securityTxtHasTheFieldsOfItsStandard() throws Exception {
        assertEquals(golden("security.txt"), SecurityTxt.text(ProfileSamples.filled()));
        assertTrue(SecurityTxt.isPossible(ProfileSamples.filled()));
        assertFalse(SecurityTxt.isPossible(bare()));
    }

    @Test
    void noTextOfATeamsPassesForAHeadingOrArrivesUnescaped() throws Exception {
        int shown = 0;
        for (String hostile : HostileStrings.all()) {
            Optional<TeamProfile> profile = with(hostile);
            if (profile.isPresent()) {
                shown++;
                String text = Rfc2350.text(profile.get(), true);
                assertTrue(text.codePoints().noneMatch(point -> point != '\n' && Escaper.isForbidden(point)), hostile);
                assertEquals(
                        HEADINGS,
                        text.lines()
                                .filter(line -> line.matches("[0-9]+(\\.[0-9]+)*\\. .*"))
                                .toList(),
                        hostile);
                String file = SecurityTxt.text(profile.get());
                assertTrue(file.codePoints().noneMatch(point -> point != '\n' && Escaper.isForbidden(point)), hostile);
                assertEquals(
                        SecurityTxt.text(ProfileSamples.filled()).lines().count(),
                        file.lines().count(),
                        hostile);
            }
        }
        assertTrue(shown > 300, "most hostile texts may stand in a profile: " + shown);
    }

    /// A profile with a text wherever there may be one; empty if a profile may not have it.
    private static Optional<TeamProfile> with(String text) {
        TeamProfile filled = ProfileSamples.filled();
        try {
            String line = text.isEmpty() ? "x" : text;
            Map<Passage, String> passages = new EnumMap<>(Passage.class);
            for (Passage passage : Passage.values()) {
                passages.put(passage, line);
            }
            return Optional.of(new TeamProfile(
                    filled.team(),
                    filled.version(),
                    filled.updated(),
                    filled.review(),
                    filled.validUntil(),
                    new TeamProfile.Names(
                            line,
                            line,
                            text,
                            filled.names().country(),
                            filled.names().established()),
                    filled.reach(),
                    filled.openPgpKeys(),
                    filled.sealingKey(),
                    filled.constituency(),
                    filled.memberships(),
                    passages));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    private static TeamProfile bare() {
        TeamProfile filled = ProfileSamples.filled();
        return org.tocsin.cli.draft.ProfileWriter.template(filled.team(), filled.updated());
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = TeamDocumentsTest.class.getResourceAsStream(name)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
