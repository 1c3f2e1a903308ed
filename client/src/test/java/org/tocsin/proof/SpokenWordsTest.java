package org.tocsin.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.model.Team;

/// Words that can be told apart on a bad line, and the same at both ends of it. Rule R-PRO-6.
class SpokenWordsTest {
    private static final Team ES = new Team("cert-es.example");
    private static final Team JP = new Team("cert-jp.example");

    @Test
    void thereIsOneWordForEachByteInAlphabeticalOrder() throws Exception {
        assertEquals(256, SpokenWords.all().size());
        assertEquals(SpokenWords.all().stream().sorted().toList(), SpokenWords.all());
        assertEquals(Files.readAllLines(Path.of("../proto/vectors/spoken-words.txt")), SpokenWords.all());
    }

    @Test
    void noTwoWordsBeginAlikeSoundAlikeOrAreNearlyTheSame() {
        Set<String> beginnings = new HashSet<>();
        Set<String> sounds = new HashSet<>();
        for (String word : SpokenWords.all()) {
            assertTrue(word.matches("[a-z]{4,8}"), word);
            assertTrue(beginnings.add(word.substring(0, 3)), word);
            assertTrue(sounds.add(soundex(word)), word);
            SpokenWords.all().stream()
                    .filter(other -> !other.equals(word))
                    .forEach(other -> assertTrue(distance(word, other) >= 3, word + " " + other));
        }
    }

    @Test
    void theWordsOfADayFollowFromTheAgreementAndTheSpeaker() {
        // As another program computed them.
        Digest terms = Sha256.of(Bytes.ofUtf8("terms"));
        Instant evening = Instant.parse("2026-11-22T23:59:59.999Z");
        List<String> words = SpokenWords.said(terms, evening, JP);
        assertEquals(List.of("sherbet", "border", "oxygen"), words);
        assertEquals(words, SpokenWords.said(terms, Instant.parse("2026-11-22T00:00:00Z"), JP));
        assertNotEquals(words, SpokenWords.said(terms, evening.plusMillis(1), JP));
        assertNotEquals(words, SpokenWords.said(terms, evening, ES));
        assertNotEquals(words, SpokenWords.said(Sha256.of(Bytes.ofUtf8("others")), evening, JP));
    }

    /// Source: the American Soundex, without its length.
    private static String soundex(String word) {
        String codes = "01230120022455012623010202";
        StringBuilder sound = new StringBuilder(word.substring(0, 1));
        char last = codes.charAt(word.charAt(0) - 'a');
        for (char letter : word.substring(1).toCharArray()) {
            char code = codes.charAt(letter - 'a');
            if (code != '0' && code != last) {
                sound.append(code);
            }
            last = letter == 'h' || letter == 'w' ? last : code;
        }
        return sound.toString();
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
