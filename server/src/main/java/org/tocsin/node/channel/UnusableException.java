package org.tocsin.node.channel;

/// A file or a value that a channel cannot be opened with. Its text names it, and holds nothing of what is in it.
final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String what) {
        super(what);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
