package org.tocsin.ceremony;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tocsin.model.Digest;
import org.tocsin.proof.SpokenWords;
import org.tocsin.trust.Fingerprint;

/// What was heard on the telephone, compared with a fingerprint that is held. All of it is looked at in its order,
/// whatever differs: how long it takes says nothing of where. Rule R-PEER-3.
public sealed interface Heard {
    /// Groups of digits in a fingerprint.
    int GROUPS = 16;

    /// As what it was read aloud.
    enum Form {
        WORDS,
        DIGITS
    }

    /// It is this fingerprint.
    record Same(Form form) implements Heard {}

    /// It is another one.
    ///
    /// @param places of the words or groups that differ, from 1
    /// @param isWhole whether what was heard is right in itself: then nothing was misheard, and the key is another one.
    /// Digits have nothing to check them by: of them it is never said
    record Differs(Form form, List<Integer> places, boolean isWhole) implements Heard {
        public Differs {
            places = List.copyOf(places);
        }
    }

    /// It can be no fingerprint: words that are not of the list, too few, too many.
    record Unreadable(String why) implements Heard {}

    /// Compares what an officer typed: words, or groups of hex digits.
    static Heard compare(Digest held, String typed) {
        Optional<Digest> digits = Fingerprint.parse(typed);
        if (digits.isPresent()) {
            List<Integer> places = differing(groups(held), groups(digits.get()));
            return places.isEmpty() ? new Same(Form.DIGITS) : new Differs(Form.DIGITS, places, false);
        }
        List<String> words = List.of(typed.toLowerCase(Locale.ROOT).strip().split("[\\s,.;]+"));
        Optional<String> unfit = unfit(words);
        if (unfit.isPresent()) {
            return new Unreadable(unfit.get());
        }
        List<Integer> places = differing(FingerprintWords.of(held), words);
        return places.isEmpty()
                ? new Same(Form.WORDS)
                : new Differs(Form.WORDS, places, FingerprintWords.isConsistent(words));
    }

    private static Optional<String> unfit(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (!SpokenWords.all().contains(words.get(i))) {
                return Optional.of("word " + (i + 1) + " is not of the list" + like(words.get(i)));
            }
        }
        return words.size() == FingerprintWords.WORDS
                ? Optional.empty()
                : Optional.of(words.size() + " words, not " + FingerprintWords.WORDS);
    }

    /// The word of the list that begins like this one, whatever is held.
    private static String like(String word) {
        return SpokenWords.all().stream()
                .filter(known -> word.length() >= 3 && known.startsWith(word.substring(0, 3)))
                .findFirst()
                .map(known -> "; was it " + known + "?")
                .orElse("");
    }

    private static List<String> groups(Digest fingerprint) {
        return List.of(Fingerprint.spoken(fingerprint).split(" "));
    }

    private static List<Integer> differing(List<String> held, List<String> heard) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            if (!held.get(i).equals(heard.get(i))) {
                places.add(i + 1);
            }
        }
        return places;
    }
}
