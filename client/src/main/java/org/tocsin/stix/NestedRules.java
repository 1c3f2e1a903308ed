package org.tocsin.stix;

/// The rules of the data types that nest inside properties: hashes, external references, translations.
///
/// Source: STIX 2.1 sections 2.5, 2.7 and 7.1.
final class NestedRules {
    private final Tape tape;
    private final ObjectRules rules;

    NestedRules(Tape tape, ObjectRules rules) {
        this.tape = tape;
        this.rules = rules;
    }

    void hashes(int node) {
        rules.dictionary(node, null);
        if (tape.kind(node) != Tape.OBJECT) {
            return;
        }
        for (int child = node + 1; child < tape.end(node); child = tape.end(child)) {
            int digits = Formats.hashDigits(String.valueOf(tape.name(child)));
            boolean good = tape.kind(child) == Tape.STRING
                    && (digits == 0
                            || (tape.length(child) == digits
                                    && Formats.isHexDigits(tape.pool(), tape.start(child), digits)));
            if (!good) {
                rules.broken(child, "2.7", "HASH", "is no such hash");
            }
        }
    }

    void externalReference(int node) {
        if (tape.member(node, "description") < 0
                && tape.member(node, "url") < 0
                && tape.member(node, "external_id") < 0) {
            rules.broken(node, "2.5", "REQUIRED", "needs description, url or external_id");
        }
        int source = tape.member(node, "source_name");
        int external = tape.member(node, "external_id");
        if (source < 0 || external < 0 || tape.kind(external) != Tape.STRING) {
            return;
        }
        String id = tape.text(external);
        if (tape.textIs(source, "cve") && !isNumbered(id, "CVE-", 4, 4)) {
            rules.broken(external, "4.19", "CVE", "is no CVE identifier");
        } else if (tape.textIs(source, "capec") && !isNumbered(id, "CAPEC-", 0, 1)) {
            rules.broken(external, "4.1", "CAPEC", "is no CAPEC identifier");
        }
    }

    /// A prefix, then (if `year` digits are asked for) a year and a hyphen, then at least `digits` digits.
    private static boolean isNumbered(String id, String prefix, int year, int digits) {
        int number = prefix.length() + (year == 0 ? 0 : year + 1);
        if (!id.startsWith(prefix) || id.length() < number + digits || (year > 0 && id.charAt(number - 1) != '-')) {
            return false;
        }
        for (int i = prefix.length(); i < id.length(); i++) {
            if (!Formats.isDigit(id.charAt(i)) && (year == 0 || i != number - 1)) {
                return false;
            }
        }
        return true;
    }

    /// Translations, by language.
    void translations(int node) {
        if (tape.kind(node) != Tape.OBJECT || tape.length(node) == 0) {
            rules.broken(node, "7.1", "KIND", "must be a dictionary that is not empty");
            return;
        }
        for (int child = node + 1; child < tape.end(node); child = tape.end(child)) {
            if (!Registries.isLanguageTag(String.valueOf(tape.name(child)))) {
                rules.broken(child, "7.1", "LANGUAGE", "is no language tag of RFC 5646");
            }
            if (tape.kind(child) != Tape.OBJECT) {
                rules.broken(child, "7.1", "KIND", "must be a dictionary");
            }
            rules.anything(child);
        }
    }
}
