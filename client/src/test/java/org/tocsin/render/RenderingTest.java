package org.tocsin.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Digest;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Attribution;
import org.tocsin.model.agreement.Conduct;
import org.tocsin.model.agreement.Handling;
import org.tocsin.model.agreement.Iep;
import org.tocsin.model.agreement.Onward;
import org.tocsin.model.agreement.Pap;
import org.tocsin.model.agreement.RecordKind;
import org.tocsin.model.agreement.Rsit;
import org.tocsin.model.agreement.Selection;
import org.tocsin.model.agreement.SharingAgreement;
import org.tocsin.testing.AgreementSamples;

/// What people read says all that was agreed, in every language, and nothing that the parties did not agree. Rule
/// R-AGR-12.
class RenderingTest {
    private static final Digest HASH = Digest.ofHex("5a".repeat(32));
    private static final List<Language> ALL = List.of(Language.values());
    private static final Pattern PLACE = Pattern.compile("\\{[0-9]}");

    @Test
    void everyPhraseIsThereInEveryLanguageWithTheSamePlaces() {
        Phrases english = Phrases.of(Language.EN);
        for (Language language : ALL) {
            Phrases phrases = Phrases.of(language);
            assertEquals(english.keys(), phrases.keys(), language.tag());
            for (String key : english.keys()) {
                String phrase = phrases.find(key).orElseThrow();
                assertFalse(phrase.isBlank(), key);
                assertEquals(places(english.find(key).orElseThrow()), places(phrase), key);
            }
        }
    }

    private static Set<String> places(String phrase) {
        Set<String> places = new TreeSet<>();
        PLACE.matcher(phrase).results().forEach(place -> places.add(place.group()));
        return places;
    }

    @Test
    void everyTermAndEveryValueHasAPhrase() {
        List<String> keys = new ArrayList<>();
        for (Term term : Term.values()) {
            keys.add("term." + term.word());
        }
        keys.addAll(Rsit.all().stream().map(rsit -> "rsit." + rsit).toList());
        for (Enum<?>[] values : List.<Enum<?>[]>of(
                Onward.Reach.values(),
                Attribution.values(),
                Handling.ReceiptKind.values(),
                Conduct.Annex.Kind.values())) {
            String prefix = switch (values[0]) {
                case Onward.Reach reach -> "onward.";
                case Attribution attribution -> "attribution.";
                case Handling.ReceiptKind kind -> "receipt.";
                default -> "annex.";
            };
            Arrays.stream(values).map(value -> prefix + WayWording.word(value)).forEach(keys::add);
        }
        Arrays.stream(Iep.Actions.values()).map(value -> "iep." + value.text()).forEach(keys::add);
        Arrays.stream(Pap.values()).map(value -> "pap." + value).forEach(keys::add);
        Arrays.stream(RecordKind.values()).map(value -> "kind." + value).forEach(keys::add);
        Conduct.Emergency.PRECEDENCES.forEach(value -> keys.add("precedence." + value));
        for (String key : keys) {
            assertTrue(Phrases.of(Language.EN).find(key).isPresent(), key);
        }
    }

