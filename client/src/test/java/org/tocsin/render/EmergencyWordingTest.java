package org.tocsin.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tocsin.cli.Escaper;
import org.tocsin.model.agreement.Rsit;
import org.tocsin.model.emergency.Emergency;
import org.tocsin.model.emergency.EmergencyView;
import org.tocsin.model.emergency.Life;
import org.tocsin.model.emergency.Occurrence;
import org.tocsin.model.emergency.Occurrence.Detail;
import org.tocsin.model.emergency.Precedence;
import org.tocsin.model.emergency.Step;
import org.tocsin.testing.EmergencySamples;
import org.tocsin.testing.HostileStrings;

/// Officers read emergencies in their own language; a drill cannot be mistaken, and what others wrote does nothing.
/// Rules R-EMG-1, R-EMG-5.
class EmergencyWordingTest {
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    @Test
    void everyCodedThingHasWordsInEveryLanguage() {
        for (Language language : Language.values()) {
            var wording = new EmergencyWording(language);
            Set<String> words = new HashSet<>();
            int count = 0;
            for (String rsit : Rsit.all()) {
                assertFalse(wording.situation(rsit).isBlank(), rsit);
            }
            for (String action : Emergency.ACTIONS) {
                words.add(wording.action(action));
                count++;
            }
            assertEquals(count, words.size(), "no two actions read the same");
            for (Precedence precedence : Precedence.values()) {
                assertTrue(wording.precedence(precedence).contains(precedence.name()), "the code stays");
            }
            for (Life.State state : Life.State.values()) {
                assertFalse(wording.state(state).isBlank());
            }
            for (Step.DeclineReason reason : Step.DeclineReason.values()) {
                assertFalse(wording.reason(reason).isBlank());
            }
            for (Emergency.Kind kind : Emergency.Kind.values()) {
                assertFalse(wording.kind(kind).isBlank());
            }
            for (Occurrence occurrence : EmergencySamples.timeline("texto")) {
                assertFalse(wording.happened(occurrence.detail(), TOKYO).isBlank());
            }
        }
    }

    /// A token that no language has words for would be read out as it is.
    @Test
    void noSituationAndNoActionIsLeftAsItsTokenOrInAnotherLanguage() {
        var english = new EmergencyWording(Language.EN);
        for (Language language : Language.values()) {
            var wording = new EmergencyWording(language);
            Set<String> situations = new HashSet<>();
            for (String rsit : Rsit.all()) {
                String words = wording.situation(rsit);
                assertFalse(words.contains("/") && words.equals(rsit), language + " " + rsit);
                assertTrue(situations.add((rsit.indexOf('/') < 0) + words), language + ": two read " + words);
            }
            long same = Rsit.all().stream()
                    .filter(rsit -> wording.situation(rsit).equals(english.situation(rsit)))
                    .count();
            long asked = Emergency.ACTIONS.stream()
                    .filter(action -> wording.action(action).equals(english.action(action)))
                    .count();
            assertTrue(language == Language.EN || same <= 3, language + ": " + same + " situations in English");
            assertTrue(language == Language.EN || asked == 0, language + ": " + asked + " actions in English");
        }
    }

    @Test
    void whatIsToldOfADrillBeginsWithTheExercisePhraseAndNothingElseDoes() {
        for (Language language : Language.values()) {
            for (Emergency.Kind kind : Emergency.Kind.values()) {
                for (EmergencyWording.Told told : everything(language, kind, "texto")) {
                    String phrase = new EmergencyWording(language).exercisePhrase();
                    boolean drill = kind == Emergency.Kind.EXERCISE;
                    assertEquals(drill, told.subject().startsWith(phrase), told.subject());
                    assertEquals(drill, told.lines().getFirst().startsWith(phrase), told.subject());
                }
            }
        }
    }

    @Test
    void aSummonsSaysAllThatWasStatedInTheReadersLanguageAndTimeOfDay() {
        String japanese = told(Language.JA, Emergency.Kind.REAL, "Red caída\nLlamen");
        for (String part : List.of(
                "FLASH",
                "cert-es.example",
                "availability/ddos",
                "調査",
                "ネットワークの通信制限",
                "2026-03-29 10:29:30 +09:00 (Asia/Tokyo)",
                "03:29 Europe/Madrid",
                "  > Red caída\n  > Llamen",
                EmergencySamples.ID.hex(),
                "tocsin emergency ack 3f9a1c3f9a1c")) {
            assertTrue(japanese.contains(part), part + "\n" + japanese);
        }
        assertTrue(told(Language.ES, Emergency.Kind.REAL, "x").contains("denegación"));
        assertTrue(told(Language.FR, Emergency.Kind.REAL, "x").contains("enquêter"));
        assertTrue(told(Language.EN, Emergency.Kind.REAL, "x").contains("limit the traffic of the network"));
    }

    /// Threat S-SCREEN.
    @Test
    void hostileTextInEveryFieldArrivesEscapedAndStaysOnItsLine() throws IOException {
        for (String hostile : HostileStrings.all()) {
            String text = EmergencySamples.bounded(hostile, 400);
            for (EmergencyWording.Told told : everything(Language.EN, Emergency.Kind.REAL, text)) {
                assertHarmless(told.subject());
                told.lines().forEach(EmergencyWordingTest::assertHarmless);
            }
            assertEquals(
                    EmergencyWordingTest.everything(Language.EN, Emergency.Kind.REAL, "x")
                                    .getFirst()
                                    .lines()
                                    .size()
                            + text.split("\\R", -1).length
                            - 1,
                    everything(Language.EN, Emergency.Kind.REAL, text)
                            .getFirst()
                            .lines()
                            .size(),
                    "nothing but what stands in quotes adds a line");
            for (Occurrence occurrence : EmergencySamples.timeline(text)) {
                assertHarmless(new EmergencyWording(Language.EN).happened(occurrence.detail(), TOKYO));
            }
        }
    }

    private static void assertHarmless(String line) {
        assertTrue(line.codePoints().noneMatch(Escaper::isForbidden), line);
    }

    private static String told(Language language, Emergency.Kind kind, String text) {
        EmergencyWording.Told told = everything(language, kind, text).getFirst();
        return told.subject() + "\n" + String.join("\n", told.lines());
    }

    private static List<EmergencyWording.Told> everything(Language language, Emergency.Kind kind, String text) {
        var wording = new EmergencyWording(language);
        EmergencyView view =
                EmergencySamples.view(EmergencySamples.emergency(kind, text), Life.raised(EmergencySamples.AT));
        List<EmergencyWording.Told> all = new ArrayList<>(List.of(
                wording.summons(view, TOKYO),
                wording.unanswered(view, EmergencySamples.JP, TOKYO),
                wording.noReceipt(view, EmergencySamples.JP, TOKYO),
                wording.missedCheckIn(view, EmergencySamples.JP, TOKYO)));
        for (Occurrence occurrence : EmergencySamples.timeline(text)) {
            Detail detail = occurrence.detail();
            all.add(wording.news(view, detail, TOKYO));
        }
        return all;
    }
}
