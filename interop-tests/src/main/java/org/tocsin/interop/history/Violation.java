package org.tocsin.interop.history;

/// Something in a history that must never happen.
public record Violation(Kind kind, String what) {
    /// What kind of promise is broken.
    public enum Kind {
        /// It was acknowledged, or held before, and is not there.
        LOST,
        /// It is there more than once.
        DOUBLED,
        /// It is there, but not in its place.
        REORDERED,
        /// It is there, and nobody gave it.
        PHANTOM,
        /// It is there with another content or place.
        ALTERED,
        /// The lines contradict each other: the history was not written well.
        UNREADABLE
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
