package org.tocsin.stix;

/// A document is no I-JSON, or exceeds a limit: reading ends here. Carries the rule it breaks; made without a stack
/// trace, as hostile input makes many.
final class JsonFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final String rule;

    JsonFault(String rule, String text) {
        super(text, null, false, false);
        this.rule = rule;
    }

    String rule() {
        return rule;
    }

    /// What is wrong, for people.
    String text() {
        return String.valueOf(getMessage());
    }
}
