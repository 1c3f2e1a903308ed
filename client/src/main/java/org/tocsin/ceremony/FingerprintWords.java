package org.tocsin.ceremony;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.model.Bytes;
import org.tocsin.model.Digest;
import org.tocsin.proof.SpokenWords;

/// A fingerprint as words for the telephone: one for each of its first 16 bytes, and one to check them by. Rule
/// R-PEER-2.
///
/// To find another root key with the same words takes about 2^128 tries. The last word is over the others by their
/// place: one word misheard, or two exchanged, never fits.
public final class FingerprintWords {
    /// Words that stand for bytes of the fingerprint.
    public static final int BYTES = 16;
    /// All words, with the one to check by.
    public static final int WORDS = BYTES + 1;

    /// x^8 + x^4 + x^3 + x^2 + 1: 2 generates its field, so no two of the first 255 places weigh the same.
    private static final int POLYNOMIAL = 0x11d;

    private FingerprintWords() {}

    public static List<String> of(Digest fingerprint) {
        List<Integer> values = new ArrayList<>();
        for (byte value : Bytes.copyOf(fingerprint.array(), 0, BYTES).array()) {
            values.add(Byte.toUnsignedInt(value));
        }
        values.add(check(values));
        return values.stream().map(SpokenWords::word).toList();
    }

    /// Whether words are ones that some fingerprint has: all of the list, as many as there must be, and the last one
    /// fits.
    static boolean isConsistent(List<String> words) {
        List<Integer> values =
                words.stream().map(word -> SpokenWords.all().indexOf(word)).toList();
        return values.size() == WORDS
                && !values.contains(-1)
                && values.getLast() == check(values.subList(0, BYTES)).intValue();
    }

    /// The sum of the values, each times 2 to the power of its place, in the field of 256 elements.
    private static Integer check(List<Integer> values) {
        int sum = 0;
        for (int value : values.reversed()) {
            sum = twice(sum ^ value);
        }
        return sum;
    }

    private static int twice(int element) {
        int doubled = element << 1;
        return doubled > 0xff ? doubled ^ POLYNOMIAL : doubled;
    }
}
