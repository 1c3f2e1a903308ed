package org.tocsin.render;

/// What the duty screen says itself, in the words of one language.
public final class DeskWording {
    private final Phrases phrases;

    public DeskWording(Language language) {
        this.phrases = Phrases.of(language);
    }

    /// @param key one of `desk.…`, without that
    public String phrase(String key, Object... values) {
        return phrases.phrase("desk." + key, values);
    }
}
