package org.tocsin.model.profile;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/// What the parts of a profile check of themselves. Rule R-PRO-2.
final class Limits {
    private static final Pattern WEBSITE = Pattern.compile("https?://[!-~]{1,490}");
    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})+");
    private static final int EMAIL_BYTES_MAX = 254;
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    private Limits() {}

    /// A text of one line.
    static void line(String text, int bytesMin, int bytesMax, String what) {
        text(text, bytesMin, bytesMax, what);
        require(text.indexOf('\n') < 0, what + " is one line");
    }

    /// A text that may have several lines.
    static void text(String text, int bytesMin, int bytesMax, String what) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        require(bytes >= bytesMin && bytes <= bytesMax, what + " has " + bytesMin + " to " + bytesMax + " bytes");
        require(
                text.codePoints().allMatch(point -> point == '\n' || !Character.isISOControl(point)),
                what + " has control characters");
    }

    static void website(String url, String what) {
        require(WEBSITE.matcher(url).matches(), what + " is not a web address: https:// and printable ASCII");
    }

    static void email(String address) {
        require(isEmail(address), "not a mail address in ASCII, at most 254 bytes");
    }

    static boolean isEmail(String address) {
        return address.length() <= EMAIL_BYTES_MAX && EMAIL.matcher(address).matches();
    }

    static void country(String code) {
        require(COUNTRY.matcher(code).matches(), "a country is two capitals as in ISO 3166");
    }

    /// A list without doubles, as its own.
    static <T> List<T> list(Collection<T> some, int most, String what) {
        require(some.size() <= most, "at most " + most + " " + what);
        require(new HashSet<>(some).size() == some.size(), "one of the " + what + " stands twice");
        return List.copyOf(some);
    }

    /// A list in order, without doubles.
    static <T extends Comparable<T>> List<T> sorted(Collection<T> some, int most, String what) {
        List<T> list = list(some, most, what);
        for (int i = 1; i < list.size(); i++) {
            require(list.get(i - 1).compareTo(list.get(i)) < 0, "the " + what + " are not sorted");
        }
        return list;
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
