package org.tocsin.ceremony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.proof.Sha256;
import org.tocsin.proof.SpokenWords;
import org.tocsin.trust.Fingerprint;

/// What is read aloud of a fingerprint, and what becomes of it when it is misheard. Rules R-PEER-2 and R-PEER-3.
class HeardTest {
    private static final Digest HELD = Sha256.of(Bytes.ofUtf8("a root key"));
    private static final List<String> WORDS = FingerprintWords.of(HELD);

    @Test
    void theWordsOfAFingerprintAreThoseThatAnotherProgramComputed() {
        assertEquals(
                "lantern sofa piano wombat circus locket cobalt kennel jersey coyote"
                        + " emerald lava wombat lagoon fiddle hurdle",
                String.join(" ", WORDS.subList(0, FingerprintWords.BYTES)));
        assertEquals("elbow", WORDS.getLast());
    }

    @Test
    void wordsAndDigitsAreTakenInAnySpellingThatSaysTheSame() {
        String words = String.join(" ", WORDS);
        for (String typed : List.of(words, words.toUpperCase(Locale.ROOT), " " + words.replace(" ", ",  ") + ". ")) {
            assertEquals(new Heard.Same(Heard.Form.WORDS), Heard.compare(HELD, typed), typed);
        }
        for (String typed :
                List.of(HELD.hex(), Fingerprint.spoken(HELD), HELD.hex().toUpperCase(Locale.ROOT))) {
            assertEquals(new Heard.Same(Heard.Form.DIGITS), Heard.compare(HELD, typed), typed);
        }
    }

    @Test
    void oneWordMisheardNeverFitsAndItsPlaceIsSaid() {
        for (int place = 0; place < FingerprintWords.WORDS; place++) {
            for (String other : SpokenWords.all()) {
                if (!other.equals(WORDS.get(place))) {
                    List<String> misheard = new ArrayList<>(WORDS);
                    misheard.set(place, other);
                    assertFalse(FingerprintWords.isConsistent(misheard));
                    assertEquals(
                            new Heard.Differs(Heard.Form.WORDS, List.of(place + 1), false),
                            Heard.compare(HELD, String.join(" ", misheard)));
                }
            }
        }
    }

    @Test
    void twoWordsExchangedNeverFit() {
        for (int one = 0; one < FingerprintWords.WORDS; one++) {
            for (int other = 0; other < one; other++) {
                if (!WORDS.get(one).equals(WORDS.get(other))) {
                    List<String> exchanged = new ArrayList<>(WORDS);
                    Collections.swap(exchanged, one, other);
                    assertFalse(FingerprintWords.isConsistent(exchanged), exchanged.toString());
                }
            }
        }
    }

    @Test
    void theWordsOfAnotherKeyAreToldFromWordsThatWereMisheard() {
        Digest other = Sha256.of(Bytes.ofUtf8("another root key"));
        var differs = assertInstanceOf(
                Heard.Differs.class, Heard.compare(HELD, String.join(" ", FingerprintWords.of(other))));
        assertTrue(differs.isWhole());
        assertTrue(differs.places().size() > 10, differs.toString());
    }

    @Test
    void everyPlaceOfTheDigitsIsCompared() {
        for (int at = 0; at < 64; at++) {
            StringBuilder digits = new StringBuilder(HELD.hex());
            digits.setCharAt(at, digits.charAt(at) == '0' ? '1' : '0');
            assertEquals(
                    new Heard.Differs(Heard.Form.DIGITS, List.of(at / 4 + 1), false),
                    Heard.compare(HELD, digits.toString()));
        }
    }

    @Test
    void whatCanBeNoFingerprintIsNotComparedAndSaysNothingOfTheCard() {
        List<String> sixteen = WORDS.subList(0, 16);
        for (String typed :
                List.of("", "0123", HELD.hex() + "0", String.join(" ", sixteen), "wombat\u001b[2J", "x y z")) {
            var unreadable = assertInstanceOf(Heard.Unreadable.class, Heard.compare(HELD, typed), typed);
            assertFalse(unreadable.why().contains(WORDS.getLast()), unreadable.why());
        }
        assertEquals(
                new Heard.Unreadable("word 2 is not of the list; was it acorn?"),
                Heard.compare(HELD, "zebra acorm zinc"));
    }

    @Test
    void everyFingerprintHasSeventeenWordsThatFit() {
        var random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[Digest.LENGTH];
            random.nextBytes(bytes);
            List<String> words = FingerprintWords.of(Digest.wrap(bytes));
            assertEquals(FingerprintWords.WORDS, words.size());
            assertTrue(FingerprintWords.isConsistent(words));
        }
    }
}
