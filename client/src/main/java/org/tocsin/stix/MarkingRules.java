package org.tocsin.stix;

/// The rules of marking definitions and of granular markings inside one object.
///
/// Source: STIX 2.1 section 7.2; OASIS TLP 2.0 extension.
final class MarkingRules {
    private final Tape tape;
    private final ObjectRules rules;

    MarkingRules(Tape tape, ObjectRules rules) {
        this.tape = tape;
        this.rules = rules;
    }

    /// Checks a marking definition: a TLP one is one of those that exist, word for word.
    void definition(String id) {
        int type = tape.member(0, "definition_type");
        int definition = tape.member(0, "definition");
        int extensions = tape.member(0, "extensions");
        if (extensions < 0 && (type < 0 || definition < 0)) {
            rules.add("definition", "7.2", "REQUIRED", "definition_type and definition, or extensions, are required");
        }
        if (type >= 0
                && tape.textIs(type, "statement")
                && definition >= 0
                && tape.kind(definition) == Tape.OBJECT
                && tape.string(definition, "statement") == null) {
            rules.add("definition.statement", "7.2", "REQUIRED", "is required of a statement marking");
        }
        tlp1(id, type, definition);
        tlp2(id, extensions);
        circular(id);
    }

    private void tlp1(String id, int type, int definition) {
        String label = TlpMarkings.TLP_1.get(id);
        boolean saysTlp = type >= 0 && tape.textIs(type, "tlp");
        if (label == null && !saysTlp) {
            return;
        }
        boolean same = label != null
                && saysTlp
                && definition >= 0
                && tape.kind(definition) == Tape.OBJECT
                && label.equals(tape.string(definition, "tlp"))
                && tape.textIs(tape.member(0, "created"), TlpMarkings.TLP_1_CREATED);
        if (!same) {
            rules.add("definition", "7.2", "TLP", "is none of the four TLP markings that the specification defines");
        }
    }

    private void tlp2(String id, int extensions) {
        int extension = extensions >= 0 && tape.kind(extensions) == Tape.OBJECT
                ? tape.member(extensions, TlpMarkings.TLP_2_EXTENSION)
                : -1;
        String label = TlpMarkings.TLP_2.get(id);
        if (extension < 0 && label == null) {
            return;
        }
        String said = extension >= 0 && tape.kind(extension) == Tape.OBJECT ? tape.string(extension, "tlp_2_0") : null;
        if (label == null || !label.equals(said)) {
            rules.add("extensions", "7.2", "TLP2", "id and tlp_2_0 disagree, or are none of the five of TLP 2.0");
        }
    }

    private void circular(String id) {
        int refs = tape.member(0, "object_marking_refs");
        if (refs >= 0 && tape.kind(refs) == Tape.ARRAY) {
            for (int item = refs + 1; item < tape.end(refs); item = tape.end(item)) {
                circularAt(item, id);
            }
        }
        int granular = tape.member(0, "granular_markings");
        if (granular >= 0 && tape.kind(granular) == Tape.ARRAY) {
            for (int item = granular + 1; item < tape.end(granular); item = tape.end(item)) {
                int ref = tape.kind(item) == Tape.OBJECT ? tape.member(item, "marking_ref") : -1;
                if (ref >= 0) {
                    circularAt(ref, id);
                }
            }
        }
    }

    private void circularAt(int ref, String id) {
        if (tape.textIs(ref, id)) {
            rules.broken(ref, "7.2", "CIRCULAR", "refers to the marking definition itself");
        }
    }

    /// Checks the granular markings of any object: each marks something that is there, with a marking or a language.
    void granular(int node) {
        if (tape.kind(node) != Tape.ARRAY) {
            return;
        }
        for (int item = node + 1; item < tape.end(node); item = tape.end(item)) {
            if (tape.kind(item) != Tape.OBJECT) {
                continue;
            }
            boolean marked = tape.member(item, "marking_ref") >= 0;
            boolean language = tape.member(item, "lang") >= 0;
            if (marked == language) {
                rules.broken(item, "7.2.3", "EXCLUSIVE", "exactly one of marking_ref and lang is required");
            }
            int selectors = tape.member(item, "selectors");
            if (selectors >= 0 && tape.kind(selectors) == Tape.ARRAY) {
                for (int at = selectors + 1; at < tape.end(selectors); at = tape.end(at)) {
                    if (tape.kind(at) == Tape.STRING && !selects(tape.text(at))) {
                        rules.broken(at, "7.2.3", "SELECTOR", "selects nothing that is present");
                    }
                }
            }
        }
    }

    /// Whether a selector (`a.b.[0].c`) finds something in the object.
    private boolean selects(String selector) {
        int at = 0;
        for (int from = 0; from <= selector.length(); ) {
            int dot = selector.indexOf('.', from);
            int to = dot < 0 ? selector.length() : dot;
            at = step(at, selector.substring(from, to));
            if (at < 0) {
                return false;
            }
            from = to + 1;
        }
        return true;
    }

    private int step(int at, String step) {
        if (!step.startsWith("[")) {
            return tape.kind(at) == Tape.OBJECT ? tape.member(at, step) : -1;
        }
        if (tape.kind(at) != Tape.ARRAY || !step.endsWith("]") || step.length() < 3 || step.length() > 8) {
            return -1;
        }
        int index = 0;
        for (int i = 1; i < step.length() - 1; i++) {
            if (!Formats.isDigit(step.charAt(i))) {
                return -1;
            }
            index = index * 10 + step.charAt(i) - '0';
        }
        int item = at + 1;
        for (int i = 0; i < index && item < tape.end(at); i++) {
            item = tape.end(item);
        }
        return item < tape.end(at) ? item : -1;
    }
}
