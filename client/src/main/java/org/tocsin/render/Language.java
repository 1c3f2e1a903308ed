package org.tocsin.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The languages that there are phrases in.
public enum Language {
    EN,
    ES,
    FR,
    JA;

    /// As in RFC 5646.
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// By a tag: `es`, and also `es-CL`.
    public static Optional<Language> of(String tag) {
        String primary = tag.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
        return Arrays.stream(values())
                .filter(language -> language.tag().equals(primary))
                .findFirst();
    }

    /// Those of the parties that there are phrases in; English if there is none.
    public static List<Language> of(List<String> tags) {
        List<Language> languages = new ArrayList<>();
        for (String tag : tags) {
            of(tag).filter(language -> !languages.contains(language)).ifPresent(languages::add);
        }
        return languages.isEmpty() ? List.of(EN) : List.copyOf(languages);
    }

    Locale locale() {
        return Locale.forLanguageTag(tag());
    }
}