    @Test
    void everyTermOfAFilledAgreementStandsInEveryRendering() {
        SharingAgreement filled = AgreementSamples.filled();
        for (Language language : ALL) {
            var wording = new Wording(language);
            String text = String.join("", Rendering.text(filled, HASH, List.of(language)))
                    .replaceAll("\\s+", "");
            String html = Rendering.html(filled, HASH, List.of(language)).replaceAll("\\s+", "");
            Set<Term> said = EnumSet.noneOf(Term.class);
            for (Wording.Section section : wording.sections(filled)) {
                for (Wording.Clause clause : section.clauses()) {
                    said.add(clause.term());
                    for (String line : (clause.label() + "\n" + clause.value()).split("\n", -1)) {
                        String squeezed = line.replaceAll("\\s+", "");
                        assertTrue(text.contains(squeezed), () -> language + " text: " + line);
                        assertTrue(html.contains(escaped(squeezed)), () -> language + " page: " + line);
                    }
                }
            }
            assertEquals(EnumSet.allOf(Term.class), said);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;");
    }

    @Test
    void whatIsAgreedIsSaidInWordsOfEachLanguage() {
        SharingAgreement filled = AgreementSamples.filled();
        assertTrue(joined(filled, Language.EN).contains("availability (availability), phishing (fraud/phishing)"));
        assertTrue(joined(filled, Language.ES).contains("España (ES), Japón (JP); también donde no se indica ninguno"));
        assertTrue(joined(filled, Language.FR).contains("lu : en moins de 24 heures"));
        assertTrue(joined(filled, Language.JA).contains("スペイン（ES）、日本（JP）（記載のないものを含む）"));
        for (Language language : ALL) {
            assertTrue(joined(filled, language).contains("TLP:AMBER+STRICT"), language.tag());
            assertTrue(joined(filled, language).contains("PAP:AMBER"), language.tag());
            assertTrue(joined(filled, language).contains("2026-01-01 00:00 UTC"), language.tag());
            assertTrue(joined(filled, language).contains(HASH.hex()), language.tag());
        }
    }

    private static String joined(SharingAgreement agreement, Language language) {
        return String.join("\n", Rendering.text(agreement, HASH, List.of(language)));
    }

    /// Different terms never read the same: whatever differs in the type differs in the words.
    @Test
    void differentTermsReadDifferently() {
        var samples = new AgreementSamples(3);
        for (Language language : ALL) {
            var wording = new WayWording(language);
            for (Tlp tlp : Tlp.values()) {
                assertTrue(new Wording(language)
                        .value(
                                Term.CEILING,
                                new SharingAgreement.Direction(
                                        AgreementSamples.ES, AgreementSamples.JP, Optional.of(tlp)))
                        .endsWith(tlp.label()));
            }
            for (Term term : Term.OF_A_WAY) {
                Set<String> words = new HashSet<>();
                Set<Object> values = new HashSet<>();
                for (int i = 0; i < 300; i++) {
                    var way = samples.direction();
                    words.add(wording.value(term, way));
                    values.add(TermsDiff.typed(term, way));
                }
                assertEquals(values.size(), words.size(), () -> language + " " + term);
            }
        }
    }

    @Test
    void wordsThatHaveNoPhraseStandAsTheyAre() {
        var samples = new AgreementSamples(4);
        var way = samples.direction();
        var scope = way.scope();
        var unknown = new SharingAgreement.Direction(
                way.from(),
                way.to(),
                way.ceiling(),
                0,
                way.onward(),
                new org.tocsin.model.agreement.Scope(
                        scope.kinds(),
                        Selection.of(List.of("new-class/new-type")),
                        Selection.of(List.of("space-mining")),
                        Selection.of(List.of("ZZ")),
                        0,
                        Optional.empty()),
                way.withholding(),
                way.handling());
        var wording = new WayWording(Language.JA);
        assertEquals("new-class/new-type", wording.value(Term.RSIT, unknown));
        assertEquals("space-mining", wording.value(Term.SECTORS, unknown));
        assertTrue(wording.value(Term.COUNTRIES, unknown).contains("ZZ"));
    }

    /// Threat S-SCREEN: what a partner wrote is shown, and does nothing.
    @Test
    void whatThePartiesWroteCannotPassForTermsOrMarkup() {
        var filled = AgreementSamples.filled();
        String hostile = "<script>alert(1)</script>\u202e\u001b[2J&'\"\n  Title\n--- General ---";
        var agreement = new SharingAgreement(
                filled.id(),
                filled.version(),
                filled.previous(),
                hostile,
                hostile,
                filled.from(),
                filled.until(),
                new Conduct(
                        Optional.empty(),
                        0,
                        0,
                        List.of("en"),
                        Optional.of(new Conduct.Emergency(new TreeSet<>(), 0, 1, false, hostile, false)),
                        0,
                        List.of(new Conduct.Annex(Conduct.Annex.Kind.VISIT, hostile, hostile)),
                        Optional.empty()),
                filled.first(),
                filled.second());
        String html = Rendering.html(agreement, HASH, ALL);
        assertFalse(html.contains("<script"));
        assertTrue(html.contains("&lt;script&gt;"));
        assertFalse(html.contains("alert(1)\""));
        List<String> text = Rendering.text(agreement, HASH, List.of(Language.EN));
        assertEquals(1, text.stream().filter(line -> line.equals("  Title")).count());
        assertEquals(
                1, text.stream().filter(line -> line.startsWith("--- General")).count());
        for (String shown : List.of(html, String.join("", text))) {
            assertTrue(shown.codePoints().noneMatch(point -> point == 0x1b || point == 0x202e || point == '\r'));
            assertTrue(shown.contains("\\u{202e}"));
        }
        assertTrue(text.stream().allMatch(line -> line.length() < 200), "no line is so long that it would be cut");
    }

    @Test
    void aPageNeedsNothingElseAndHoldsAllLanguagesSideBySide() {
        String html = Rendering.html(AgreementSamples.filled(), HASH, ALL);
        assertFalse(Pattern.compile("(?i)<(script|link|img|iframe|object|form|a)\\b|https?:|url\\(|@import")
                .matcher(html)
                .find());
        assertTrue(html.contains("default-src 'none'"));
        assertTrue(html.contains("width=device-width"));
        for (Language language : ALL) {
            assertTrue(html.contains("<div lang=\"" + language.tag() + "\">"));
        }
        assertEquals(html.split("<div", -1).length, html.split("</div>", -1).length);
    }

    @Test
    void partiesReadTheirOwnLanguagesAndEnglishWhereThereIsNone() {
        assertEquals(List.of(Language.ES, Language.JA), Language.of(List.of("es-CL", "pt", "ja", "es")));
        assertEquals(List.of(Language.EN), Language.of(List.of("pt")));
        assertEquals(List.of(Language.EN), Language.of(List.<String>of()));
    }
}
