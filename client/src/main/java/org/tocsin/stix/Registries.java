package org.tocsin.stix;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The two registries of others that the rules lean on: languages (ISO 639, for RFC 5646 tags) and character sets
/// (IANA). Read when they are first asked for.
final class Registries {
    private Registries() {}

    private static final class Languages {
        static final Set<String> CODES = codes();

        private static Set<String> codes() {
            List<String> lines = lines("languages.table");
            Set<String> codes = new HashSet<>(List.of(lines.getFirst().split(" ")));
            for (String line : lines.subList(1, lines.size())) {
                for (int i = 3; i < line.length(); i++) {
                    codes.add(line.substring(0, 2) + line.charAt(i));
                }
            }
            return codes;
        }
    }

    private static final class Charsets {
        static final Set<String> NAMES = names();

        private static Set<String> names() {
            Set<String> names = new HashSet<>();
            for (String line : lines("charsets.table")) {
                names.addAll(List.of(line.toLowerCase(Locale.ROOT).split(" ")));
            }
            return names;
        }
    }

    /// Whether a text is a well-formed language tag whose language exists. Codes of ISO 639-2 that the registry of RFC
    /// 5646 replaces by shorter ones ("eng") pass: real data has them.
    ///
    /// Source: RFC 5646 section 2.1.
    static boolean isLanguageTag(String tag) {
        String lower = tag.toLowerCase(Locale.ROOT);
        int hyphen = lower.indexOf('-');
        if (hyphen < 0) {
            return Languages.CODES.contains(lower);
        }
        String language = lower.substring(0, hyphen);
        try {
            new Locale.Builder().setLanguageTag(tag);
        } catch (IllformedLocaleException e) {
            return false;
        }
        return language.equals("x") || language.equals("i") || Languages.CODES.contains(language);
    }

    /// Whether a name stands in the IANA registry; case does not count. Source: RFC 2978 section 2.3.
    static boolean isCharset(String name) {
        return Charsets.NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Registries.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
