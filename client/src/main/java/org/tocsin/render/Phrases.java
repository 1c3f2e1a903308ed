package org.tocsin.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;

/// The coded phrases of one language. Every language has the same keys.
final class Phrases {
    private static final Map<Language, Phrases> ALL = all();

    private final Properties phrases;

    private Phrases(Properties phrases) {
        this.phrases = phrases;
    }

    static Phrases of(Language language) {
        Phrases phrases = ALL.get(language);
        if (phrases == null) {
            throw new IllegalStateException("no phrases in " + language.tag());
        }
        return phrases;
    }

    SortedSet<String> keys() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(phrases.stringPropertyNames()));
    }

    /// @throws IllegalStateException if there is no such phrase
    String phrase(String key, Object... values) {
        String phrase = find(key).orElseThrow(() -> new IllegalStateException("no phrase " + key));
        StringBuilder text = new StringBuilder(phrase.length() + 32);
        for (int at = 0; at < phrase.length(); at++) {
            char letter = phrase.charAt(at);
            // A value is put in as it is: what looks like a place in it is not one.
            if (letter == '{' && at + 2 < phrase.length() && phrase.charAt(at + 2) == '}') {
                text.append(values[phrase.charAt(at + 1) - '0']);
                at += 2;
            } else {
                text.append(letter);
            }
        }
        return text.toString();
    }

    Optional<String> find(String key) {
        return Optional.ofNullable(phrases.getProperty(key));
    }

    private static Map<Language, Phrases> all() {
        Map<Language, Phrases> all = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            all.put(language, read(language));
        }
        return Collections.unmodifiableMap(all);
    }

    private static Phrases read(Language language) {
        String name = language.tag() + ".properties";
        try (InputStream file = Phrases.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("no " + name + " beside this class");
            }
            Properties phrases = new Properties();
            phrases.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            return new Phrases(phrases);
        } catch (IOException unreadable) {
            throw new IllegalStateException(name, unreadable);
        }
    }
}
