package org.tocsin.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tocsin.cli.Escaper;
import org.tocsin.model.profile.Publicity;
import org.tocsin.model.profile.Reach;
import org.tocsin.model.profile.TeamProfile;
import org.tocsin.model.profile.VoiceCard;
import org.tocsin.testing.HostileStrings;
import org.tocsin.testing.ProfileSamples;

/// The card for the telephone shows what another team wrote, and no more comes of it than a line. Rule R-PRO-6; threat
/// S-SCREEN.
class VoiceCardWordingTest {
    private static final ZoneId HERE = ZoneId.of("Europe/Madrid");

    @Test
    void noTextOfATeamsReachesTheCardUnescapedOrMakesALine() throws Exception {
        int shown = 0;
        int usual = lines(card("x").orElseThrow(), Language.EN).size();
        for (String hostile : HostileStrings.all()) {
            Optional<VoiceCard> card = card(hostile);
            if (card.isPresent()) {
                shown++;
                for (Language language : Language.values()) {
                    List<String> lines = lines(card.get(), language);
                    assertEquals(usual, lines.size(), hostile);
                    assertTrue(
                            lines.stream().flatMapToInt(String::codePoints).noneMatch(Escaper::isForbidden), hostile);
                }
            }
        }
        assertTrue(shown > 300, "most hostile texts may stand in a profile: " + shown);
    }

    private static List<String> lines(VoiceCard card, Language language) {
        return new VoiceCardWording(language).lines(card, HERE);
    }

    /// A card of a profile with a text wherever it may show one; empty if a profile may not have it.
    private static Optional<VoiceCard> card(String text) {
        TeamProfile filled = ProfileSamples.filled();
        Reach reach = filled.reach();
        try {
            var hostile = new Reach(
                    reach.address(),
                    reach.timeZone(),
                    reach.businessHours(),
                    reach.languages(),
                    reach.phones().stream()
                            .map(phone -> new Reach.Phone(
                                    phone.number(), phone.kind(), phone.hours(), text, phone.visibility()))
                            .toList(),
                    reach.emails(),
                    reach.websites(),
                    reach.outOfBand().stream()
                            .map(one -> new Reach.OutOfBand(text, one.number(), one.hours(), Publicity.PUBLIC))
                            .toList(),
                    reach.persons());
            var profile = new TeamProfile(
                    filled.team(),
                    filled.version(),
                    filled.updated(),
                    filled.review(),
                    filled.validUntil(),
                    filled.names(),
                    hostile,
                    filled.openPgpKeys(),
                    filled.sealingKey(),
                    filled.constituency(),
                    filled.memberships(),
                    filled.passages());
            return Optional.of(VoiceCard.of(
                    filled.team(),
                    Optional.of(profile),
                    ProfileSamples.AT,
                    List.of("one", "two", "three"),
                    List.of("four", "five", "six")));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }
}
