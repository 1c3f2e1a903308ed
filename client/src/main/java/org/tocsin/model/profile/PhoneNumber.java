package org.tocsin.model.profile;

import java.util.Optional;
import java.util.regex.Pattern;

/// A telephone number as ITU-T E.164 writes it: a plus, the country code, and the rest, 7 to 15 digits in all.
///
/// Directories of teams write numbers in three ways that disagree: FIRST with hyphens (`+81-3-5555-0100`), the
/// MeliCERTes
/// facility with spaces (`+34 91 555 0100`), others as plain E.164. All are read, mixed ones too, and one is kept.
public record PhoneNumber(String text) {
    public static final int DIGITS_MIN = 7;
    public static final int DIGITS_MAX = 15;

    private static final Pattern E164 =
            Pattern.compile("\\+[1-9][0-9]{" + (DIGITS_MIN - 1) + "," + (DIGITS_MAX - 1) + "}");
    private static final Pattern GROUPED = Pattern.compile("\\+[0-9-]+|\\+[0-9][0-9 -]*[0-9]");
    private static final int WRITTEN_MAX = 64;

    public PhoneNumber {
        Limits.require(
                E164.matcher(text).matches(), "a telephone number is a plus and 7 to 15 digits, the first not 0");
    }

    /// Reads a number in any of the three ways; empty if it is none.
    public static Optional<PhoneNumber> parse(String written) {
        if (written.length() > WRITTEN_MAX || !GROUPED.matcher(written).matches()) {
            return Optional.empty();
        }
        String bare = written.replace("-", "").replace(" ", "");
        return E164.matcher(bare).matches() ? Optional.of(new PhoneNumber(bare)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
